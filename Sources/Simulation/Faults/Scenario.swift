/// Worlds to be tried with many seeds each.
public enum Scenario: String, CaseIterable, Sendable {
  /// Nothing goes wrong.
  case calm
  /// Messages get lost.
  case lossy
  /// LIVE loses everything, for ever.
  case liveDead = "live-dead"
  /// Messages come twice, late, in bursts and out of order.
  case disorder
  /// Links are cut, also in one direction only.
  case partitions
  /// Nodes and cities crash.
  case crashes
  /// Disks are full and transactions fail.
  case disks
  /// Journals are compacted, so that cursors lie before what is kept.
  case compaction
  /// Nodes are restored from backups.
  case restoredNodes = "restored-nodes"
  /// Cities are restored from backups.
  case restoredCities = "restored-cities"
  /// Two machines have one key and one journal.
  case clones
  /// A node loses its journal.
  case wipes
  /// Machines restart with newer and older versions.
  case upgrades
  /// Access lists are wrong for a while.
  case keys
  /// Entries are as large as they may be.
  case heavy
  /// All nodes come back at once, with everything to send.
  case stampede
  /// More nodes than a city lets catch up at a time come to one that was away.
  case crowd
  /// All of it.
  case everything

  /// What goes wrong in a world of this scenario.
  func faults(using generator: inout SeededGenerator) -> Faults {
    var faults = Faults()
    func has(_ scenarios: Scenario...) -> Bool {
      self == .everything || scenarios.contains(self)
    }
    faults.clockJumpPerMille = 5
    if has(.lossy) { faults.addLoss(using: &generator) }
    if has(.disorder) { faults.addDisorder(using: &generator) }
    if has(.partitions) { faults.cutPerMille = generator.number(5...30) }
    if has(.crashes) { faults.addCrashes(using: &generator) }
    if has(.disks) {
      faults.fullDiskPerMille = generator.number(0...20)
      faults.failurePercent = generator.number(0...40)
    }
    if has(.compaction) { faults.compactionPerMille = generator.number(10...100) }
    if has(.keys) { faults.refusalPerMille = generator.number(2...10) }
    if has(.upgrades) { faults.upgradePercent = 50 }
    add(to: &faults, using: &generator)
    return faults
  }

  private func add(to faults: inout Faults, using generator: inout SeededGenerator) {
    switch self {
    case .liveDead:
      faults.isLiveDead = true
      faults.controlLossPercent = generator.pick([0, 0, 10, 30])
    case .restoredNodes:
      faults.nodeRestorePerMille = 15
      faults.compactionPerMille = generator.pick([0, 0, 30])
      faults.controlLossPercent = generator.pick([0, 0, 10, 30])
      faults.lastMs = 25_000
    case .restoredCities:
      faults.cityRestorePerMille = 15
      faults.compactionPerMille = generator.pick([0, 0, 30])
      faults.controlLossPercent = generator.pick([0, 0, 10, 30])
      faults.lastMs = 25_000
    case .clones:
      faults.hasClone = true
      faults.hasOperators = generator.chance(30)
      faults.cityCrashPerMille = generator.pick([0, 10])
      faults.reportPerMille = 60
    case .wipes:
      faults.hasWipe = true
      faults.hasOperators = generator.chance(70)
      faults.cityCrashPerMille = generator.pick([0, 10])
    case .compaction:
      faults.cutPerMille = 15
      faults.nodeCrashPerMille = 10
      faults.cityCrashPerMille = 10
      faults.controlLossPercent = generator.pick([0, 10])
    case .upgrades:
      faults.nodeCrashPerMille = 10
      faults.cityCrashPerMille = 10
      faults.controlLossPercent = generator.pick([0, 10])
    case .heavy:
      faults.isHeavy = true
      // Offices go on reporting while a city can't write: only the credit keeps memory bounded.
      faults.reportPerMille = 100
      faults.fullDiskPerMille = 30
      faults.liveLossPercent = generator.pick([0, 20])
      faults.failurePercent = generator.pick([0, 20])
    case .stampede:
      faults.minimumNodes = 5
      faults.reportPerMille = 100
      faults.cityCrashPerMille = 15
      faults.compactionPerMille = 50
    case .crowd:
      faults.minimumNodes = 24
      faults.citiesStartMs = 5_000
      faults.cityCrashPerMille = 10
      faults.compactionPerMille = generator.pick([0, 20])
    case .everything:
      faults.nodeRestorePerMille = generator.pick([0, 5])
      faults.cityRestorePerMille = generator.pick([0, 5])
      faults.hasClone = generator.chance(10)
      faults.hasOperators = generator.chance(50)
      faults.lastMs = 20_000
    case .calm, .lossy, .disorder, .partitions, .crashes, .disks, .keys:
      break
    }
  }
}

extension Faults {
  fileprivate mutating func addLoss(using generator: inout SeededGenerator) {
    controlLossPercent = generator.number(0...30)
    liveLossPercent = generator.number(0...30)
  }

  fileprivate mutating func addDisorder(using generator: inout SeededGenerator) {
    duplicatePercent = generator.number(0...30)
    maximumDelayMs = generator.pick([100, 500, 2_000])
    clogPerMille = generator.number(0...20)
  }

  fileprivate mutating func addCrashes(using generator: inout SeededGenerator) {
    nodeCrashPerMille = generator.number(0...20)
    cityCrashPerMille = generator.number(0...20)
  }
}
