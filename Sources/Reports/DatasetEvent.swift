/// One thing that changed the city's dataset.
public struct DatasetEvent: Hashable, Sendable {
  /// What happened.
  public enum Content: Hashable, Sendable {
    /// A revision of a report came in.
    case delta(Delta)
    /// An area's whole state came in, in the place of all that it had stated.
    case snapshot([Delta])
    /// A person at the city decided about a figure.
    case review(Review)
  }

  /// The place behind the event.
  public let cursor: HistoryCursor
  /// When the city received or took it, in milliseconds since 1970.
  public let atMs: Int64
  /// The area whose figures it is about.
  public let area: AreaCode
  /// What happened.
  public let content: Content

  /// Makes an event.
  public init(cursor: HistoryCursor, atMs: Int64, area: AreaCode, content: Content) {
    self.cursor = cursor
    self.atMs = atMs
    self.area = area
    self.content = content
  }
}

extension Dataset {
  /// Applies an event, and says which topics it touched.
  @discardableResult
  public mutating func apply(_ event: DatasetEvent) -> Set<Topic> {
    switch event.content {
    case .delta(let delta):
      return apply(delta)
    case .snapshot(let deltas):
      return deltas.reduce(into: removeRows(of: event.area)) { $0.formUnion(apply($1)) }
    case .review(let review):
      return apply(review)
    }
  }
}

/// What came to the city after a cursor.
public struct ChangePage: Hashable, Sendable, Codable {
  /// One event, without the state that a snapshot carries.
  public struct Change: Hashable, Sendable, Codable {
    /// The place behind it.
    public let cursor: HistoryCursor
    /// When the city received or took it, in milliseconds since 1970.
    public let atMs: Int64
    /// The area whose figures it is about.
    public let area: AreaCode
    /// What a revision of a report changed; nil for other events.
    public let delta: Delta?
    /// What a person decided; nil for other events.
    public let review: Review?
    /// How many observations an area's whole state has that came in; nil for other events.
    public let snapshotObservations: Int?

    /// Takes from an event what is told of it.
    public init(_ event: DatasetEvent) {
      cursor = event.cursor
      atMs = event.atMs
      area = event.area
      switch event.content {
      case .delta(let delta):
        (self.delta, review, snapshotObservations) = (delta, nil, nil)
      case .snapshot(let deltas):
        let count = deltas.reduce(0) { $0 + $1.puts.count }
        (delta, review, snapshotObservations) = (nil, nil, count)
      case .review(let review):
        (delta, self.review, snapshotObservations) = (nil, review, nil)
      }
    }
  }

  /// The events in their order.
  public let changes: [Change]
  /// Where to go on.
  public let next: HistoryCursor
  /// Whether nothing more has come yet.
  public let isComplete: Bool

  /// The most events of one page.
  public static let maximumCount = 500

  /// Makes a page of the changes after a cursor.
  public init(_ changes: [Change], after cursor: HistoryCursor, isComplete: Bool) {
    self.changes = changes
    next = changes.last?.cursor ?? cursor
    self.isComplete = isComplete
  }
}
