/// How a run of one seed ended.
public struct Outcome: Hashable, Sendable {
  /// The first broken promise; nil where all were kept.
  public internal(set) var violation: Violation?
  /// How long after the end of the faults all had arrived, in milliseconds; nil where that was not
  /// awaited to the end.
  public internal(set) var convergedAfterMs: Int64?
  /// What happened.
  public internal(set) var counts = Counts()
  /// The happenings in readable lines; empty unless they were asked for.
  public internal(set) var trace: [String] = []

  /// What happened in one run, or in many.
  public struct Counts: Hashable, Sendable {
    /// Events that state machines took.
    public var steps = 0
    /// Entries that nodes committed.
    public var entries = 0
    /// Crashes of nodes and cities.
    public var crashes = 0
    /// Messages that the network lost.
    public var lostMessages = 0
    /// Entries sent again.
    public var replayedEntries = 0
    /// Snapshots installed.
    public var snapshots = 0
    /// Logs that took the place of another.
    public var resets = 0
    /// Origins put into quarantine.
    public var quarantines = 0
    /// Transactions that failed.
    public var failedCommits = 0
    /// Entries put aside.
    public var poisoned = 0

    /// Nothing.
    public init() {}

    /// Adds what happened elsewhere.
    public static func += (left: inout Counts, right: Counts) {
      left.steps += right.steps
      left.entries += right.entries
      left.crashes += right.crashes
      left.lostMessages += right.lostMessages
      left.replayedEntries += right.replayedEntries
      left.snapshots += right.snapshots
      left.resets += right.resets
      left.quarantines += right.quarantines
      left.failedCommits += right.failedCommits
      left.poisoned += right.poisoned
    }
  }
}
