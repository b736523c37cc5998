import Reports
import Testing

@Suite("A total against the year before")
struct YearOnYearTests {
  private static let offices = AreaList.builtIn.reporting.map(\.code)

  private func total(
    _ year: Int, of areas: ArraySlice<AreaCode>, each: FixedDecimal,
    nature: IndicatorNature = .flow, months: Months = .wholeYear
  ) -> TotalSummary {
    let shares = areas.map { area in
      TotalSummary.Share(
        area: area, value: each, lower: each, upper: each, basis: .stated, coveredMonths: months,
        hasConflict: false)
    }
    let sum = shares.reduce(FixedDecimal.zero) { $0 + $1.value }
    return TotalSummary(
      id: .init(indicator: IndicatorCode(rawValue: "a"), year: year, unit: .persons),
      nature: nature, value: nature == .rate || shares.isEmpty ? nil : sum, lower: sum, upper: sum,
      shares: shares, missing: [], parent: nil)
  }

  @Test("Only years that rest on the same offices and months are compared")
  func comparable() {
    let offices = Self.offices
    let now = total(2017, of: offices[0..<3], each: 110)
    func before(
      _ areas: Range<Int>, _ each: FixedDecimal, _ months: Months = .wholeYear
    ) -> YearOnYear {
      YearOnYear(
        of: now, against: total(2016, of: offices[areas], each: each, months: months))
    }
    #expect(before(0..<3, 100) == .change(FixedDecimal(tenThousandths: 1000)))
    #expect(before(0..<2, 100) == .none(.otherCoverage))
    #expect(before(1..<4, 100) == .none(.otherCoverage))
    #expect(before(0..<3, 100, Months(1...6)) == .none(.otherCoverage))
    #expect(before(0..<3, 0) == .none(.fromZero))
    #expect(YearOnYear(of: now, against: nil) == .none(.noLastYear))
    #expect(YearOnYear(of: nil, against: now) == .none(.noFigure))
    let rate = total(2017, of: offices[0..<3], each: 90, nature: .rate)
    #expect(YearOnYear(of: rate, against: rate) == .none(.rate))
    #expect(YearOnYear(of: nil, against: rate) == .none(.rate))
  }

  @Test(
    "The share is rounded half up",
    arguments: [(1, 3, -6667), (2, 3, -3333), (4, 3, 3333), (5, 3, 6667), (0, 7, -10_000)])
  func rounding(now: Int, before: Int, tenThousandths: Int) {
    let offices = Self.offices[0..<1]
    let change = YearOnYear(
      of: total(2017, of: offices, each: FixedDecimal(now)),
      against: total(2016, of: offices, each: FixedDecimal(before)))
    #expect(change == .change(FixedDecimal(tenThousandths: Int64(tenThousandths))))
  }
}
