import Foundation
import Reports
import Testing

@testable import Web

@Suite("The matrix of totals")
struct MatrixTests {
  private static let code = IndicatorCode(rawValue: "relief.winter.recipients")
  private static let offices = AreaList.builtIn.reporting.map(\.code)

  private func total(
    _ year: Int, of areas: ArraySlice<AreaCode>, each value: FixedDecimal,
    nature: IndicatorNature = .flow, months: Months = .wholeYear
  ) -> TotalSummary {
    let shares = areas.map {
      TotalSummary.Share(
        area: $0, value: value, lower: value, upper: value, basis: .stated, coveredMonths: months,
        hasConflict: false)
    }
    let sum = shares.reduce(FixedDecimal.zero) { $0 + $1.value }
    return TotalSummary(
      id: .init(indicator: Self.code, year: year, unit: .persons), nature: nature,
      value: nature == .rate || shares.isEmpty ? nil : sum, lower: sum, upper: sum, shares: shares,
      missing: [], parent: nil)
  }

  @Test("Last year stands beside this year, and other years are left out")
  func years() throws {
    let totals = [2015, 2016, 2017].map { total($0, of: Self.offices[0..<1], each: 1) }
    let matrix = Matrix(totals, year: 2017)
    let line = try #require(matrix.groups.first?.lines.first)
    #expect(matrix.groups.count == 1 && matrix.groups[0].lines.count == 1)
    #expect(line.now.id.year == 2017 && line.before?.id.year == 2016)
    #expect(matrix.groups[0].group.code == "relief")
  }

  @Test("Indicators are found by characters, initials of pinyin, English and code")
  func search() {
    let indicator = Indicator(
      code: Self.code, nameZh: "送温暖慰问人数", nameEn: "Recipients of winter relief",
      unit: .persons, nature: .flow)
    let search = NameSearch(IndicatorList([indicator]))
    for typed in ["送温暖", "慰问", "swn", "SWN wwrs", "winter relief", "relief.winter", " "] {
      #expect(search.matches(Self.code, typed), "\(typed)")
    }
    for typed in ["金秋", "jqzx", "autumn"] {
      #expect(!search.matches(Self.code, typed), "\(typed)")
    }
    #expect(NameSearch.initials(of: "女职工AED站") == "nzgaedz")
  }

  @Test("Numbers are as exact as they were written, and zero is a number")
  func numbers() {
    let pages = Pages(
      templates: [:], words: PackageResources.words_tsv, links: [], brand: "brandCity")
    let words = PageWords(pages, .zh, of: SmallCity())
    #expect(words.number(300, lower: 300, upper: 400, .persons) == "300余")
    #expect(words.number(300, lower: 270, upper: 300, .persons) == "近300")
    #expect(words.number(300, lower: 270, upper: 330, .persons) == "约300")
    #expect(words.number(0, lower: 0, upper: 0, .persons) == "0")
    #expect(words.amount(1_234_567, .persons) == "1,234,567 人")
    #expect(words.amount(300, lower: 300, upper: 400, .persons) == "300余人")
    #expect(words.amount(80, lower: 80, upper: 90, .percent) == "80%以上")
    #expect(words.moment(0).hasPrefix("1970-01-01") || words.moment(0).hasPrefix("1969-12-31"))
  }
}
