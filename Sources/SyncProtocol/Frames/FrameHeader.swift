/// The fixed header that goes before each body: 128 bytes, big-endian.
///
/// ```
///   0  3 magic "USY"       4  1 type         16 16 log id          72  4 CRC32C
///   3  1 version           5  1 flags        32  8 sequence        76  8 clock
///                          6  2 reserved     40 32 previous hash   84 32 SHA-256 of the body
///                          8  4 origin                            116 12 reserved
///                         12  4 body length
/// ```
///
/// The checksum covers the other 124 bytes. Reserved bytes are zero when written and not looked at
/// when read, though the hash of an entry covers them.
public struct FrameHeader: Hashable, Sendable {
  /// What the body is.
  public let type: MessageType
  /// Marks of this frame.
  public let flags: FrameFlags
  /// The area that the message comes from or, on the way back, is meant for.
  public let origin: UInt32
  /// The journal that an entry belongs to; zero in other messages.
  public let logID: LogID
  /// The place of an entry in its journal, from 1; zero in other messages.
  public let sequence: UInt64
  /// The hash of the entry before; zero in other messages.
  public let previousHash: EntryHash
  /// The length of the body in bytes.
  public let bodyLength: UInt32
  /// Hybrid clock of the writer, in milliseconds since 1970 shifted left by 16, for display only:
  /// nothing is ordered by it.
  public let clock: UInt64
  /// The SHA-256 of the body as it is sent.
  public let bodyHash: EntryHash

  /// The length in bytes.
  public static let length = 128
  /// The version of the frame that this code writes and reads.
  public static let version: UInt8 = 1
  static let magic = Array("USY".utf8)

  /// Makes the header of a body.
  public init(
    type: MessageType, flags: FrameFlags = [], origin: UInt32, logID: LogID = .zero,
    sequence: UInt64 = 0, previousHash: EntryHash = .zero, clock: UInt64 = 0, body: [UInt8]
  ) {
    self.type = type
    self.flags = flags
    self.origin = origin
    self.logID = logID
    self.sequence = sequence
    self.previousHash = previousHash
    self.bodyLength = UInt32(clamping: body.count)
    self.clock = clock
    self.bodyHash = .sha256(of: body)
  }

  /// Reads a header.
  ///
  /// - Throws: ``ProtocolError`` where the bytes are not a header of this version.
  public init(decoding bytes: [UInt8]) throws(ProtocolError) {
    guard bytes.count == Self.length else {
      throw ProtocolError(.malformedFrame, "a header has \(Self.length) bytes, not \(bytes.count)")
    }
    guard Array(bytes[0..<3]) == Self.magic else {
      throw ProtocolError(.malformedFrame, "the header does not begin with the magic bytes")
    }
    guard bytes[3] == Self.version else {
      throw ProtocolError(.unsupportedVersion, "frame version \(bytes[3]) is not \(Self.version)")
    }
    let reader = ByteReader(bytes)
    guard Self.checksum(of: bytes) == reader.number(at: 72, as: UInt32.self) else {
      throw ProtocolError(.malformedFrame, "the header's checksum does not fit")
    }
    type = MessageType(rawValue: bytes[4])
    flags = FrameFlags(rawValue: bytes[5])
    guard flags.isSubset(of: .understood) || !flags.contains(.mustUnderstand) else {
      throw ProtocolError(.unsupportedVersion, "the frame carries marks that must be understood")
    }
    origin = reader.number(at: 8, as: UInt32.self)
    bodyLength = reader.number(at: 12, as: UInt32.self)
    sequence = reader.number(at: 32, as: UInt64.self)
    clock = reader.number(at: 76, as: UInt64.self)
    guard let logID = LogID(bytes[16..<32]), let previousHash = EntryHash(bytes[40..<72]),
      let bodyHash = EntryHash(bytes[84..<116])
    else { throw ProtocolError(.malformedFrame, "the header is cut short") }
    self.logID = logID
    self.previousHash = previousHash
    self.bodyHash = bodyHash
  }

  /// The 128 bytes.
  public var encoded: [UInt8] {
    var bytes = Self.magic + [Self.version, type.rawValue, flags.rawValue, 0, 0]
    bytes.reserveCapacity(Self.length)
    bytes.append(bigEndian: origin)
    bytes.append(bigEndian: bodyLength)
    bytes += logID.bytes
    bytes.append(bigEndian: sequence)
    bytes += previousHash.bytes
    bytes.append(bigEndian: UInt32(0))
    bytes.append(bigEndian: clock)
    bytes += bodyHash.bytes
    bytes += repeatElement(0, count: Self.length - bytes.count)
    let checksum = Self.checksum(of: bytes)
    for offset in 0..<4 {
      bytes[72 + offset] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(offset)))
    }
    return bytes
  }

  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    CRC32C.checksum(of: [bytes[..<72], bytes[76...]].joined())
  }
}

/// Marks of a frame.
public struct FrameFlags: OptionSet, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// Makes marks from the byte on the wire.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// A reader that does not know all marks of the frame must refuse it.
  public static let mustUnderstand = FrameFlags(rawValue: 1 << 0)
  /// The entries are sent again, not live.
  public static let historical = FrameFlags(rawValue: 1 << 1)
  /// The last of several frames that belong together.
  public static let lastInBatch = FrameFlags(rawValue: 1 << 2)

  static let understood: FrameFlags = [.mustUnderstand, .historical, .lastInBatch]
}

/// What a message is, by the byte in its header. Unknown types survive, so that they can be named.
public struct MessageType: RawRepresentable, Hashable, Sendable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// Makes a type from the byte on the wire.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// A journal entry.
  public static let delta = MessageType(rawValue: 1)
  /// How far the journal goes.
  public static let heartbeat = MessageType(rawValue: 2)
  /// A node introduces itself.
  public static let hello = MessageType(rawValue: 16)
  /// The aggregator's answer, with its cursor.
  public static let welcome = MessageType(rawValue: 17)
  /// Come again later.
  public static let wait = MessageType(rawValue: 18)
  /// The sender gives up.
  public static let fail = MessageType(rawValue: 19)
  /// Entries are durable.
  public static let ack = MessageType(rawValue: 20)
  /// Entries are missing.
  public static let nack = MessageType(rawValue: 21)
  /// Entries again.
  public static let replay = MessageType(rawValue: 22)
  /// An entry can't be merged.
  public static let reject = MessageType(rawValue: 23)
  /// The sender leaves.
  public static let bye = MessageType(rawValue: 24)
  /// A node begins another log.
  public static let logReset = MessageType(rawValue: 25)
  /// Entries are no longer kept.
  public static let replayGone = MessageType(rawValue: 26)
  /// A snapshot is offered.
  public static let snapshotBegin = MessageType(rawValue: 27)
  /// A chunk of a snapshot is asked for.
  public static let snapshotNext = MessageType(rawValue: 28)
  /// A chunk of a snapshot.
  public static let snapshotChunk = MessageType(rawValue: 29)
  /// A snapshot is complete.
  public static let snapshotEnd = MessageType(rawValue: 30)
  /// All totals.
  public static let totalsSnapshot = MessageType(rawValue: 32)
  /// Totals that have changed.
  public static let totalsChange = MessageType(rawValue: 33)
}
