import Simulation
import Testing

/// A trap ends the process, and with it the test.
@Suite("Hostile input")
struct FuzzTests {
  @Test("Readers and state machines keep their promises", arguments: FuzzTarget.allCases)
  func fuzz(target: FuzzTarget) async {
    let inputs: UInt64 = [.frames, .bodies].contains(target) ? 10_000 : 2_000
    let summary = await FuzzRun(fuzzer: Fuzzer(target: target, seed: 1), indices: 0..<inputs).run()
    for failure in summary.failures {
      Issue.record("\(target.rawValue), seed 1, index \(failure.index): \(failure.reason)")
    }
    #expect(summary.inputs == inputs)
    switch target {
    case .frames, .bodies:
      #expect(summary.counts.taken > 1_000, "Some must be read in spite of the damage.")
      #expect(summary.counts.refused > 10_000, "Most must be refused.")
    case .node: #expect(summary.counts.deep > 1_000, "Sessions must get live.")
    case .aggregator: #expect(summary.counts.deep > 1_000, "Entries must get through.")
    }
  }

  @Test("An index always makes the same input")
  func deterministic() throws {
    for target in FuzzTarget.allCases {
      let fuzzer = Fuzzer(target: target, seed: 3)
      #expect(try fuzzer.play(42) == fuzzer.play(42))
    }
  }
}
