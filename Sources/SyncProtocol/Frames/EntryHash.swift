internal import Crypto

/// A SHA-256: of a body, or of an entry in the chain of a journal.
public struct EntryHash: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The length in bytes.
  public static let length = 32

  /// All bits zero: the previous hash of messages that stand in no journal.
  public static let zero = EntryHash(words: (0, 0, 0, 0))

  private init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// Takes 32 bytes; nil for any other count.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.length else { return nil }
    var iterator = bytes.makeIterator()
    func word(_ iterator: inout some IteratorProtocol<UInt8>) -> UInt64 {
      (0..<8).reduce(UInt64(0)) { word, _ in word << 8 | UInt64(iterator.next() ?? 0) }
    }
    words = (word(&iterator), word(&iterator), word(&iterator), word(&iterator))
  }

  /// The SHA-256 of a run of bytes.
  public static func sha256(of bytes: [UInt8]) -> EntryHash {
    digest(of: bytes, prefix: nil)
  }

  /// The hash of an entry in the chain: SHA-256(0x00 ‖ header).
  public static func chained(header: [UInt8]) -> EntryHash {
    digest(of: header, prefix: 0x00)
  }

  /// The hash before the first entry of a log: SHA-256(0x01 ‖ origin ‖ log id).
  public static func first(origin: UInt32, logID: LogID) -> EntryHash {
    let originBytes = (0..<4).map { UInt8(truncatingIfNeeded: origin >> (24 - 8 * $0)) }
    return digest(of: originBytes + logID.bytes, prefix: 0x01)
  }

  /// The hash before the first entry of a log that begins with a snapshot:
  /// SHA-256(0x02 ‖ ``first(origin:logID:)`` ‖ the snapshot's digest). Whoever has not taken the
  /// snapshot can't go on with the first entry.
  public static func first(origin: UInt32, logID: LogID, covering digest: EntryHash) -> EntryHash {
    Self.digest(of: first(origin: origin, logID: logID).bytes + digest.bytes, prefix: 0x02)
  }

  /// The prefixes keep the hashes of the chain apart: no start of a log can pass for an entry.
  private static func digest(of bytes: [UInt8], prefix: UInt8?) -> EntryHash {
    var hasher = SHA256()
    if let prefix { hasher.update(data: [prefix]) }
    hasher.update(data: bytes)
    guard let hash = EntryHash(Array(hasher.finalize())) else {
      preconditionFailure("SHA-256 has 32 bytes")
    }
    return hash
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }

  /// Equal in all bits.
  public static func == (left: EntryHash, right: EntryHash) -> Bool {
    left.words == right.words
  }

  /// Feeds the first bits, which are as good as any of a hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension EntryHash: CustomStringConvertible {
  /// Lower-case hexadecimal.
  public var description: String { bytes.hexadecimal }
}

/// The name of a log: 128 random bits, drawn when a journal is begun.
public struct LogID: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// The length in bytes.
  public static let length = 16

  /// All bits zero: the log of messages that stand in no journal.
  public static let zero = LogID(high: 0, low: 0)

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Takes 16 bytes; nil for any other count.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.length else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Draws a new name.
  public static func random(using generator: inout some RandomNumberGenerator) -> LogID {
    LogID(high: generator.next(), low: generator.next())
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }
}

extension LogID: CustomStringConvertible {
  /// Lower-case hexadecimal.
  public var description: String { bytes.hexadecimal }
}

extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits a byte.
  public var hexadecimal: String {
    var text = ""
    for byte in self {
      if byte < 16 { text.append("0") }
      text += String(byte, radix: 16)
    }
    return text
  }
}
