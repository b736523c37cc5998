internal import Reports

/// What stands at the head of the pages about a year: who has reported, and what is open.
struct YearFacts {
  let choice: YearChoice
  /// The offices that have reported on the year, in the order of the list.
  let reported: [AreaCode]
  /// Those that have not.
  let missing: [AreaCode]
  /// What a person should still look at.
  let openFindings: [Finding]
  private let last: ReportStanding?

  /// - Parameters:
  ///   - data: The city.
  ///   - totals: Those of all years.
  ///   - chosen: The year that was asked for.
  init(_ data: any CityData, totals: [TotalSummary], chosen: Int?) async {
    let reports = await data.reports()
    let choice = YearChoice(
      chosen, totals: totals, reportedYears: reports.map(\.report.period.year))
    let reporters = Set(
      reports.filter { $0.report.period.year == choice.year }.map(\.report.area))
    let offices = data.areas.reporting.map(\.code)
    self.choice = choice
    reported = offices.filter(reporters.contains)
    missing = offices.filter { !reporters.contains($0) }
    openFindings = await data.findings(year: choice.year).list.filter(\.isOpen)
    last = reports.max { $0.receivedAtMs < $1.receivedAtMs }
  }

  struct Shown {
    let reportedCount: String
    let missingNames: String
    let isWhole: Bool
    let findingCount: String
    let hasLastChange: Bool
    let lastChange: String
    let lastDay: String
    let lastChangeBy: String
  }

  func shown(_ words: PageWords) -> Shown {
    Shown(
      reportedCount: words.fill(
        "countOf", "\(reported.count)", "\(reported.count + missing.count)"),
      missingNames: words.list(missing.map(words.name(of:))), isWhole: missing.isEmpty,
      findingCount: "\(openFindings.count)", hasLastChange: last != nil,
      lastChange: last.map { words.moment($0.receivedAtMs) } ?? "",
      lastDay: last.map { String(words.moment($0.receivedAtMs).prefix(10)) } ?? "",
      lastChangeBy: last.map {
        words.fill("byReport", words.name(of: $0.report.area), "\($0.document.revision)")
      } ?? "")
  }
}
