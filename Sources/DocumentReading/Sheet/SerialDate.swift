/// Dates as Excel counts them: in days, the first of which is 1 January 1900.
enum SerialDate {
  /// The date as `YYYY-MM-DD`; nil before March 1900, where Excel counts a day that never was, and
  /// after 9999.
  static func text(days: Int) -> String? {
    guard (61...2_958_465).contains(days) else { return nil }
    // Days since 1 March 0000; years begin in March, so that the leap day is their last.
    let day = days + 693_899
    let era = day / 146_097
    let dayOfEra = day % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
    return [
      padded(year, 4), padded(month < 10 ? month + 3 : month - 9, 2),
      padded(dayOfYear - (153 * month + 2) / 5 + 1, 2),
    ].joined(separator: "-")
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
