/// The consolidated observations of all areas: the fold of their deltas, and of what people at the
/// city decided about them.
///
/// Applying a delta twice, or deltas of different areas in any order, gives the same dataset.
public struct Dataset: Sendable {
  /// One observation together with the report and the file that state it.
  public struct Row: Hashable, Sendable, Codable {
    /// The report that states it.
    public let report: ReportID
    /// The figure.
    public let observation: Observation
    /// The file it was read from.
    public let document: DocumentReference

    /// Makes a row.
    public init(report: ReportID, observation: Observation, document: DocumentReference) {
      self.report = report
      self.observation = observation
      self.document = document
    }
  }

  /// An indicator in a year: what totals are made for.
  public struct Topic: Hashable, Sendable, Comparable, Codable {
    /// What is measured.
    public let indicator: IndicatorCode
    /// The calendar year.
    public let year: Int

    /// Makes a topic.
    public init(indicator: IndicatorCode, year: Int) {
      self.indicator = indicator
      self.year = year
    }

    /// The topic of an observation.
    public init(_ key: ObservationKey) {
      self.init(indicator: key.indicator, year: key.period.year)
    }

    /// By year, then indicator.
    public static func < (left: Topic, right: Topic) -> Bool {
      (left.year, left.indicator) < (right.year, right.indicator)
    }
  }

  private struct RowID: Hashable {
    let reportPeriod: Period
    let series: ReportSeries
    let key: ObservationKey

    init(report: ReportID, key: ObservationKey) {
      reportPeriod = report.period
      series = report.series
      self.key = key
    }
  }

  private var cells: [Topic: [AreaCode: [RowID: Row]]] = [:]
  /// How many rows an area's reports state.
  private var rowCounts: [AreaCode: [ReportID: Int]] = [:]
  /// The years that an area's reports are on.
  private var reportedYears: [AreaCode: Set<Int>] = [:]
  private(set) var reviews = Reviews()

  /// How many observations there are.
  public private(set) var count = 0

  /// Makes an empty dataset.
  public init() {}

  /// Applies one delta whole, and says which topics it touched: those of its observations, and all
  /// of the report's year where the area reports on it for the first time, or no more.
  @discardableResult
  public mutating func apply(_ delta: Delta) -> Set<Topic> {
    var touched: Set<Topic> = []
    let area = delta.report.area
    var added = 0
    for key in delta.retracts {
      let topic = Topic(key)
      let id = RowID(report: delta.report, key: key)
      if cells[topic]?[area]?.removeValue(forKey: id) != nil {
        added -= 1
        touched.insert(topic)
        removeEmptyCell(of: area, in: topic)
      }
    }
    for observation in delta.puts {
      let topic = Topic(observation.key)
      let row = Row(report: delta.report, observation: observation, document: delta.document)
      let before = cells[topic, default: [:]][area, default: [:]]
        .updateValue(row, forKey: RowID(report: delta.report, key: observation.key))
      if before == nil { added += 1 }
      touched.insert(topic)
    }
    if added != 0, countRows(added, of: delta.report) {
      touched.formUnion(topics(of: delta.report.period.year))
    }
    return touched
  }

  /// Takes away all that an area states, and says which topics it touched.
  @discardableResult
  public mutating func removeRows(of area: AreaCode) -> Set<Topic> {
    var touched = Set((reportedYears[area] ?? []).flatMap(topics(of:)))
    for (topic, areas) in cells {
      guard let rows = areas[area] else { continue }
      count -= rows.count
      touched.insert(topic)
      cells[topic]?[area] = nil
      removeEmptyCell(of: area, in: topic)
    }
    rowCounts[area] = nil
    reportedYears[area] = nil
    return touched
  }

  /// Applies a decision of a person at the city, and says which topics it touched.
  @discardableResult
  public mutating func apply(_ review: Review) -> Set<Topic> {
    reviews.apply(review)
    return cells[review.topic] == nil ? [] : [review.topic]
  }

  /// Whether a report of an area on a year stands.
  public func hasReport(of area: AreaCode, on year: Int) -> Bool {
    reportedYears[area]?.contains(year) == true
  }

  /// How many observations a report states.
  public func rowCount(of report: ReportID) -> Int {
    rowCounts[report.area]?[report] ?? 0
  }

  /// Notes rows of a report that have come or gone; whether its area now reports on another set of
  /// years.
  private mutating func countRows(_ added: Int, of report: ReportID) -> Bool {
    count += added
    let before = rowCount(of: report)
    let after = before + added
    rowCounts[report.area, default: [:]][report] = after == 0 ? nil : after
    guard before == 0 || after == 0 else { return false }
    let year = report.period.year
    let isReported = rowCounts[report.area]?.keys.contains { $0.period.year == year } == true
    guard isReported != hasReport(of: report.area, on: year) else { return false }
    if isReported {
      reportedYears[report.area, default: []].insert(year)
    } else {
      reportedYears[report.area]?.remove(year)
    }
    return true
  }

  private func topics(of year: Int) -> [Topic] {
    cells.keys.filter { $0.year == year }
  }

  /// All topics, in order.
  public var topics: [Topic] { cells.keys.sorted() }

  /// The rows of a topic by area, each area's sorted by key and report.
  public func rows(of topic: Topic) -> [AreaCode: [Row]] {
    (cells[topic] ?? [:]).mapValues { $0.values.sorted(by: Self.comesFirst) }
  }

  /// All rows of one area, sorted by key and report.
  public func rows(of area: AreaCode) -> [Row] {
    cells.values.flatMap { $0[area].map { Array($0.values) } ?? [] }.sorted(by: Self.comesFirst)
  }

  /// All rows, sorted by area, key and report.
  public var allRows: [Row] {
    cells.values.flatMap { $0.values.flatMap(\.values) }.sorted { left, right in
      left.report.area == right.report.area
        ? Self.comesFirst(left, right) : left.report.area < right.report.area
    }
  }

  private static func comesFirst(_ left: Row, _ right: Row) -> Bool {
    (left.observation.key, left.report) < (right.observation.key, right.report)
  }

  private mutating func removeEmptyCell(of area: AreaCode, in topic: Topic) {
    if cells[topic]?[area]?.isEmpty == true { cells[topic]?[area] = nil }
    if cells[topic]?.isEmpty == true { cells[topic] = nil }
  }
}
