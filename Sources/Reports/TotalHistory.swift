/// A moment at which a total changed.
public struct TotalVersion: VersionOfEvent, Hashable, Sendable, Codable {
  /// How a total stood.
  public struct Standing: Hashable, Sendable, Codable {
    /// The sum over the areas; nil for rates, and where only the office above states a figure.
    public let value: FixedDecimal?
    /// The least it may be; for rates the lowest area.
    public let lower: FixedDecimal?
    /// The most it may be; for rates the highest area.
    public let upper: FixedDecimal?
    /// On how many areas it rests.
    public let areaCount: Int
    /// How many areas are missing.
    public let missingCount: Int
    /// The figure of the area that the change is of; nil where it states none.
    public let areaValue: FixedDecimal?
  }

  /// The place behind the change.
  public let cursor: HistoryCursor
  /// When the city received or took what caused it, in milliseconds since 1970.
  public let atMs: Int64
  /// The area whose figures caused it.
  public let area: AreaCode
  /// The report whose revision caused it; nil where the area's whole state or a decision did.
  public let report: ReportID?
  /// The file of that revision.
  public let document: DocumentReference?
  /// The decision that caused it.
  public let review: Review?
  /// The unit of the total.
  public let unit: Unit
  /// How it stood before; nil where no area stated it.
  public let before: Standing?
  /// How it stood then; nil where no area stated it any more.
  public let after: Standing?
}

/// Gathers the changes of one topic's totals from the events.
public struct TotalHistory: Sendable {
  private let topic: Dataset.Topic
  private let areas: AreaList
  private let indicators: IndicatorList
  private var dataset = Dataset()
  private var totals: [Total] = []
  private var versions: NewestVersions<TotalVersion>

  /// Begins before the first event.
  public init(of topic: Dataset.Topic, areas: AreaList, indicators: IndicatorList, limit: Int) {
    self.topic = topic
    self.areas = areas
    self.indicators = indicators
    versions = NewestVersions(limit: limit)
  }

  /// Takes the next event; those about other topics are passed over.
  public mutating func apply(_ event: DatasetEvent) {
    guard let event = event.reduced(to: topic), dataset.apply(event).contains(topic) else { return }
    let before = totals
    totals = dataset.totals(of: topic, areas: areas, indicators: indicators)
    for unit in Set(before.map(\.unit)).union(totals.map(\.unit)).sorted() {
      let (old, new) = (
        before.first { $0.unit == unit }.map { TotalVersion.Standing($0, event.area) },
        totals.first { $0.unit == unit }.map { TotalVersion.Standing($0, event.area) }
      )
      if old != new { append(event, unit, old, new) }
    }
  }

  private mutating func append(
    _ event: DatasetEvent, _ unit: Unit, _ before: TotalVersion.Standing?,
    _ after: TotalVersion.Standing?
  ) {
    var cause: (report: ReportID?, document: DocumentReference?, review: Review?)
    switch event.content {
    case .delta(let delta): cause = (delta.report, delta.document, nil)
    case .snapshot: cause = (nil, nil, nil)
    case .review(let review): cause = (nil, nil, review)
    }
    versions.append(
      TotalVersion(
        cursor: event.cursor, atMs: event.atMs, area: event.area, report: cause.report,
        document: cause.document, review: cause.review, unit: unit, before: before, after: after))
  }

  /// The changes so far.
  public var history: History<TotalVersion> { History(versions) }
}

extension TotalVersion.Standing {
  init(_ total: Total, _ area: AreaCode) {
    value = total.value
    lower = total.bounds?.lower
    upper = total.bounds?.upper
    areaCount = total.shares.count
    missingCount = total.missing.count
    areaValue =
      (total.shares + [total.parentShare].compactMap(\.self))
      .first { $0.area == area }?.effective.value
  }
}

extension DatasetEvent {
  /// The event with what is about one topic only; nil where nothing is.
  fileprivate func reduced(to topic: Dataset.Topic) -> DatasetEvent? {
    func own(_ delta: Delta) -> Delta {
      Delta(
        report: delta.report, document: delta.document, catalogueVersion: delta.catalogueVersion,
        puts: delta.puts.filter { Dataset.Topic($0.key) == topic },
        retracts: delta.retracts.filter { Dataset.Topic($0) == topic })
    }
    let content: Content
    switch self.content {
    case .delta(let delta):
      let delta = own(delta)
      guard !delta.puts.isEmpty || !delta.retracts.isEmpty else { return nil }
      content = .delta(delta)
    case .snapshot(let deltas):
      content = .snapshot(deltas.map(own))
    case .review(let review):
      guard review.topic == topic else { return nil }
      content = .review(review)
    }
    return DatasetEvent(cursor: cursor, atMs: atMs, area: area, content: content)
  }
}
