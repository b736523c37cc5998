internal import Foundation
internal import Reports

/// Names, numbers and moments as a page writes them in its language.
struct PageWords: Sendable {
  let language: Language
  private let words: [String: String]
  private let areas: AreaList
  private let indicators: IndicatorList

  init(_ pages: Pages, _ language: Language, areas: AreaList, indicators: IndicatorList) {
    self.language = language
    self.areas = areas
    self.indicators = indicators
    words = pages.words(in: language)
  }

  init(_ pages: Pages, _ language: Language, of data: any CityData) {
    self.init(pages, language, areas: data.areas, indicators: data.indicators)
  }

  init(_ pages: Pages, _ language: Language, of data: any OfficeData) async {
    self.init(pages, language, areas: data.areas, indicators: await data.indicators)
  }

  private var isChinese: Bool { language == .zh }

  /// A word by its key.
  subscript(key: String) -> String { words[key] ?? key }

  /// A phrase by its key, with `{0}`, `{1}` … filled in.
  func fill(_ key: String, _ arguments: String...) -> String {
    arguments.enumerated().reduce(self[key]) { text, argument in
      text.replacing("{\(argument.offset)}", with: argument.element)
    }
  }

  /// Items as a list in a sentence.
  func list(_ items: [String]) -> String { items.joined(separator: isChinese ? "、" : ", ") }

  // MARK: Names

  func name(of area: AreaCode) -> String {
    guard let area = areas[area] else { return area.description }
    return isChinese ? area.nameZh : area.nameEn
  }

  /// The name without the words that all names of the list share, for headings of columns.
  func shortName(of area: AreaCode) -> String {
    guard let found = areas[area] else { return area.description }
    guard isChinese else {
      return found.nameEn.replacing(" County", with: "").replacing(" District", with: "")
        .replacing(" City", with: "").replacing("Baicheng ", with: "")
    }
    return found.nameZh.hasPrefix("白城") && found.nameZh.count > 3
      ? String(found.nameZh.dropFirst(2)) : found.nameZh
  }

  func name(of indicator: IndicatorCode) -> String {
    guard let known = indicators[indicator] else { return indicator.rawValue }
    return isChinese ? known.nameZh : known.nameEn
  }

  func name(of group: IndicatorGroup) -> String { isChinese ? group.nameZh : group.nameEn }

  /// A unit; in English by its translation where there is one.
  func unit(_ unit: Reports.Unit) -> String { words["unit." + unit.rawValue] ?? unit.rawValue }

  func name(of series: ReportSeries) -> String {
    series == .annual ? self["seriesAnnual"] : series.rawValue
  }

  func name(of report: ReportID) -> String {
    fill("reportName", name(of: report.area), name(of: report.period), name(of: report.series))
  }

  func name(of period: Period) -> String {
    switch period.span {
    case .year: isChinese ? "\(period.year) 年" : "\(period.year)"
    case .half(let half): fill("period.half\(half)", "\(period.year)")
    case .quarter(let quarter): fill("period.quarter", "\(period.year)", "\(quarter)")
    case .month(let month): fill("period.month", "\(period.year)", "\(month)")
    }
  }

  // MARK: Numbers and moments

  /// A number with its unit.
  func amount(_ value: FixedDecimal, _ unit: Reports.Unit) -> String {
    amount(value, lower: value, upper: value, unit)
  }

  /// A number with its unit, as exact as it was written; a unit stands close to 余.
  func amount(
    _ value: FixedDecimal, lower: FixedDecimal, upper: FixedDecimal, _ unit: Reports.Unit
  ) -> String {
    let number = number(value, lower: lower, upper: upper, unit)
    if unit == .percent { return number }
    let space = isChinese && number.last?.isNumber == false ? "" : " "
    return number + space + self.unit(unit)
  }

  /// A number as exact as it was written, such as 300余 or 80%以上, without any other unit.
  func number(
    _ value: FixedDecimal, lower: FixedDecimal, upper: FixedDecimal, _ unit: Reports.Unit
  ) -> String {
    let percent = unit == .percent ? "Percent" : ""
    return switch (lower == value, upper == value) {
    case (true, true): value.grouped + (unit == .percent ? "%" : "")
    case (true, false): fill("about.over" + percent, value.grouped)
    case (false, true): fill("about.near" + percent, value.grouped)
    case (false, false): fill("about.around" + percent, value.grouped)
    }
  }

  /// An interval.
  func range(_ lower: FixedDecimal, _ upper: FixedDecimal) -> String {
    lower == upper ? lower.grouped : "\(lower.grouped)–\(upper.grouped)"
  }

  /// A moment by the clock of this machine, to the minute.
  func moment(_ atMs: Int64) -> String {
    let parts = Self.calendar.dateComponents(
      [.year, .month, .day, .hour, .minute], from: Self.date(atMs))
    func two(_ number: Int?) -> String {
      let number = number ?? 0
      return number < 10 ? "0\(number)" : "\(number)"
    }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
      + " \(two(parts.hour)):\(two(parts.minute))"
  }

  /// A span of time in its greatest unit.
  func duration(_ ms: Int64) -> String {
    let seconds = ms / 1000
    return switch seconds {
    case ..<60: fill("seconds", "\(max(0, seconds))")
    case ..<3600: fill("minutes", "\(seconds / 60)")
    case ..<172_800: fill("hours", "\(seconds / 3600)")
    default: fill("days", "\(seconds / 86_400)")
    }
  }

  static let calendar = Calendar(identifier: .gregorian)

  private static func date(_ atMs: Int64) -> Date {
    Date(timeIntervalSince1970: Double(atMs) / 1000)
  }
}
