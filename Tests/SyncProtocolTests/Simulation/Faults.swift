/// What goes wrong in a simulated world until its faults stop.
struct Faults: Sendable {
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
  /// How often a node crashes, in thousandths of ticks.
  var nodeCrashPerMille = 0
  /// How often the city crashes, in thousandths of ticks.
  var cityCrashPerMille = 0
  /// How often a link is cut for a while, in thousandths of ticks.
  var linkCutPerMille = 0
  /// How many commits of a hundred fail at the city.
  var commitFailurePercent = 0
}

/// Worlds to be tried with many seeds each.
enum Scenario: String, CaseIterable, Sendable {
  case calm, lossy, liveLosesEverything, disorder, crashes, failingCommits, everything

  func faults(using generator: inout SeededGenerator) -> Faults {
    var faults = Faults()
    if self == .lossy || self == .everything {
      faults.controlLossPercent = generator.number(0...30)
      faults.liveLossPercent = generator.number(0...30)
    }
    if self == .liveLosesEverything {
      faults.isLiveDead = true
      faults.controlLossPercent = generator.pick([0, 0, 10, 30])
    }
    if self == .disorder || self == .everything {
      faults.duplicatePercent = generator.number(0...30)
      faults.maximumDelayMs = generator.pick([100, 500, 2_000])
    }
    if self == .crashes || self == .everything {
      faults.nodeCrashPerMille = generator.number(0...20)
      faults.cityCrashPerMille = generator.number(0...20)
      faults.linkCutPerMille = generator.number(0...20)
    }
    if self == .failingCommits || self == .everything {
      faults.commitFailurePercent = generator.number(0...40)
    }
    return faults
  }
}
