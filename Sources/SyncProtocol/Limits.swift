/// The protocol's limits, each with its reason.
public enum Limits {
  /// The longest body in bytes. libzmq loses what queues behind a refused message, so the sender
  /// refuses first; a delta of 512 observations with the longest sentences fits.
  public static let bodyBytes = 256 * 1024
  /// The longest frame that sockets take, in bytes: room for newer bodies, far from exhausting
  /// memory.
  public static let frameBytes = 1024 * 1024
  /// The most features that a HELLO or WELCOME names.
  public static let features = 64
  /// The longest name of a feature in bytes of UTF-8.
  public static let featureBytes = 64
  /// The most entries in one REPLAY, so that live traffic gets its turn between two.
  public static let replayEntries = 64
  /// The most bytes of entries in one REPLAY, above the largest single entry.
  public static let replayBytes = 512 * 1024
  /// The most chunks in a snapshot, one for each revision that figures still rest on: far more than
  /// an area writes in a hundred years.
  public static let snapshotChunks = 16_384
  /// The most bytes of a snapshot: some hundred thousand observations, and little beside a disk.
  public static let snapshotBytes = 64 * 1024 * 1024
  /// How many snapshots an aggregator takes in at a time, all areas together.
  public static let snapshotsTogether = 4
  /// How many areas an aggregator lets catch up at a time, so that live entries get their turn.
  public static let replaysTogether = 16
  /// How soon the first of those asked to WAIT may come again.
  public static let waitMs: Int64 = 1_000
  /// How much later each further one may come.
  public static let waitStepMs: Int64 = 100
  /// How many get a time of their own before it begins again with the first.
  public static let waitSteps = 64
  /// How many entries are kept as evidence of a quarantine for each area.
  public static let evidenceEntries = 16
  /// How many entries wait for the one before them. Enough for the jumps seen after a reconnect;
  /// beyond it, asking again is cheaper.
  public static let reorderEntries = 64
  /// How many bytes of entries wait for the one before them.
  public static let reorderBytes = 1024 * 1024
  /// How long an entry waits for the one before it until that is asked for.
  public static let reorderWaitMs: Int64 = 250
  /// How many entries of one origin may wait for their commit.
  public static let creditEntries = 256
  /// How many bytes of one origin's entries may wait for their commit.
  public static let creditBytes = 1024 * 1024
  /// How often a node tells its head on LIVE.
  public static let liveHeartbeatMs: Int64 = 1_000
  /// How soon a node tells its head after a burst, so that a lost last message is seen at once.
  public static let burstHeartbeatMs: Int64 = 100
  /// How often a node tells its head on CTL; each is answered by an ACK.
  public static let controlHeartbeatMs: Int64 = 5_000
  /// Silence on CTL after which a node greets again: three heartbeats unanswered.
  public static let silenceMs: Int64 = 15_000
  /// How long a node waits for an answer to HELLO at first; it doubles up to ``helloMaximumMs``.
  public static let helloMs: Int64 = 1_000
  /// The longest wait between two HELLOs.
  public static let helloMaximumMs: Int64 = 30_000
  /// The longest delay of a HELLO after a lost connection, so that nodes do not all come back at
  /// once.
  public static let helloJitterMs: Int64 = 1_000
  /// How long a NACK or a REPLAY waits for progress before it is sent again.
  public static let progressMs: Int64 = 2_000
  /// How long a node waits after a refused key at first; it doubles up to ``refusedMaximumMs``.
  public static let refusedMs: Int64 = 5_000
  /// The longest wait after a refused key.
  public static let refusedMaximumMs: Int64 = 300_000
}
