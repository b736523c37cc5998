/// What goes wrong in a simulated world until its faults stop. Rates are of each tick of 100 ms.
struct Faults: Sendable {
  // MARK: Messages

  /// How many messages of a hundred get lost on CTL.
  var controlLossPercent = 0
  /// How many messages of a hundred get lost on LIVE.
  var liveLossPercent = 0
  /// Whether LIVE loses everything, also after the other faults have stopped.
  var isLiveDead = false
  /// How many messages of a hundred come twice.
  var duplicatePercent = 0
  /// The longest delay; messages whose delays differ overtake each other.
  var maximumDelayMs = 10
  /// How often a link holds everything back for a while and then lets it go at once.
  var clogPerMille = 0
  /// How often a link is cut in one direction or in both.
  var cutPerMille = 0
  /// How often the city refuses a node's key for a while.
  var refusalPerMille = 0

  // MARK: Machines

  /// How often a node crashes.
  var nodeCrashPerMille = 0
  /// How often a city crashes.
  var cityCrashPerMille = 0
  /// How often a wall clock is set to another time.
  var clockJumpPerMille = 0
  /// How many restarts of a hundred bring another version of the program.
  var upgradePercent = 0

  // MARK: Disks

  /// How often a disk is full for a while.
  var fullDiskPerMille = 0
  /// How many transactions of a hundred fail.
  var failurePercent = 0
  /// How often a journal is compacted.
  var compactionPerMille = 0

  // MARK: Mistakes of people

  /// How often a node's journal is restored from a backup.
  var nodeRestorePerMille = 0
  /// How often a city's store is restored from a backup.
  var cityRestorePerMille = 0
  /// Whether a second machine comes up with the key and the journal of a node.
  var hasClone = false
  /// Whether a node loses its journal and begins with nothing.
  var hasWipe = false
  /// Whether the operators of the cities release what is in quarantine or refused.
  var hasOperators = false

  // MARK: Load

  /// Whether a quarter of all entries takes 200 KiB.
  var isHeavy = false
  /// How often an office reports.
  var reportPerMille = 30
  /// How long things go wrong.
  var lastMs: Int64 = 10_000
  /// How many nodes there are at least.
  var minimumNodes = 1
  /// When the cities come up first.
  var citiesStartMs: Int64 = 0
}
