import Reports
import TestSupport
import Testing

@Suite("Totals that have moved")
struct TotalMoveTests {
  private func total(_ name: String, _ value: Int?, areas: Int = 2) -> TotalSummary {
    TotalSummary(
      id: .init(indicator: IndicatorCode(rawValue: name), year: 2017, unit: .persons),
      nature: .flow, value: value.map { FixedDecimal($0) }, lower: value.map { FixedDecimal($0) },
      upper: value.map { FixedDecimal($0) },
      shares: AreaList.builtIn.reporting.prefix(areas).map {
        .init(
          area: $0.code, value: 1, lower: 1, upper: 1, basis: .stated, hasConflict: false)
      }, missing: [], parent: nil)
  }

  @Test("New, changed and gone totals are told, in order; those that stand still are not")
  func kinds() {
    let before = [total("a", 1), total("b", 2), total("c", 3), total("e", nil)]
    let after = [total("d", 4), total("a", 1), total("c", 5), total("e", 2)]
    let moves = TotalMove.all(from: before, to: after)
    #expect(moves.map(\.id.indicator.rawValue) == ["d", "c", "e", "b"])
    #expect(moves.map(\.difference) == [nil, 2, nil, nil])
    #expect(moves[0].before == nil && moves[3].after == nil)
    #expect(TotalMove.all(from: after, to: after).isEmpty)
  }

  @Test("A total that rests on other areas has moved although the number is the same")
  func areas() {
    let moves = TotalMove.all(from: [total("a", 1, areas: 2)], to: [total("a", 1, areas: 3)])
    #expect(moves.count == 1 && moves[0].difference == .zero)
  }

  @Test("What moved, put into the earlier totals, gives the later ones")
  func applied() {
    var generator = SeededGenerator(seed: 4)
    func some() -> [TotalSummary] {
      ["a", "b", "c", "d", "e"].filter { _ in generator.chance(60) }
        .map { total($0, generator.chance(80) ? generator.number(0...2) : nil) }
    }
    for round in 0..<2_000 {
      let (before, after) = (some(), some())
      var state = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
      for move in TotalMove.all(from: before, to: after) {
        #expect(state[move.id] == move.before, "round \(round)")
        state[move.id] = move.after
      }
      let expected = Dictionary(uniqueKeysWithValues: after.map { ($0.id, $0) })
      #expect(state == expected, "round \(round)")
    }
  }
}
