import Reports
import TestSupport
import Testing

@Suite("Differences between revisions")
struct ReportDiffTests {
  @Test("The same figures make an empty difference, wherever they stand in the text")
  func unchanged() {
    let old = [observation(key(), 120, at: 4), observation(key(part: "农民工"), 30, at: 9)]
    let new = [observation(key(part: "农民工"), 30, at: 77), observation(key(), 120, at: 50)]
    let diff = ReportDiff(from: old, to: new)
    #expect(diff.isEmpty)
    #expect(diff.unchangedCount == 2)
    #expect(diff.applied(to: old).map(\.evidence.start) == [4, 9])
  }

  @Test("A corrected value is put, a vanished one is retracted, a new one is added")
  func changes() {
    let old = [observation(key("a"), 1), observation(key("b"), 2), observation(key("c"), 3)]
    let new = [observation(key("b"), 20), observation(key("c"), 3), observation(key("d"), 4)]
    let diff = ReportDiff(from: old, to: new)
    #expect(diff.added == [new[2]])
    #expect(diff.corrected.map(\.before) == [old[1]])
    #expect(diff.corrected.map(\.after) == [new[0]])
    #expect(diff.withdrawn == [old[0]])
    #expect(diff.unchangedCount == 1)
    #expect(diff.puts == [new[0], new[2]])
    #expect(diff.retracts == [key("a")])
    #expect(!diff.isEmpty)
  }

  @Test("Another qualifier, unit as written or status is a correction, another place is not")
  func whatCounts() {
    let old = observation(key(), 300)
    #expect(!ReportDiff(from: [old], to: [observation(key(), 300, .over)]).isEmpty)
    #expect(!ReportDiff(from: [old], to: [observation(key(), 300, status: .reviewed)]).isEmpty)
    #expect(ReportDiff(from: [old], to: [observation(key(), 300, at: 99)]).isEmpty)
  }

  @Test("人 and 人次 of one indicator are two figures")
  func unitsApart() {
    let diff = ReportDiff(
      from: [observation(key(unit: "人"), 5)], to: [observation(key(unit: "人次"), 5)])
    #expect(diff.added.count == 1)
    #expect(diff.withdrawn.count == 1)
  }

  @Test("A key that stands twice counts once, so that pushing it again changes nothing")
  func repeatedKeys() {
    let twice = [observation(key(), 1), observation(key(), 2)]
    let first = ReportDiff(from: [], to: twice)
    #expect(first.puts.map(\.value) == [1])
    #expect(ReportDiff(from: first.applied(to: []), to: twice).isEmpty)
  }

  @Test("Applied to the old revision, a difference gives the new one, with old evidence kept")
  func appliedIsNew() {
    var generator = SeededGenerator(seed: 5)
    for round in 0..<2_000 {
      let old = randomRevision(&generator, at: 0)
      let new = randomRevision(&generator, at: 1_000)
      let diff = ReportDiff(from: old, to: new)
      let result = diff.applied(to: old)
      let expected = new.sorted { $0.key < $1.key }
      #expect(result.map(\.key) == expected.map(\.key), "round \(round)")
      #expect(zip(result, expected).allSatisfy { $0.statesTheSame(as: $1) }, "round \(round)")
      #expect(diff.isEmpty == (diff.puts.isEmpty && diff.retracts.isEmpty))
      #expect(ReportDiff(from: result, to: new).isEmpty, "round \(round)")
      for observation in result {
        let before = old.first { $0.statesTheSame(as: observation) }
        #expect(observation.evidence.start == (before == nil ? 1_000 : 0), "round \(round)")
      }
    }
  }

  /// Few keys and values, so that revisions overlap in every way.
  private func randomRevision(_ generator: inout SeededGenerator, at start: Int) -> [Observation] {
    let keys = ["a", "b"].flatMap { indicator in
      [nil, "", "女", "农民工"].flatMap { part in
        ["人", "人次"].map { key(indicator, part: part, unit: $0) }
      }
    }
    return keys.shuffled(using: &generator).prefix(Int.random(in: 0...8, using: &generator)).map {
      observation(
        $0, FixedDecimal(Int.random(in: 0...2, using: &generator)),
        generator.pick([.exact, .over]), at: start)
    }
  }
}
