import Daemons
import Foundation
import Reports

/// A past moment as people type it, in this machine's time zone.
struct Moment: CustomStringConvertible {
  /// Milliseconds since 1970.
  let ms: Int64

  /// Reads a day, which means its end, or a day with a time.
  init(_ text: String) throws(DaemonError) {
    let fields = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let day = CalendarDate(fields[0]),
      let time = fields.count == 1 ? [24, 0, 0] : Self.time(fields[1]),
      let midnight = Self.calendar.date(
        from: DateComponents(year: day.year, month: day.month, day: day.day)),
      // A day with a change of the clocks has not 24 hours.
      let date = time[0] == 24
        ? Self.calendar.date(byAdding: .day, value: 1, to: midnight)
        : Self.calendar.date(
          bySettingHour: time[0], minute: time[1], second: time[2], of: midnight)
    else {
      throw DaemonError(
        .usage, zh: "“\(text)”不是时刻，应写作 2026-11-20 或 2026-11-20T08:30。",
        en: "'\(text)' is no moment; write 2026-11-20 or 2026-11-20T08:30.")
    }
    ms = Int64(date.timeIntervalSince1970 * 1000) - (time[0] == 24 ? 1 : 0)
  }

  /// Takes milliseconds since 1970.
  init(ms: Int64) {
    self.ms = ms
  }

  private static func time(_ text: some StringProtocol) -> [Int]? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { field in
      field.utf8.count == 2 && field.utf8.allSatisfy { (0x30...0x39).contains($0) }
        ? Int(field) : nil
    }
    guard (2...3).contains(fields.count), numbers.count == fields.count, numbers[0] < 24,
      numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return numbers + (numbers.count == 2 ? [0] : [])
  }

  private static var calendar: Calendar { Calendar(identifier: .gregorian) }

  /// `2026-11-20 08:30:00`.
  var description: String {
    let date = Date(timeIntervalSince1970: Double(ms) / 1000)
    let fields = Self.calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: date)
    func padded(_ number: Int?) -> String {
      let text = String(number ?? 0)
      return text.count < 2 ? "0" + text : text
    }
    return "\(fields.year ?? 0)-\(padded(fields.month))-\(padded(fields.day))"
      + " \(padded(fields.hour)):\(padded(fields.minute)):\(padded(fields.second))"
  }
}
