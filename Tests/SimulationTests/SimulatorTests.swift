import Simulation
import Testing

@Suite("Simulated worlds")
struct SimulatorTests {
  /// With all scenarios more than two thousand worlds.
  private static let seeds: ClosedRange<UInt64> = 1...125

  @Test("All that the protocol promises holds, whatever goes wrong", arguments: Scenario.allCases)
  func holds(scenario: Scenario) async {
    let summary = await SeedRun(seeds: Self.seeds, scenario: scenario).run()
    for failure in summary.failures {
      Issue.record("\(scenario.rawValue), seed \(failure.seed): \(failure.violation)")
    }
    let counts = summary.lines.reduce(into: Outcome.Counts()) { $0 += $1.counts }
    #expect(summary.seedCount == Self.seeds.count)
    #expect(counts.entries > 2_000, "The worlds must be busy.")
    #expect(counts.poisoned > 100, "Some of what comes must be poison.")
    #expect(isTroubled(scenario, counts), "The faults must have struck.")
  }

  /// Whether what a scenario is about has happened.
  private func isTroubled(_ scenario: Scenario, _ counts: Outcome.Counts) -> Bool {
    switch scenario {
    case .calm: counts.crashes == 0 && counts.lostMessages == 0
    case .lossy, .partitions: counts.lostMessages > 1_000 && counts.replayedEntries > 1_000
    case .liveDead, .disorder: counts.replayedEntries > 1_000
    case .crashes, .upgrades: counts.crashes > 200 && counts.replayedEntries > 500
    case .disks: counts.failedCommits > 200
    case .compaction, .stampede: counts.snapshots > 20
    case .crowd: counts.replayedEntries > 10_000
    case .restoredNodes: counts.resets > 50 && counts.snapshots > 50
    case .restoredCities: counts.crashes > 100 && counts.replayedEntries > 1_000
    case .clones: counts.quarantines > 50
    case .wipes: counts.resets > 20
    case .keys, .heavy: counts.replayedEntries > 100
    case .everything: counts.crashes > 300 && counts.snapshots > 50
    }
  }

  @Test("A seed always plays the same")
  func deterministic() {
    for scenario in Scenario.allCases {
      let first = Simulator.run(seed: 7, scenario: scenario, isTracing: true)
      #expect(first == Simulator.run(seed: 7, scenario: scenario, isTracing: true))
      #expect(!first.trace.isEmpty)
    }
  }

  @Test("Nothing depends on wall clocks but the clocks that entries carry for display")
  func wallClocks() {
    for scenario in Scenario.allCases {
      let plain = Simulator.run(seed: 11, scenario: scenario, isTracing: true)
      let wrong = Simulator.run(
        seed: 11, scenario: scenario, isTracing: true, wallOffsetMs: -7_000_000_000_000)
      #expect(plain.counts == wrong.counts)
      #expect(plain.convergedAfterMs == wrong.convergedAfterMs)
      // Hashes cover the clocks that entries carry.
      #expect(plain.trace.map(withoutHashes) == wrong.trace.map(withoutHashes))
      #expect(scenario == .heavy || plain.trace != wrong.trace, "The clocks must differ.")
    }
  }

  /// A line of a trace without what stands between a slash and the next space or comma.
  private func withoutHashes(_ line: String) -> String {
    var isHash = false
    return String(
      line.filter { character in
        if character == "/" { isHash = true }
        if character == " " || character == "," { isHash = false }
        return !isHash
      })
  }

  @Test("Seeds that take turns cover all scenarios")
  func turns() {
    #expect(Set((0..<18).map(Simulator.scenario)) == Set(Scenario.allCases))
  }
}
