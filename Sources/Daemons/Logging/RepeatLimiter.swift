internal import Logging

/// Keeps what repeats itself from flooding the log: of each event and subject the first few in a
/// minute have a line each, the others come as one line with their number.
///
/// A pure value: entries in, entries out, the clock passed in. Memory has a fixed bound: subjects
/// beyond the room of an event share one row, and so do events beyond the room of all.
struct RepeatLimiter: Sendable {
  /// Lines of their own that an event and subject have in each window: enough to see what happens.
  static let linesPerWindow = 3
  /// The window: an operator who looks at the log sees the present minute.
  static let windowMs: Int64 = 60_000
  /// Subjects that an event keeps apart. Strangers can make keys without end, but not crowd out the
  /// areas: what only authenticated peers can do are events of their own.
  static let subjectsPerEvent = 64
  /// Events that are kept apart; the program has some fifty.
  static let maximumEvents = 256

  /// The keys of values that tell one subject from another.
  private static let subjectKeys: Set<String> = [
    "aggregator", "area", "file", "identity", "reason", "report",
  ]
  /// The subject of those that there is no room for.
  private static let others = "others"

  private struct Row {
    var last: LogEntry
    let windowStartMs: Int64
    var lines = 0
    var suppressed = 0

    /// The line that is owed at the window's end.
    var summary: LogEntry? {
      guard suppressed > 0 else { return nil }
      var summary = last
      summary.repeated = suppressed
      return summary
    }

    func hasEnded(nowMs: Int64) -> Bool { nowMs - windowStartMs >= RepeatLimiter.windowMs }
  }

  private var rows: [String: [String: Row]] = [:]

  /// Takes an entry.
  ///
  /// - Parameters:
  ///   - entry: What was logged. What is logged for debugging is never held back.
  ///   - nowMs: A clock that never jumps.
  /// - Returns: What is to be written, at most two entries.
  mutating func take(_ entry: LogEntry, nowMs: Int64) -> [LogEntry] {
    guard entry.level > .debug else { return [entry] }
    let event =
      rows[entry.event] != nil || rows.count < Self.maximumEvents ? entry.event : Self.others
    let subject = subject(of: entry, event: event)
    var due: [LogEntry] = []
    var row = rows[event]?[subject] ?? Row(last: entry, windowStartMs: nowMs)
    if row.hasEnded(nowMs: nowMs) {
      if let summary = row.summary { due.append(summary) }
      row = Row(last: entry, windowStartMs: nowMs)
    }
    row.last = entry
    if row.lines < Self.linesPerWindow {
      row.lines += 1
      due.append(entry)
    } else {
      row.suppressed += 1
    }
    rows[event, default: [:]][subject] = row
    return due
  }

  private func subject(of entry: LogEntry, event: String) -> String {
    let subject = entry.fields.filter { Self.subjectKeys.contains($0.key) }
      .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    guard let known = rows[event], known[subject] == nil else { return subject }
    return known.count < Self.subjectsPerEvent ? subject : Self.others
  }

  /// Lets time pass: what has been quiet for a window is forgotten.
  ///
  /// - Parameter nowMs: A clock that never jumps.
  /// - Returns: An entry for each event and subject whose window has ended with some untold.
  mutating func advance(nowMs: Int64) -> [LogEntry] {
    var due: [LogEntry] = []
    for (event, subjects) in rows {
      let ended = subjects.filter { $0.value.hasEnded(nowMs: nowMs) }
      guard !ended.isEmpty else { continue }
      due += ended.values.compactMap(\.summary)
      let rest = subjects.filter { ended[$0.key] == nil }
      rows[event] = rest.isEmpty ? nil : rest
    }
    return due.sorted { $0.text < $1.text }
  }

  /// Ends every window.
  ///
  /// - Returns: What is owed.
  mutating func close() -> [LogEntry] {
    defer { rows = [:] }
    return rows.values.flatMap { $0.values.compactMap(\.summary) }.sorted { $0.text < $1.text }
  }
}
