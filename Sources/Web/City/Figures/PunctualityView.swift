internal import Reports

/// How an office stands against the deadline of a year, as the templates show it.
struct PunctualityView {
  let text: String
  /// The class of its mark.
  let look: String

  /// - Parameters:
  ///   - deadline: Until when offices report.
  ///   - year: On which year.
  ///   - reports: What the office has reported; its annual report counts, whatever else there is.
  ///   - nowMs: The moment, in milliseconds since 1970.
  ///   - words: The words of the page's language.
  init(
    _ deadline: ReportingDeadline, _ year: Int, _ reports: [ReportStanding], nowMs: Int64,
    _ words: PageWords
  ) {
    let annual = reports.first { $0.report.period == .year(year) && $0.report.series == .annual }
    let standing = deadline.standing(
      on: year, firstReceivedMs: annual?.firstReceivedAtMs, nowMs: nowMs)
    switch standing {
    case .inTime: (text, look) = (words["due.inTime"], "good")
    case .late(let days): (text, look) = (words.fill("due.late", "\(days)"), "warn")
    case .overdue(let days): (text, look) = (words.fill("due.overdue", "\(days)"), "bad")
    case .left(let days): (text, look) = (words.fill("due.left", "\(days)"), "plain")
    }
  }
}
