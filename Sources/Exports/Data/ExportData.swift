public import Reports

/// What is exported: the figures of some years with their evidence, and the totals made of them.
public struct ExportData: Sendable {
  /// The years, in order.
  public let years: [Int]
  /// The offices, those that report and the one above.
  public let areas: AreaList
  /// The indicators, in the order of the catalogue.
  public let indicators: IndicatorList
  /// The figures of the years, by indicator in the order of the catalogue, then by year, area in
  /// the order of the list, and key.
  public let figures: [Figure]
  /// What it was made from.
  public let moment: ExportMoment
  private let totalsByYear: [Int: [Total]]
  private let standings: [ReportID: ReportStanding]

  /// Takes what is exported out of a dataset.
  ///
  /// - Parameters:
  ///   - dataset: The city's figures.
  ///   - years: The years that are wanted; nil means all that the dataset has.
  ///   - areas: The offices.
  ///   - indicators: The catalogue.
  ///   - moment: What the dataset rests on.
  ///   - reports: The reports that the figures come from, to tell when they came in.
  public init(
    dataset: Dataset, years: [Int]? = nil, areas: AreaList, indicators: IndicatorList,
    moment: ExportMoment, reports: [ReportStanding] = []
  ) {
    let topics = dataset.topics.sorted { left, right in
      (indicators.position(of: left.indicator), left.indicator, left.year)
        < (indicators.position(of: right.indicator), right.indicator, right.year)
    }
    let wanted = Set(years ?? topics.map(\.year))
    let positions = Dictionary(
      uniqueKeysWithValues: areas.areas.enumerated().map { ($1.code, $0) })
    figures = topics.filter { wanted.contains($0.year) }.flatMap { topic in
      let byArea = Dictionary(grouping: dataset.figures(of: topic, indicators: indicators)) {
        $0.row.report.area
      }
      return byArea.sorted { left, right in
        (positions[left.key] ?? .max, left.key) < (positions[right.key] ?? .max, right.key)
      }.flatMap(\.value)
    }
    // A year is held against the one before.
    var totals: [Int: [Total]] = [:]
    for year in wanted.union(wanted.map { $0 - 1 }) {
      totals[year] = dataset.totals(year: year, areas: areas, indicators: indicators)
    }
    self.years = wanted.sorted()
    self.areas = areas
    self.indicators = indicators
    self.moment = moment
    totalsByYear = totals
    standings = Dictionary(reports.map { ($0.report, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The totals of one of the years, or of the one before it, in the order of the catalogue.
  public func totals(of year: Int) -> [Total] {
    totalsByYear[year] ?? []
  }

  /// When the revision that states a figure came in, in milliseconds since 1970; nil where that is
  /// not known, as of figures that later revisions have left as they were.
  public func receivedMs(of row: Dataset.Row) -> Int64? {
    guard let standing = standings[row.report],
      standing.document.revision == row.document.revision
    else { return nil }
    return standing.receivedAtMs
  }

  /// The Chinese name of an indicator, or its code where the catalogue does not have it.
  func name(of indicator: IndicatorCode) -> String {
    indicators[indicator]?.nameZh ?? indicator.rawValue
  }

  /// The office that the totals are of: the one above those that report.
  var city: Area? {
    let reporting = Set(areas.reporting.map(\.code))
    return areas.areas.first { !reporting.contains($0.code) }
  }

  /// What the years are called: `2017`, `2016–2018`, or nothing where there are none.
  var yearsText: String {
    guard let first = years.first, let last = years.last else { return "" }
    return first == last ? "\(first)" : "\(first)–\(last)"
  }
}
