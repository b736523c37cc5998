import Foundation
import Reports
import Testing

@Suite("What a person at the city should look at")
struct FindingTests {
  private let office = area(220_821)
  private let annual = ReportID(area: area(220_821), period: .year(2017))
  private let brief = ReportID(
    area: area(220_821), period: .year(2017), series: series("brief"))
  private let code = IndicatorCode(rawValue: "a")

  private func indicators(_ nature: IndicatorNature = .flow) -> IndicatorList {
    IndicatorList([
      Indicator(
        code: code, nameZh: "慰问", nameEn: "Visits", unit: Unit(rawValue: "户"), nature: nature)
    ])
  }

  private func findings(
    _ dataset: Dataset, _ nature: IndicatorNature = .flow, year: Int? = 2017
  ) -> [Finding] {
    dataset.findings(year: year, indicators: indicators(nature)).list
  }

  private func dataset(_ observations: [Observation]) -> Dataset {
    var dataset = Dataset()
    dataset.apply(delta(annual, puts: observations))
    return dataset
  }

  private func confirm(_ key: ObservationKey, in dataset: inout Dataset) throws {
    let request = ReviewRequest(
      report: annual, key: key, decision: .confirm, person: "李", reason: "核对原件")
    dataset.apply(try dataset.review(request, atMs: 0))
  }

  private func quarter(_ number: Int) -> Period { Period(year: 2017, span: .quarter(number)) }

  @Test("Figures that fit raise nothing")
  func calm() {
    let fine = dataset([
      observation(key("a"), 100, .over), observation(key("a", part: "女"), 150),
      observation(key("a", part: "男"), 150), observation(key("a", quarter(1)), 150),
    ])
    #expect(findings(fine).isEmpty, "[100, 200) holds 150; parts may overlap.")
  }

  @Test("Reports that differ are a conflict with both quotes, closed once decided")
  func conflict() throws {
    var dataset = dataset([observation(key("a"), 2)])
    dataset.apply(delta(brief, puts: [observation(key("a"), 1)]))
    let open = try #require(findings(dataset).first)
    #expect(open.kind == .conflict)
    #expect(open.isOpen)
    #expect(open.area == office)
    #expect(open.rows.map(\.report) == [annual, brief])
    #expect(
      open.messageZh == "“慰问”各处写法不同：《report.txt》写“2户”，《report.txt》写“1户”，尚未选定，暂按第一个计。")
    let request = ReviewRequest(
      report: brief, key: key("a"), decision: .prefer, person: "李", reason: "核对原件")
    dataset.apply(try dataset.review(request, atMs: 0))
    let closed = try #require(findings(dataset).first)
    #expect(!closed.isOpen)
    #expect(closed.rows.map(\.report) == [brief, annual])
  }

  @Test("A part above its total is told, until it is confirmed")
  func parts() throws {
    var dataset = dataset([
      observation(key("a"), 100), observation(key("a", part: "女"), 101),
    ])
    let finding = try #require(findings(dataset).first)
    #expect(finding.kind == .partsAgainstTotal)
    #expect(finding.messageEn == "Visits (女), '101户', is more than the total, '100户'.")
    #expect(findings(dataset).count == 1)
    try confirm(key("a", part: "女"), in: &dataset)
    #expect(findings(dataset).map(\.isOpen) == [true], "The total may be the wrong one.")
    try confirm(key("a"), in: &dataset)
    #expect(findings(dataset).map(\.isOpen) == [false])
  }

  @Test("Sub-periods above their whole, or that cover it and fall short, are told")
  func periods() throws {
    let above = dataset([
      observation(key("a"), 100), observation(key("a", quarter(1)), 60),
      observation(key("a", quarter(2)), 41), observation(key("a", .month(1, of: 2017)), 61),
    ])
    let found = findings(above)
    #expect(found.map(\.kind) == [.periodsAgainstYear, .periodsAgainstYear])
    #expect(found.map { $0.rows[0].observation.key.period } == [quarter(1), .year(2017)])
    #expect(found[1].messageZh == "“慰问”写作“100户”，而其中 2 个时期合计为 101户，请核对。")
    let short = dataset(
      [observation(key("a"), 100)] + (1...4).map { observation(key("a", quarter($0)), 24) })
    #expect(findings(short).map(\.kind) == [.periodsAgainstYear])
    let open = dataset(
      [observation(key("a"), 100)] + (1...3).map { observation(key("a", quarter($0)), 24) })
    #expect(findings(open).isEmpty, "The fourth quarter is not known.")
    #expect(findings(above, .stock).isEmpty, "Stocks do not add up over time.")
  }

  @Test("Rates outside of 0 to 100 are told")
  func rates() {
    let rates = dataset([observation(key("a", unit: "%"), 120)])
    #expect(findings(rates, .rate).map(\.kind) == [.rateOutOfRange])
    #expect(findings(dataset([observation(key("a", unit: "%"), 100)]), .rate).isEmpty)
    #expect(findings(rates, .flow).isEmpty, "Growth may pass a hundred per cent.")
  }

  @Test(
    "Leaps against the last year",
    arguments: [
      (50, 500_000, Finding.Kind.scaleSlip), (500_000, 50, .scaleSlip), (50, 250_000, .scaleSlip),
      (50, 1_000_000, .scaleSlip), (50, 5_000, .jump), (5_000, 50, .jump),
      (50, 1_000_001, .jump), (3, 30_000, .scaleSlip),
    ])
  func leaps(then: Int, now: Int, kind: Finding.Kind) throws {
    let leap = dataset([
      observation(key("a", .year(2016)), FixedDecimal(then)),
      observation(key("a"), FixedDecimal(now)),
    ])
    let finding = try #require(findings(leap).first)
    #expect(finding.kind == kind)
    #expect(finding.rows.map(\.observation.key.period.year) == [2017, 2016])
    #expect(findings(leap, year: 2016).isEmpty)
    #expect(findings(leap, .rate).isEmpty)
  }

  @Test(
    "What grows tenfold, begins, or comes from nothing is no leap",
    arguments: [
      (50, 4_999), (9, 900), (0, 1_000_000), (1_000_000, 0),
    ])
  func noLeaps(then: Int, now: Int) {
    let growth = dataset([
      observation(key("a", .year(2016)), FixedDecimal(then)),
      observation(key("a"), FixedDecimal(now)),
    ])
    #expect(findings(growth).isEmpty)
  }

  @Test("A figure that changes or goes after it was confirmed is told with both quotes")
  func changedAfterReview() throws {
    var dataset = dataset([observation(key("a"), 2)])
    try confirm(key("a"), in: &dataset)
    #expect(findings(dataset).isEmpty)
    dataset.apply(delta(annual, puts: [observation(key("a"), 3)]))
    let changed = try #require(findings(dataset).first)
    #expect(changed.kind == .changedAfterReview)
    #expect(changed.messageZh == "“慰问”经 李 复核后有变化：“2户” → “3户”，待复核。")
    #expect(changed.rows.map(\.observation.value) == [3, 2])
    dataset.apply(delta(annual, retracts: [key("a")]))
    let withdrawn = try #require(findings(dataset).first)
    #expect(withdrawn.kind == .changedAfterReview)
    #expect(withdrawn.rows.map(\.observation.value) == [2])
    #expect(withdrawn.isOpen)
  }

  @Test("Findings, totals and figures survive JSON, for those who read them as programs")
  func json() throws {
    var dataset = dataset([
      observation(key("a"), 100, .over), observation(key("a", part: "女"), 300),
    ])
    try confirm(key("a"), in: &dataset)
    func copy<Value: Codable>(_ value: Value) throws -> Value {
      try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
    let findings = dataset.findings(indicators: indicators())
    #expect(findings.list.count == 1)
    #expect(try copy(findings) == findings)
    let totals = dataset.totals(areas: .builtIn, indicators: indicators())
    #expect(try copy(totals) == totals)
    let figures = dataset.figures(
      of: .init(indicator: code, year: 2017), indicators: indicators())
    #expect(figures.map(\.review.standing) == [.reviewed, .unreviewed])
    #expect(try copy(figures) == figures)
    #expect(try copy(Months(2...4)).list == [2, 3, 4])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Months.self, from: Data("[0]".utf8))
    }
    let cursor = HistoryCursor(entry: 5, snapshot: 0, review: 2)
    #expect(HistoryCursor("5.0.2") == cursor)
    #expect(try copy(cursor) == cursor)
    for text in ["", "5", "5.0", "5.0.2.1", "5.-1.2", "5..2", "5.0.99999999999999999999"] {
      #expect(HistoryCursor(text) == nil, "\(text)")
    }
  }

  @Test("Findings have one order, the open ones first, and an end")
  func order() throws {
    var dataset = Dataset()
    for number in 0..<(Findings.maximumCount / Delta.maximumObservations + 1) {
      let report = ReportID(
        area: office, period: .year(2017), series: series("s\(number)"))
      dataset.apply(
        delta(
          report,
          puts: (0..<Delta.maximumObservations).map {
            observation(key("a", part: "\(number)-\($0)", unit: "%"), 101)
          }))
    }
    let report = ReportID(area: office, period: .year(2017), series: series("s0"))
    let request = ReviewRequest(
      report: report, key: key("a", part: "0-0", unit: "%"), decision: .confirm, person: "李",
      reason: "核对原件")
    let all = dataset.findings(indicators: indicators(.rate))
    #expect(all.list.count == Findings.maximumCount)
    #expect(all.isTruncated)
    #expect(all.list.first?.rows.first?.observation.key.part == "0-0")
    dataset.apply(try dataset.review(request, atMs: 0))
    let after = dataset.findings(indicators: indicators(.rate)).list
    #expect(after.first?.rows.first?.observation.key.part == "0-1")
    #expect(after == dataset.findings(year: 2017, indicators: indicators(.rate)).list)
  }
}
