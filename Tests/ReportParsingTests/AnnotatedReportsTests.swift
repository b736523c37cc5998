import ReportParsing
import Reports
import Testing

@Suite(.enabled(if: SharedReports.areThere, "the annotated reports are not beside the checkout"))
struct `Real reports that careful readers have annotated` {
  private let parser = ReportParser(catalogue: .builtIn, areas: .builtIn)

  @Test func `The newspaper page of seven offices is read`() throws {
    var score = Score()
    let parsed = parser.parse(
      try SharedReports.text("seed_page.txt"),
      context: ParsingContext(defaultArea: nil, published: CalendarDate("2018-05-01")))
    score.add(parsed.quantities, against: try SharedReports.annotation("seed_page.jsonl"))
    #expect(score.quantityF1 >= 0.99, "quantities: \(score.quantityF1)")
    #expect(score.observationF1 >= 0.97, "observations: \(score.observationF1)")
    #expect(parsed.areas == AreaList.builtIn.reporting.map(\.code).sorted(by: order(in: parsed)))
    #expect(parsed.period == .year(2017))
  }

  /// By the first quantity of each area in the text.
  private func order(in parsed: ParsedReport) -> (AreaCode, AreaCode) -> Bool {
    let first = Dictionary(
      parsed.quantities.compactMap { quantity in
        quantity.area.map { ($0, quantity.span.lowerBound) }
      },
      uniquingKeysWith: min)
    return { first[$0] ?? .max < first[$1] ?? .max }
  }

  @Test func `Reports of other offices, in other words, are read`() throws {
    var score = Score()
    for report in try SharedReports.annotatedReports() {
      let parsed = parser.parse(
        try SharedReports.text("reports/\(report.name).txt"),
        context: ParsingContext(
          defaultArea: report.area, published: CalendarDate(report.published)))
      score.add(
        parsed.quantities, against: try SharedReports.annotation("reports/\(report.name).jsonl"))
    }
    #expect(score.quantityF1 >= 0.97, "quantities: \(score.quantityF1)")
    #expect(score.observationF1 >= 0.91, "observations: \(score.observationF1)")
  }
}
