public import Reports

/// What all entries of a journal up to a position come to, in chunks: for each revision of a report
/// that figures still rest on, a delta that puts these.
public struct Snapshot: Hashable, Sendable {
  /// The last entry that it stands for.
  public let position: Position
  /// How many chunks it has.
  public let chunkCount: Int
  /// The SHA-256 of the chunks' SHA-256s, in order.
  public let digest: EntryHash

  /// Describes a snapshot.
  public init(position: Position, chunkCount: Int, digest: EntryHash) {
    self.position = position
    self.chunkCount = chunkCount
    self.digest = digest
  }

  /// Describes a snapshot of chunks with these hashes.
  public init(position: Position, chunkHashes: [EntryHash]) {
    self.init(
      position: position, chunkCount: chunkHashes.count, digest: Self.digest(of: chunkHashes))
  }

  /// Describes what a log begins with; without chunks it begins with nothing.
  public init(beginning logID: LogID, origin: AreaCode, chunkHashes: [EntryHash] = []) {
    let digest = Self.digest(of: chunkHashes)
    let start = Position.start(of: logID, origin: origin)
    let hash =
      chunkHashes.isEmpty
      ? start.hash : .first(origin: origin.number, logID: logID, covering: digest)
    self.init(
      position: Position(logID: logID, sequence: 0, hash: hash), chunkCount: chunkHashes.count,
      digest: digest)
  }

  /// What a log begins with that follows no other.
  public static func nothing(before logID: LogID, origin: AreaCode) -> Snapshot {
    Snapshot(beginning: logID, origin: origin)
  }

  /// The SHA-256 of chunks' SHA-256s, in order.
  public static func digest(of chunkHashes: [EntryHash]) -> EntryHash {
    .sha256(of: chunkHashes.flatMap(\.bytes))
  }

  /// Whether nothing is lost by beginning with the first entry.
  public var isNothing: Bool { position.sequence == 0 && chunkCount == 0 }
}

/// One chunk of a snapshot.
public struct SnapshotChunk: Hashable, Sendable {
  /// Its place, from 0.
  public let index: Int
  /// The encoded delta that puts all that still rests on one revision of a report.
  public let body: [UInt8]
  /// The SHA-256 of the body.
  public let hash: EntryHash

  /// Makes a chunk.
  public init(index: Int, body: [UInt8]) {
    self.index = index
    self.body = body
    hash = .sha256(of: body)
  }
}
