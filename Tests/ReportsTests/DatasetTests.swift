import Reports
import TestSupport
import Testing

@Suite("Datasets")
struct DatasetTests {
  private let areas = [area(220_802), area(220_821), area(220_822)]

  @Test("Put, corrected and retracted observations come and go, and topics with them")
  func life() {
    let report = ReportID(area: areas[0], period: .year(2017))
    let topic = Dataset.Topic(indicator: key().indicator, year: 2017)
    var dataset = Dataset()
    #expect(dataset.apply(delta(report, puts: [observation(key(), 1)])) == [topic])
    #expect(dataset.apply(delta(report, puts: [observation(key(), 2)])) == [topic])
    #expect(dataset.count == 1)
    #expect(dataset.rows(of: topic)[areas[0]]?.map(\.observation.value) == [2])
    #expect(dataset.apply(delta(report, retracts: [key("other")])) == [])
    #expect(dataset.apply(delta(report, retracts: [key()])) == [topic])
    #expect(dataset.count == 0)
    #expect(dataset.topics.isEmpty)
    #expect(dataset.rows(of: topic).isEmpty)
    #expect(dataset.apply(delta(report, retracts: [key()])) == [])
  }

  @Test("Two reports of one area that state one figure keep a row each")
  func twoReports() {
    let annual = ReportID(area: areas[0], period: .year(2017))
    let other = ReportID(area: areas[0], period: .year(2017), series: series("brief"))
    var dataset = Dataset()
    dataset.apply(delta(annual, puts: [observation(key(), 1)]))
    dataset.apply(delta(other, puts: [observation(key(), 2)]))
    #expect(dataset.count == 2)
    #expect(dataset.rows(of: areas[0]).map(\.observation.value) == [1, 2])
    dataset.apply(delta(annual, retracts: [key()]))
    #expect(dataset.rows(of: areas[0]).map(\.observation.value) == [2])
  }

  @Test("The fold does not depend on how areas interleave, nor on deltas that come twice")
  func interleaving() {
    var generator = SeededGenerator(seed: 6)
    for round in 0..<300 {
      let logs = areas.map { randomLog(of: $0, &generator) }
      var inOrder = Dataset()
      for delta in logs.joined() { inOrder.apply(delta) }
      var mixed = Dataset()
      var rest = logs.map { $0[...] }
      while let index = rest.indices.filter({ !rest[$0].isEmpty }).randomElement(using: &generator)
      {
        guard let next = rest[index].popFirst() else { continue }
        let touched = mixed.apply(next)
        if generator.chance(30) {
          let before = mixed.allRows
          #expect(mixed.apply(next).isSubset(of: touched), "round \(round)")
          #expect(mixed.allRows == before, "round \(round)")
        }
      }
      #expect(mixed.allRows == inOrder.allRows, "round \(round)")
      #expect(mixed.topics == inOrder.topics, "round \(round)")
      #expect(mixed.count == mixed.allRows.count, "round \(round)")
      #expect(Set(mixed.allRows) == modelFold(logs.joined()), "round \(round)")
    }
  }

  private struct ModelID: Hashable {
    let report: ReportID
    let key: ObservationKey
  }

  /// What the deltas come to, as plainly as it can be said.
  private func modelFold(_ deltas: some Sequence<Delta>) -> Set<Dataset.Row> {
    var rows: [ModelID: Dataset.Row] = [:]
    for delta in deltas {
      for key in delta.retracts { rows[ModelID(report: delta.report, key: key)] = nil }
      for put in delta.puts {
        rows[ModelID(report: delta.report, key: put.key)] = Dataset.Row(
          report: delta.report, observation: put, document: delta.document)
      }
    }
    return Set(rows.values)
  }

  private func randomLog(of area: AreaCode, _ generator: inout SeededGenerator) -> [Delta] {
    let keys = ["a", "b"].flatMap { indicator in
      [Period.year(2016), .year(2017), .month(3, of: 2017)].flatMap { period in
        [nil, "女"].map { key(indicator, period, part: $0) }
      }
    }
    return (0..<Int.random(in: 0...10, using: &generator)).map { number in
      let report = ReportID(
        area: area, period: .year(generator.pick([2016, 2017])),
        series: generator.pick([.annual, series("brief")]))
      let shuffled = keys.shuffled(using: &generator)
      let putCount = Int.random(in: 0...4, using: &generator)
      return Delta(
        report: report, document: document(revision: number), catalogueVersion: "1",
        puts: shuffled.prefix(putCount).map {
          observation($0, FixedDecimal(Int.random(in: 0...9, using: &generator)))
        },
        retracts: Array(shuffled.dropFirst(putCount).prefix(2)))
    }
  }
}
