/// What goes over CTL in either direction, and HEARTBEAT also over LIVE.
public enum ControlMessage: Hashable, Sendable {
  /// A node introduces itself.
  case hello(Hello)
  /// The aggregator's answer, with its cursor.
  case welcome(Welcome)
  /// Come again after so many milliseconds.
  case wait(retryAfterMs: Int64, reason: String)
  /// The sender gives up.
  case fail(ProtocolError)
  /// Entries up to the cursor are durable at the aggregator; nil where it has nothing yet.
  case ack(cursor: Position?, credit: Credit)
  /// Entries of a log are missing.
  case nack(logID: LogID, missing: ClosedRange<UInt64>)
  /// Entries again, in order.
  case replay(Replay)
  /// An entry can't be merged and was put aside.
  case reject(logID: LogID, sequence: UInt64, ProtocolError)
  /// How far the journal goes.
  case heartbeat(head: Position)
  /// The sender leaves in peace.
  case bye(reason: String)
  /// The node has begun another log, and offers a snapshot of it next.
  case logReset(formerLog: LogID, base: Position, reason: String)
  /// Entries before the first one kept are gone; the node offers a snapshot next.
  case replayGone(logID: LogID, firstKept: UInt64)
  /// A snapshot is offered.
  case snapshotBegin(Snapshot)
  /// The aggregator wants a chunk of the snapshot at a position; where the index is the count of
  /// chunks, it has them all.
  case snapshotNext(at: Position, index: Int)
  /// A chunk of the snapshot at a position.
  case snapshotChunk(at: Position, SnapshotChunk)
  /// The node agrees that the snapshot at a position is complete.
  case snapshotEnd(at: Position)

  /// A node's introduction.
  public struct Hello: Hashable, Sendable {
    /// The versions of the protocol that the node speaks.
    public let versions: ClosedRange<UInt32>
    /// What it can do beyond the version.
    public let features: [String]
    /// How far its journal goes.
    public let head: Position
    /// The program and its version, for people.
    public let software: String

    /// The longest name of a program, in bytes of UTF-8; longer ones are sent shortened.
    public static let maximumSoftwareLength = 128

    /// Makes an introduction.
    public init(
      versions: ClosedRange<UInt32> = ProtocolVersion.supported, features: [String] = [],
      head: Position, software: String
    ) {
      self.versions = versions
      self.features = features
      self.head = head
      self.software = software
    }
  }

  /// The aggregator's answer to an introduction.
  public struct Welcome: Hashable, Sendable {
    /// The version that both speak from now on.
    public let version: UInt32
    /// What both can do beyond the version.
    public let features: [String]
    /// The name of the aggregator's store, new whenever that was made anew.
    public let incarnation: LogID
    /// How far the origin's journal is merged; nil before its first entry.
    public let cursor: Position?
    /// What the aggregator is ready to take.
    public let credit: Credit
    /// Whether the city takes over whatever journal the node has.
    public let adopts: Bool

    /// Makes an answer.
    public init(
      version: UInt32, features: [String] = [], incarnation: LogID, cursor: Position?,
      credit: Credit, adopts: Bool = false
    ) {
      self.version = version
      self.features = features
      self.incarnation = incarnation
      self.cursor = cursor
      self.credit = credit
      self.adopts = adopts
    }
  }

  /// What an aggregator is ready to take beyond its cursor.
  public struct Credit: Hashable, Sendable {
    /// Entries.
    public let entries: UInt32
    /// Bytes of entries.
    public let bytes: UInt32

    /// Makes a credit.
    public init(entries: UInt32, bytes: UInt32) {
      self.entries = entries
      self.bytes = bytes
    }

    /// The whole window.
    public static let full = Credit(
      entries: UInt32(Limits.creditEntries), bytes: UInt32(Limits.creditBytes))
  }

  /// Entries again.
  public struct Replay: Hashable, Sendable {
    /// The journal.
    public let logID: LogID
    /// How far it goes.
    public let head: Position
    /// The entries, in order and without holes.
    public let entries: [JournalEntry]

    /// Makes a replay.
    public init(logID: LogID, head: Position, entries: [JournalEntry]) {
      self.logID = logID
      self.head = head
      self.entries = entries
    }
  }

  /// The byte in the header.
  public var type: MessageType {
    switch self {
    case .hello: .hello
    case .welcome: .welcome
    case .wait: .wait
    case .fail: .fail
    case .ack: .ack
    case .nack: .nack
    case .replay: .replay
    case .reject: .reject
    case .heartbeat: .heartbeat
    case .bye: .bye
    case .logReset: .logReset
    case .replayGone: .replayGone
    case .snapshotBegin: .snapshotBegin
    case .snapshotNext: .snapshotNext
    case .snapshotChunk: .snapshotChunk
    case .snapshotEnd: .snapshotEnd
    }
  }
}

/// Versions of the protocol.
public enum ProtocolVersion {
  /// The versions that this code speaks.
  public static let supported: ClosedRange<UInt32> = 1...1

  /// The highest version that both sides speak; nil where there is none.
  public static func negotiated(
    between own: ClosedRange<UInt32>, and other: ClosedRange<UInt32>
  ) -> UInt32? {
    guard own.overlaps(other) else { return nil }
    return own.clamped(to: other).upperBound
  }
}
