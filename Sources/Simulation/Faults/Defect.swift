/// A mistake built into the surroundings of the unmodified state machines, which the simulator has
/// to find. Production code has no place for them.
public enum Defect: String, CaseIterable, Sendable {
  /// The city acknowledges what it has only handed over for merging.
  case acknowledgesBeforeCommit = "acknowledges-before-commit"
  /// The city's store moves a cursor without the last entry.
  case movesCursorWithoutData = "moves-cursor-without-data"
  /// The city loses the entry that comes after a poisoned one.
  case skipsAfterPoison = "skips-after-poison"
  /// The city merges what comes as it comes.
  case hasNoReorderBuffer = "has-no-reorder-buffer"
  /// The city merges again what comes again.
  case mergesDuplicates = "merges-duplicates"
  /// The city puts an entry into another area's journal.
  case mixesOrigins = "mixes-origins"
  /// The city takes a failed commit for a good one.
  case ignoresFailedCommit = "ignores-failed-commit"
  /// The city puts a poisoned entry aside without a word.
  case dropsRejects = "drops-rejects"
  /// The city welcomes with a cursor of before.
  case welcomesWithOldCursor = "welcomes-with-old-cursor"
  /// The city installs a snapshot as soon as it has a chunk of it.
  case installsUnfinished = "installs-unfinished"
  /// The city installs a snapshot and leaves the cursor where it was.
  case installsWithoutCursor = "installs-without-cursor"
  /// The city forgets quarantines when it restarts.
  case forgetsQuarantine = "forgets-quarantine"
  /// The city puts another origin into quarantine than the one that forks.
  case quarantinesAnother = "quarantines-another"
  /// The city looks away where two entries contradict each other.
  case acceptsForks = "accepts-forks"
  /// The node publishes what it has not committed yet.
  case publishesBeforeCommit = "publishes-before-commit"
  /// The node begins a replay one entry too late.
  case replaysOneLate = "replays-one-late"
  /// The node does not listen when entries are asked for.
  case ignoresNacks = "ignores-nacks"
  /// The node's heartbeats tell of a head of before.
  case tellsOldHead = "tells-old-head"
  /// The node publishes whatever the credit is.
  case ignoresCredit = "ignores-credit"
  /// The node says everything once and never again.
  case neverRepeats = "never-repeats"
  /// The node resets a log without giving it another name.
  case reusesLogID = "reuses-log-id"
  /// The node forgets which logs it has left when it restarts.
  case forgetsFormerLogs = "forgets-former-logs"
  /// The node sends a chunk of its snapshot in the place of another.
  case swapsChunks = "swaps-chunks"

  /// The scenario that shows it.
  public var scenario: Scenario {
    switch self {
    case .acknowledgesBeforeCommit, .movesCursorWithoutData, .skipsAfterPoison, .mixesOrigins,
      .dropsRejects, .tellsOldHead:
      .calm
    case .hasNoReorderBuffer, .mergesDuplicates: .disorder
    case .ignoresFailedCommit: .disks
    case .welcomesWithOldCursor, .publishesBeforeCommit: .crashes
    case .installsUnfinished, .installsWithoutCursor, .swapsChunks: .compaction
    case .forgetsQuarantine, .quarantinesAnother, .acceptsForks: .clones
    case .replaysOneLate, .neverRepeats: .lossy
    case .ignoresNacks: .restoredCities
    case .ignoresCredit: .heavy
    case .reusesLogID, .forgetsFormerLogs: .restoredNodes
    }
  }

  /// The most seeds of its scenario, from 1 on, that it may take until it is found.
  public var bound: Int {
    switch self {
    case .forgetsQuarantine, .quarantinesAnother, .ignoresNacks, .forgetsFormerLogs: 60
    default: 20
    }
  }
}
