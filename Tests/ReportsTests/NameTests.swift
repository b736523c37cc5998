import Reports
import TestSupport
import Testing

@Suite("Periods, days, areas, units and codes")
struct NameTests {
  @Test(
    "Periods are read and written as SDMX writes them",
    arguments: [
      ("2017", Period.year(2017)), ("2017-S1", Period(year: 2017, span: .half(1))),
      ("2017-S2", Period(year: 2017, span: .half(2))),
      ("2017-Q3", Period(year: 2017, span: .quarter(3))), ("2017-01", .month(1, of: 2017)),
      ("2017-11", .month(11, of: 2017)), ("1900", .year(1900)), ("2199-12", .month(12, of: 2199)),
    ])
  func periods(text: String, period: Period) {
    #expect(Period(text) == period)
    #expect(period.description == text)
  }

  @Test(
    "What is no period is refused",
    arguments: [
      "", "-", "17", "1899", "2200", "20170", "+017", "-017", "2017-", "2017-0", "2017-00",
      "2017-13", "2017-1", "2017-+1", "2017--1", "2017-Q0", "2017-Q5", "2017-S0", "2017-S3",
      "2017-H1", "2017-q1", "2017-Q", "2017-Q+", "2017-11-02", "２０１７", "2017-１", "2017 ",
      "2017-Q\u{301}", "\u{0}\u{0}\u{0}\u{0}",
    ])
  func noPeriods(text: String) {
    #expect(Period(text) == nil)
  }

  @Test("Periods sort by year, then end, the longer first, and cover their months")
  func periodOrder() {
    let sorted = [
      "2016", "2017-01", "2017-Q1", "2017-03", "2017-S1", "2017-Q2", "2017-06", "2017", "2017-S2",
      "2017-Q4", "2017-12", "2018-01",
    ].compactMap { Period($0) }
    #expect(sorted.count == 12)
    #expect(sorted.shuffled(seed: 4).sorted() == sorted)
    #expect(Period("2017-S2")?.months == 7...12)
    #expect(Period("2017-Q2")?.months == 4...6)
    #expect(Period("2017-09")?.months == 9...9)
    #expect(Period("2017")?.months == 1...12)
  }

  @Test(
    "Days of the calendar are read",
    arguments: ["2017-12-31", "2016-02-29", "2000-02-29", "1900-01-01", "2199-12-31", "2018-01-09"])
  func days(text: String) {
    #expect(CalendarDate(text)?.description == text)
  }

  @Test(
    "What is no day is refused",
    arguments: [
      "", "2017", "2017-2-1", "2017-02-29", "1900-02-29", "2100-02-29", "2017-13-01", "2017-00-10",
      "2017-04-31", "2017-01-00", "2017-01-32", "1899-12-31", "2200-01-01", "2017/01/01",
      "+017-01-01", "2017-+1-01", "2017-01-01-", "２017-01-01", "2017-01-01T00:00",
    ])
  func noDays(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test("A code of an area has six digits")
  func areaCodes() {
    #expect(AreaCode("220821")?.number == 220_821)
    #expect(AreaCode("220821")?.description == "220821")
    #expect(AreaCode(number: 110_000) != nil)
    #expect(AreaCode(number: 999_999) != nil)
    for text in ["", "22082", "2208210", "+20821", "22 821", "099999", "２２０８", "22082a", "109999"] {
      #expect(AreaCode(text) == nil, "\(text)")
    }
    for number in [UInt32(0), 109_999, 1_000_000, .max] {
      #expect(AreaCode(number: number) == nil)
    }
  }

  @Test("Plain measure words of one count fold into the indicator's unit, others do not")
  func folding() {
    func counted(_ written: String, for unit: String, same: [String] = []) -> String {
      Indicator(
        code: IndicatorCode(rawValue: "a"), nameZh: "", nameEn: "", unit: Unit(rawValue: unit),
        sameUnits: same.map(Unit.init(rawValue:)), nature: .flow
      ).countingUnit(for: Unit(rawValue: written)).rawValue
    }
    #expect(counted("家", for: "个") == "个")
    #expect(counted("户", for: "所") == "所")
    #expect(counted("册", for: "份") == "份")
    #expect(counted("条", for: "份") == "份")
    #expect(counted("次", for: "场次") == "场次")
    #expect(counted("场", for: "次") == "次")
    #expect(counted("人次", for: "人") == "人次")
    #expect(counted("人", for: "人次") == "人")
    #expect(counted("户次", for: "户") == "户次")
    #expect(counted("户", for: "户次") == "户")
    #expect(counted("个", for: "份") == "个")
    #expect(counted("场", for: "家") == "场")
    #expect(counted("人", for: "个") == "人")
    #expect(counted("人", for: "个", same: ["人"]) == "个")
    #expect(counted("元", for: "元") == "元")
  }

  @Test("A code of an indicator is lower-case words joined by dots")
  func indicatorCodes() {
    for code in ["a", "relief.winter.amount", "a_1.b2", String(repeating: "a", count: 64)] {
      #expect(IndicatorCode(rawValue: code).isWellFormed, "\(code)")
    }
    let wrong = [
      "", ".", "a.", ".a", "a..b", "A", "a b", "a-b", "救助", String(repeating: "a", count: 65),
    ]
    for code in wrong {
      #expect(!IndicatorCode(rawValue: code).isWellFormed, "\(code)")
    }
  }

  @Test("A series has a plain name")
  func seriesNames() {
    #expect(ReportSeries(rawValue: "annual") == .annual)
    #expect(ReportSeries(rawValue: "帮扶 简报") != nil)
    for name in ["", "a/b", "a\nb", "a\u{7F}", String(repeating: "帮", count: 22)] {
      #expect(ReportSeries(rawValue: name) == nil)
    }
  }

  @Test("A list of indicators keeps the first of two with one code, unknown ones come last")
  func indicatorList() {
    func indicator(_ code: String, _ unit: String) -> Indicator {
      Indicator(
        code: IndicatorCode(rawValue: code), nameZh: "", nameEn: "", unit: Unit(rawValue: unit),
        nature: .flow)
    }
    let list = IndicatorList([indicator("a", "人"), indicator("b", "户"), indicator("a", "元")])
    #expect(list.indicators.count == 2)
    #expect(list[IndicatorCode(rawValue: "a")]?.unit == .persons)
    #expect(list.position(of: IndicatorCode(rawValue: "b")) == 1)
    #expect(list.position(of: IndicatorCode(rawValue: "z")) == 2)
  }
}

extension Array {
  /// The same order on every run.
  fileprivate func shuffled(seed: UInt64) -> [Element] {
    var generator = SeededGenerator(seed: seed)
    return shuffled(using: &generator)
  }
}
