import Foundation
import ReportParsing
import Reports
import Testing

@Suite struct `The seed reports` {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "seeds")
  private let parser = ReportParser(catalogue: .builtIn, areas: .builtIn)
  private let published = CalendarDate("2018-05-01")

  private func seed(of area: AreaCode, in folder: URL = folder) throws -> ParsedReport {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let name = try #require(names.first { $0.hasPrefix("\(area)-") })
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return parser.parse(text, context: ParsingContext(defaultArea: area, published: published))
  }

  /// What an area states, apart from the wording of parts and of measure words.
  private struct Statement: Hashable {
    let indicator: IndicatorCode
    let year: Int
    let isPart: Bool
    let value: FixedDecimal
    let qualifier: Qualifier
  }

  private func statements(
    _ parsed: ParsedReport, of area: AreaCode, leavingOut uncoded: [Range<Int>] = []
  ) -> Set<Statement> {
    Set(
      parsed.quantities.filter { quantity in
        quantity.area == area && !uncoded.contains { $0.overlaps(quantity.span) }
      }.compactMap { quantity in
        quantity.indicator.map {
          Statement(
            indicator: $0, year: quantity.period.year, isPart: quantity.part != nil,
            value: quantity.value, qualifier: quantity.qualifier)
        }
      })
  }

  @Test(arguments: AreaList.builtIn.reporting.map(\.code))
  func `Each seed is its own area's report of 2017`(area: AreaCode) throws {
    let parsed = try seed(of: area)
    #expect(parsed.areas == [area])
    #expect(parsed.period == .year(2017))
    #expect(statements(parsed, of: area).count >= 8)
  }

  @Test func `The revised seed corrects one figure, adds one and withdraws one`() throws {
    let area = try #require(AreaCode("220821"))
    let old = try seed(of: area).observations(for: area, catalogue: .builtIn).observations
    let new = try seed(of: area, in: Self.folder.appending(path: "revised"))
      .observations(for: area, catalogue: .builtIn).observations
    let diff = ReportDiff(from: old, to: new)
    #expect(diff.corrected.map(\.after.key.indicator.rawValue) == ["relief.winter.recipients"])
    #expect(diff.added.map(\.key.indicator.rawValue) == ["org.members_new"])
    #expect(diff.withdrawn.map(\.key.indicator.rawValue) == ["rights.appeals"])
  }

  @Test(.enabled(if: SharedReports.areThere, "the page is not beside the checkout"))
  func `The seeds state what the page states`() throws {
    let page = parser.parse(
      try SharedReports.text("seed_page.txt"),
      context: ParsingContext(defaultArea: nil, published: published))
    // The seeds carry the figures that have an indicator; the page has others beside them.
    let uncoded = try SharedReports.annotation("seed_page.jsonl")
      .filter { $0.indicator == nil }.map { $0.start..<$0.end }
    for area in AreaList.builtIn.reporting {
      let expected = statements(page, of: area.code, leavingOut: uncoded)
      let actual = statements(try seed(of: area.code), of: area.code)
      #expect(
        expected == actual,
        "\(area.nameZh): only the page \(expected.subtracting(actual)), only the seed \(actual.subtracting(expected))"
      )
    }
  }
}
