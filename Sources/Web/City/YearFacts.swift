internal import Reports

/// What stands at the head of the pages about a year: who has reported, and what is open.
struct YearFacts {
  let choice: YearChoice
  /// The offices that have reported on the year, in the order of the list.
  let reported: [AreaCode]
  /// Those that have not.
  let missing: [AreaCode]

  /// - Parameters:
  ///   - data: The city.
  ///   - totals: Those of all years.
  ///   - chosen: The year that was asked for.
  init(_ data: any CityData, totals: [TotalSummary], chosen: Int?) async {
    let offices = data.areas.reporting.map(\.code)
    // An office that some total counts among those that never reported has not.
    func silent(_ year: Int) -> Set<AreaCode> {
      let ofYear = totals.filter { $0.id.year == year }
      return ofYear.isEmpty ? Set(offices) : Set(ofYear.flatMap(\.neverReported))
    }
    let reportedYears = Set(totals.map(\.id.year)).filter { silent($0).count < offices.count }
    let choice = YearChoice(chosen, totals: totals, reportedYears: Array(reportedYears))
    let silentNow = silent(choice.year)
    self.choice = choice
    reported = offices.filter { !silentNow.contains($0) }
    missing = offices.filter { silentNow.contains($0) }
  }

  struct Shown {
    let reportedCount: String
    let missingNames: String
    let isWhole: Bool
  }

  func shown(_ words: CityWords) -> Shown {
    Shown(
      reportedCount: words.fill(
        "countOf", "\(reported.count)", "\(reported.count + missing.count)"),
      missingNames: words.list(missing.map(words.name(of:))), isWhole: missing.isEmpty)
  }
}
