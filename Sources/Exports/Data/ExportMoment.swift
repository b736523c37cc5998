public import Reports

/// What an export was made from: how far the city had merged, when, and with which catalogue.
public struct ExportMoment: Hashable, Sendable {
  /// When it was made, in milliseconds since 1970.
  public let takenMs: Int64
  /// The past moment that it shows, in milliseconds since 1970; nil where it shows the present.
  public let asOfMs: Int64?
  /// The last entry of each area's journal that it rests on.
  public let cursors: [AreaCode: UInt64]
  /// The version of the indicator catalogue whose names it uses.
  public let catalogueVersion: String

  /// Makes a moment.
  public init(
    takenMs: Int64, asOfMs: Int64? = nil, cursors: [AreaCode: UInt64], catalogueVersion: String
  ) {
    self.takenMs = takenMs
    self.asOfMs = asOfMs
    self.cursors = cursors
    self.catalogueVersion = catalogueVersion
  }

  /// The moment that the figures are of.
  public var shownMs: Int64 { asOfMs ?? takenMs }

  /// The cursors as `220802:14 220821:9`, by area.
  public var cursorText: String {
    cursors.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
  }
}

/// A moment as people and programs write it.
struct Timestamp {
  private let milliseconds: Int64

  init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// `2018-01-31T08:20:05Z`.
  var iso: String { "\(date(at: 0))T\(time(at: 0))Z" }

  /// `2018-01-31 16:20:05`, in China, where the offices are.
  var beijing: String {
    let offset: Int64 = 8 * 3600
    return "\(date(at: offset)) \(time(at: offset))"
  }

  private func seconds(at offset: Int64) -> (day: Int64, ofDay: Int64) {
    let seconds = Self.floor(milliseconds, 1000) + offset
    let day = Self.floor(seconds, 86_400)
    return (day, seconds - day * 86_400)
  }

  private func time(at offset: Int64) -> String {
    let seconds = seconds(at: offset).ofDay
    return [seconds / 3600, seconds / 60 % 60, seconds % 60].map(Self.twoDigits)
      .joined(separator: ":")
  }

  /// The Gregorian day, by Howard Hinnant's `civil_from_days` (2013).
  private func date(at offset: Int64) -> String {
    let shifted = seconds(at: offset).day + 719_468
    let era = Self.floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
    let digits = String(year)
    let padding = String(repeating: "0", count: max(0, 4 - digits.count))
    return "\(padding)\(digits)-\(Self.twoDigits(calendarMonth))-\(Self.twoDigits(day))"
  }

  private static func twoDigits(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
    number / divisor - (number % divisor < 0 ? 1 : 0)
  }
}
