import Testing

@Suite("Simulated worlds")
struct SimulationTests {
  private static let seeds: ClosedRange<UInt64> = 1...60

  @Test(
    "Entries are merged once and in order, acknowledged when durable, and all arrive in the end",
    arguments: Scenario.allCases)
  func converges(scenario: Scenario) {
    var entryCount = 0
    var replayedCount = 0
    var faultCount = 0
    for seed in Self.seeds {
      var simulation = Simulation(
        scenario: scenario, seed: seed, goesOverTheWire: seed.isMultiple(of: 20))
      let outcome = simulation.run()
      if let violation = outcome.violation {
        Issue.record("\(scenario), seed \(seed): \(violation)")
      } else if outcome.convergedAfterMs == nil {
        Issue.record("\(scenario), seed \(seed): not all arrived")
      }
      entryCount += outcome.entryCount
      replayedCount += outcome.replayedCount
      faultCount += outcome.faultCount
    }
    #expect(entryCount > 10_000, "The worlds must be busy.")
    #expect(scenario == .calm || replayedCount > 0, "Something must have been lost.")
    if [.crashes, .failingCommits, .everything].contains(scenario) {
      #expect(faultCount > 100, "The faults must have struck.")
    }
  }

  @Test("A run depends on its seed alone")
  func deterministic() {
    func run() -> [Int] {
      var simulation = Simulation(scenario: .everything, seed: 7, goesOverTheWire: false)
      let outcome = simulation.run()
      return [outcome.replayedCount, outcome.entryCount, outcome.faultCount]
    }
    #expect(run() == run())
  }
}
