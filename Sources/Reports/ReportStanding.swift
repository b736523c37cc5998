/// A report as the city has it.
public struct ReportStanding: Hashable, Sendable, Codable {
  /// Which report.
  public let report: ReportID
  /// The file of its last revision that changed something.
  public let document: DocumentReference
  /// When the city received that revision, in milliseconds since 1970.
  public let receivedAtMs: Int64
  /// When the city received the first revision that it knows of, in milliseconds since 1970.
  public let firstReceivedAtMs: Int64
  /// How many figures it states.
  public let observationCount: Int
}

/// The reports that the city has, by area: the fold of what came in and when.
public struct ReportRegister: Sendable {
  private struct Line {
    var document: DocumentReference
    var receivedAtMs: Int64
    var firstReceivedAtMs: Int64
  }

  private var lines: [AreaCode: [ReportID: Line]] = [:]

  /// Makes an empty register.
  public init() {}

  /// Takes what came in.
  public mutating func apply(_ event: DatasetEvent) {
    switch event.content {
    case .delta(let delta): apply(delta, atMs: event.atMs)
    case .snapshot(let deltas): install(deltas, of: event.area, atMs: event.atMs)
    case .review: break
    }
  }

  /// Takes a revision of a report.
  public mutating func apply(_ delta: Delta, atMs: Int64) {
    let firstMs = lines[delta.report.area]?[delta.report]?.firstReceivedAtMs ?? atMs
    lines[delta.report.area, default: [:]][delta.report] = Line(
      document: delta.document, receivedAtMs: atMs, firstReceivedAtMs: firstMs)
  }

  /// Takes an area's whole state. It repeats what came before it: a revision that the city had keeps
  /// its time.
  public mutating func install(_ deltas: [Delta], of area: AreaCode, atMs: Int64) {
    let before = lines[area] ?? [:]
    var after: [ReportID: Line] = [:]
    for delta in deltas
    where delta.document.revision >= (after[delta.report]?.document.revision ?? 0) {
      let earlier = before[delta.report]
      let known = earlier.flatMap { $0.document == delta.document ? $0 : nil }
      after[delta.report] =
        known
        ?? Line(
          document: delta.document, receivedAtMs: atMs,
          firstReceivedAtMs: earlier?.firstReceivedAtMs ?? atMs)
    }
    lines[area] = after
  }

  /// The reports of all areas that state something, by area, the last received first.
  public func standings(in dataset: Dataset) -> [ReportStanding] {
    lines.keys.sorted().flatMap { area in
      standings(of: area, in: dataset).sorted { left, right in
        left.receivedAtMs == right.receivedAtMs
          ? left.report < right.report : left.receivedAtMs > right.receivedAtMs
      }
    }
  }

  private func standings(of area: AreaCode, in dataset: Dataset) -> [ReportStanding] {
    (lines[area] ?? [:]).compactMap { report, line in
      let count = dataset.rowCount(of: report)
      guard count > 0 else { return nil }
      return ReportStanding(
        report: report, document: line.document, receivedAtMs: line.receivedAtMs,
        firstReceivedAtMs: line.firstReceivedAtMs, observationCount: count)
    }
  }
}
