/// How something came to be what it is: its versions, oldest first.
public struct History<Version: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
  /// The newest versions, oldest first.
  public let versions: [Version]
  /// Whether these are all; else there are older ones.
  public let isComplete: Bool

}

extension History where Version: VersionOfEvent {
  init(_ newest: NewestVersions<Version>) {
    (versions, isComplete) = newest.finished
  }
}

/// The most versions that a history tells: what fits on fifty pages.
public enum HistoryLimit {
  /// The most versions.
  public static let maximumVersions = 2_000
}

/// Keeps the newest of many versions.
///
/// What one event has changed stays together, so that a reader who goes on before the first version
/// that he has misses none: of it there may be some more than the limit.
struct NewestVersions<Version: VersionOfEvent>: Sendable {
  private var kept: [Version] = []
  private let limit: Int
  private(set) var isComplete = true

  init(limit: Int) {
    self.limit = min(max(limit, 1), HistoryLimit.maximumVersions)
  }

  mutating func append(_ version: Version) {
    kept.append(version)
    // Twice the limit, so that old ones are thrown away in runs.
    if kept.count >= 2 * limit { cut() }
  }

  private mutating func cut() {
    let surplus = surplus
    guard surplus > 0 else { return }
    kept.removeFirst(surplus)
    isComplete = false
  }

  /// How many versions are too many.
  private var surplus: Int {
    guard kept.count > limit else { return 0 }
    let first = kept[kept.count - limit].cursor
    return kept.lastIndex { $0.cursor < first }.map { $0 + 1 } ?? 0
  }

  /// The newest versions, and whether these are all.
  var finished: (versions: [Version], isComplete: Bool) {
    (Array(kept.dropFirst(surplus)), isComplete && surplus == 0)
  }
}

/// What an event has changed.
protocol VersionOfEvent: Hashable, Sendable, Codable {
  /// The place behind the event.
  var cursor: HistoryCursor { get }
}

/// One version of a figure, or one decision about it.
public struct ObservationVersion: VersionOfEvent, Hashable, Sendable, Codable {
  /// The place behind it.
  public let cursor: HistoryCursor
  /// When the city received or took it, in milliseconds since 1970.
  public let atMs: Int64
  /// The report that it is about.
  public let report: ReportID
  /// The file of that revision; nil where the figure went with its area's new state, and for
  /// decisions.
  public let document: DocumentReference?
  /// What the report states from here on; nil where it states the figure no more, and for
  /// decisions.
  public let observation: Observation?
  /// Why a person took the figure back that the report's words still state; nil for all else.
  public let withdrawal: CorrectionNote?
  /// The decision; nil for versions of the figure.
  public let review: Review?
  /// Whether it came with the area's whole state.
  public let isOfSnapshot: Bool
}

/// Gathers the versions of one figure of an area from the events about that area.
public struct ObservationHistory: Sendable {
  private let area: AreaCode
  private let key: ObservationKey
  private var current: [ReportID: Observation] = [:]
  private var versions: NewestVersions<ObservationVersion>

  /// Begins before the first event.
  public init(of key: ObservationKey, area: AreaCode, limit: Int) {
    self.key = key
    self.area = area
    versions = NewestVersions(limit: limit)
  }

  /// Takes the next event; those about other figures are passed over.
  public mutating func apply(_ event: DatasetEvent) {
    guard event.area == area else { return }
    switch event.content {
    case .delta(let delta):
      if delta.retracts.contains(key), current.removeValue(forKey: delta.report) != nil {
        let reason = delta.retractReasons.last { $0.key == key }
        append(event, delta.report, delta.document, nil, withdrawal: reason?.note)
      }
      if let put = delta.puts.last(where: { $0.key == key }) {
        current[delta.report] = put
        append(event, delta.report, delta.document, put)
      }
    case .snapshot(let deltas):
      replace(with: deltas, by: event)
    case .review(let review) where review.key == key:
      versions.append(
        ObservationVersion(
          cursor: event.cursor, atMs: event.atMs, report: review.report, document: nil,
          observation: nil, withdrawal: nil, review: review, isOfSnapshot: false))
    case .review:
      break
    }
  }

  private mutating func replace(with deltas: [Delta], by event: DatasetEvent) {
    var stated: [ReportID: (Observation, DocumentReference)] = [:]
    for delta in deltas {
      guard let put = delta.puts.last(where: { $0.key == key }) else { continue }
      stated[delta.report] = (put, delta.document)
    }
    for report in Set(current.keys).union(stated.keys).sorted() {
      let (observation, document) = (stated[report]?.0, stated[report]?.1)
      guard observation != current[report] else { continue }
      current[report] = observation
      append(event, report, document, observation)
    }
  }

  private mutating func append(
    _ event: DatasetEvent, _ report: ReportID, _ document: DocumentReference?,
    _ observation: Observation?, withdrawal: CorrectionNote? = nil
  ) {
    var isOfSnapshot = false
    if case .snapshot = event.content { isOfSnapshot = true }
    versions.append(
      ObservationVersion(
        cursor: event.cursor, atMs: event.atMs, report: report, document: document,
        observation: observation, withdrawal: withdrawal, review: nil,
        isOfSnapshot: isOfSnapshot))
  }

  /// The versions so far.
  public var history: History<ObservationVersion> { History(versions) }
}
