/// Until when offices report on a year: a day of the year after it, by the clock of China, where they
/// are.
public struct ReportingDeadline: Hashable, Sendable {
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month.
  public let day: Int

  /// How an office stands against the deadline of a year.
  public enum Standing: Hashable, Sendable {
    /// It has reported in time.
    case inTime
    /// It has reported so many days late.
    case late(days: Int)
    /// It has not reported, and there are so many days left; 0 on the last one.
    case left(days: Int)
    /// It has not reported, and should have so many days ago.
    case overdue(days: Int)
  }

  /// Reads `MM-DD`; nil where it is no day of every year.
  public init?(_ text: some StringProtocol) {
    // A year without a leap day has just the days that every year has.
    guard let date = CalendarDate("2001-\(text)") else { return nil }
    month = date.month
    day = date.day
  }

  /// The last day on which a report on a year is in time; nil where no calendar has it.
  public func day(of year: Int) -> CalendarDate? {
    CalendarDate(year: year + 1, month: month, day: day)
  }

  /// How an office stands whose report on a year first came at a moment, or has not come; all moments
  /// are in milliseconds since 1970.
  public func standing(on year: Int, firstReceivedMs: Int64?, nowMs: Int64) -> Standing {
    // A year so late that the calendar ends is a year that has all the time there is.
    guard let due = day(of: year)?.daysSince1970 else {
      return firstReceivedMs == nil ? .left(days: 0) : .inTime
    }
    if let firstReceivedMs {
      let days = Self.dayInChina(firstReceivedMs) - due
      return days > 0 ? .late(days: days) : .inTime
    }
    let days = Self.dayInChina(nowMs) - due
    return days > 0 ? .overdue(days: days) : .left(days: -days)
  }

  private static func dayInChina(_ ms: Int64) -> Int {
    let (dayMs, aheadMs): (Int64, Int64) = (86_400_000, 8 * 3_600_000)
    let local = ms + aheadMs
    return Int(local / dayMs - (local % dayMs < 0 ? 1 : 0))
  }
}

extension ReportingDeadline: CustomStringConvertible {
  /// `MM-DD`.
  public var description: String {
    [month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
  }
}
