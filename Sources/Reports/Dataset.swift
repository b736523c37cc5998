/// The consolidated observations of all areas: the fold of their deltas.
///
/// Applying a delta twice, or deltas of different areas in any order, gives the same dataset.
public struct Dataset: Sendable {
  /// One observation together with the report and the file that state it.
  public struct Row: Hashable, Sendable {
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
  public struct Topic: Hashable, Sendable, Comparable {
    /// What is measured.
    public let indicator: IndicatorCode
    /// The calendar year.
    public let year: Int

    /// Makes a topic.
    public init(indicator: IndicatorCode, year: Int) {
      self.indicator = indicator
      self.year = year
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

  /// How many observations there are.
  public private(set) var count = 0

  /// Makes an empty dataset.
  public init() {}

  /// Applies one delta whole, and says which topics it touched.
  @discardableResult
  public mutating func apply(_ delta: Delta) -> Set<Topic> {
    var touched: Set<Topic> = []
    for key in delta.retracts {
      let topic = Topic(indicator: key.indicator, year: key.period.year)
      let id = RowID(report: delta.report, key: key)
      if cells[topic]?[delta.report.area]?.removeValue(forKey: id) != nil {
        count -= 1
        touched.insert(topic)
        removeEmptyCell(of: delta.report.area, in: topic)
      }
    }
    for observation in delta.puts {
      let key = observation.key
      let topic = Topic(indicator: key.indicator, year: key.period.year)
      let row = Row(report: delta.report, observation: observation, document: delta.document)
      let before = cells[topic, default: [:]][delta.report.area, default: [:]]
        .updateValue(row, forKey: RowID(report: delta.report, key: key))
      count += before == nil ? 1 : 0
      touched.insert(topic)
    }
    return touched
  }

  /// Takes away all that an area states, and says which topics it touched.
  @discardableResult
  public mutating func removeRows(of area: AreaCode) -> Set<Topic> {
    var touched: Set<Topic> = []
    for (topic, areas) in cells {
      guard let rows = areas[area] else { continue }
      count -= rows.count
      touched.insert(topic)
      cells[topic]?[area] = nil
      removeEmptyCell(of: area, in: topic)
    }
    return touched
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
