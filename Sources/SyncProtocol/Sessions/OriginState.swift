/// What an aggregator keeps durably of an origin, beside its entries.
public struct OriginState: Hashable, Sendable {
  /// How far its journal is merged; nil before anything of it is.
  public var cursor: Position?
  /// The logs that were followed before the cursor's.
  public var formerLogs: Set<LogID>
  /// Why nothing is taken from it until somebody decides; nil where all is well.
  public var quarantine: ProtocolError?
  /// Whether somebody has decided that whatever journal it comes with is to be taken over.
  public var adopts: Bool
  /// The snapshot that is being taken in.
  public var staged: StagedSnapshot?

  /// Describes an origin, by default one that was never heard.
  public init(
    cursor: Position? = nil, formerLogs: Set<LogID> = [], quarantine: ProtocolError? = nil,
    adopts: Bool = false, staged: StagedSnapshot? = nil
  ) {
    self.cursor = cursor
    self.formerLogs = formerLogs
    self.quarantine = quarantine
    self.adopts = adopts
    self.staged = staged
  }
}

/// A snapshot as far as its chunks are durable at the aggregator, none of them merged yet.
public struct StagedSnapshot: Hashable, Sendable {
  /// The whole.
  public let snapshot: Snapshot
  /// The SHA-256s of the chunks that are there, in order from the first.
  public internal(set) var chunkHashes: [EntryHash]
  /// How many bytes they have.
  public internal(set) var byteCount: Int

  /// Describes what is there of a snapshot.
  public init(snapshot: Snapshot, chunkHashes: [EntryHash] = [], byteCount: Int = 0) {
    self.snapshot = snapshot
    self.chunkHashes = chunkHashes
    self.byteCount = byteCount
  }

  /// Whether all chunks are there.
  var isComplete: Bool { chunkHashes.count == snapshot.chunkCount }
  /// Whether the chunks are those that the snapshot speaks of.
  var isIntact: Bool { isComplete && Snapshot.digest(of: chunkHashes) == snapshot.digest }
}
