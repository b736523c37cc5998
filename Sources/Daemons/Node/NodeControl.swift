public import Reports
public import SyncProtocol

/// What a node's control socket is asked.
enum NodeRequest: Sendable, Codable {
  /// Take a report; its bytes are the payload.
  case push(name: String, options: DocumentOptions)
  /// Tell how things stand.
  case status
  /// Tell what people corrected, the newest first.
  case corrections(limit: Int)
}

/// How a node stands.
public struct NodeStatus: Hashable, Sendable, Codable {
  /// One aggregator, as the node sees it.
  public struct Peer: Hashable, Sendable, Codable {
    /// Where it listens.
    public let endpoint: String
    /// How the conversation stands: `connecting`, `live`, `sending-snapshot`, `waiting`,
    /// `key-refused` or `failed`.
    public let state: String
    /// The last entry that it has made durable; nil while that is not known.
    public let acknowledged: UInt64?
    /// How many entries it does not have yet; nil while that is not known.
    public let lag: UInt64?
    /// For how long entries have lain unacknowledged, in milliseconds; nil where none do.
    public let lagMs: Int64?
    /// What was sent again, held back or refused since the node began.
    public let counts: NodeSession.Counts
    /// The name of its store, another one whenever that was made anew; nil while not known.
    public let store: String?
    /// What went wrong last.
    public let lastError: String?

    /// How many entries were sent again.
    public var replayed: Int { counts.replayed }
    /// How many entries LIVE had no room for.
    public var heldBack: Int { counts.heldBack }
    /// How many entries the aggregator could not read.
    public var rejected: Int { counts.rejected }
  }

  /// The node's area.
  public let area: AreaCode
  /// The area's name.
  public let areaName: String
  /// The log that the journal is.
  public let logID: String
  /// The last entry of the journal.
  public let head: UInt64
  /// Its aggregators.
  public let peers: [Peer]
  /// How many reports wait in the inbox.
  public let waitingFiles: Int
  /// The last file that was put aside, and why.
  public let lastRejected: String?
  /// The version of the program that the daemon runs; nil of one that does not tell.
  public let version: String?
}
