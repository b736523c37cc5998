import Testing

@testable import Reports

@Suite("Effective values of an area")
struct EffectiveValueTests {
  private func value(_ rows: [Dataset.Row], _ nature: IndicatorNature) throws -> EffectiveValue {
    let values = EffectiveValue.values(of: rows, nature: nature, Reviews())
    try #require(values.count == 1)
    return values[0]
  }

  private func month(_ number: Int) -> Period { .month(number, of: 2017) }
  private func quarter(_ number: Int) -> Period { Period(year: 2017, span: .quarter(number)) }
  private func half(_ number: Int) -> Period { Period(year: 2017, span: .half(number)) }
  private let annual = ReportID(area: area(220_821), period: .year(2017))

  @Test("The stated total of the year comes before its periods and parts")
  func stated() throws {
    let effective = try value(
      [
        row(key("a", quarter(1)), 5), row(key("a", part: "女"), 7), row(key("a"), 100, .over),
      ], .flow)
    #expect(effective.value == 100)
    #expect(effective.basis == .stated)
    #expect(effective.bounds == Bounds(lower: 100, upper: 200))
    #expect(effective.rows.count == 1)
    #expect(!effective.hasConflict)
  }

  @Test("A flow without a stated total is the sum of its periods")
  func flowPeriods() throws {
    let effective = try value(
      [row(key("a", quarter(1)), 300, .over), row(key("a", quarter(2)), 20)], .flow)
    #expect(effective.value == 320)
    #expect(effective.bounds == Bounds(lower: 320, upper: 420))
    #expect(effective.basis == .periods)
  }

  @Test("Overlapping periods of a flow count once: the longest stands for those within it")
  func flowOverlap() throws {
    let effective = try value(
      [
        row(key("a", month(1)), 1), row(key("a", quarter(1)), 10), row(key("a", month(5)), 2),
        row(key("a", half(1)), 100), row(key("a", quarter(3)), 1_000), row(key("a", month(9)), 3),
        row(key("a", month(12)), 10_000),
      ], .flow)
    #expect(effective.value == 11_100)
    #expect(effective.rows.map(\.observation.key.period) == [half(1), quarter(3), month(12)])
    #expect(effective.coveredMonths.list == [1, 2, 3, 4, 5, 6, 7, 8, 9, 12])
    #expect(effective.coveredMonths.description == "1–9、12")
  }

  @Test("A half year, two quarters and six months make one year")
  func wholeYearOfPeriods() throws {
    let rows =
      [row(key("a", half(1)), 60), row(key("a", quarter(3)), 30)]
      + (1...12).map { row(key("a", month($0)), 10) }
    let effective = try value(rows, .flow)
    #expect(effective.value == 120)
    #expect(effective.coveredMonths.isWholeYear)
    #expect(effective.rows.count == 5)
  }

  @Test("A part without a figure of the year is made of its own periods")
  func periodsOfParts() throws {
    let rows = [
      row(key("a", part: "女"), 40), row(key("a", quarter(1), part: "男"), 10),
      row(key("a", month(2), part: "男"), 3), row(key("a", quarter(2), part: "男"), 20),
    ]
    let flow = try value(rows, .flow)
    #expect(flow.value == 70)
    #expect(flow.basis == .parts)
    #expect(flow.coveredMonths.list == [1, 2, 3, 4, 5, 6])
    #expect(try value(rows, .stock).value == 60)
  }

  @Test("Per cent is never added, even of an indicator that counts")
  func percentOfFlow() throws {
    let rows = [row(key("a", quarter(1), unit: "%"), 10), row(key("a", quarter(2), unit: "%"), 12)]
    #expect(try value(rows, .flow).value == 12)
  }

  @Test("A report of the year itself speaks before one that looks back")
  func otherYears() throws {
    let next = ReportID(area: annual.area, period: .year(2018))
    let brief = ReportID(area: annual.area, period: .year(2017), series: series("brief"))
    let effective = try value([row(key("a"), 1, of: next), row(key("a"), 2, of: brief)], .flow)
    #expect(effective.value == 2)
    #expect(effective.hasConflict)
  }

  @Test("A conflict beside the figures that count does not mark the value")
  func conflictBeside() throws {
    let brief = ReportID(area: annual.area, period: .year(2017), series: series("brief"))
    let rows = [
      row(key("a", quarter(1)), 10), row(key("a", month(1)), 1, of: brief),
      row(key("a", month(1)), 2, of: annual),
    ]
    #expect(try !value(rows, .flow).hasConflict)
  }

  @Test("A stock without a stated total is the latest of its periods")
  func stockLatest() throws {
    let effective = try value(
      [row(key("a", quarter(3)), 30), row(key("a", month(10)), 31), row(key("a", half(1)), 99)],
      .stock)
    #expect(effective.value == 31)
    #expect(effective.basis == .periods)
    #expect(effective.rows.count == 1)
  }

  @Test("A rate is never summed: the latest stands, and parts make none")
  func rates() throws {
    let rows = [row(key("a", quarter(1), unit: "%"), 80), row(key("a", quarter(2), unit: "%"), 90)]
    #expect(try value(rows, .rate).value == 90)
    let parts = [row(key("a", part: "女", unit: "%"), 40), row(key("a", part: "男", unit: "%"), 60)]
    #expect(EffectiveValue.values(of: parts, nature: .rate, Reviews()).isEmpty)
  }

  @Test("Without any total the parts of the year add up")
  func parts() throws {
    let effective = try value(
      [
        row(key("a", part: "女"), 40, .about), row(key("a", part: "男"), 60),
        row(key("a", month(3), part: "女"), 5),
      ], .flow)
    #expect(effective.coveredMonths == .wholeYear)
    #expect(effective.value == 100)
    #expect(effective.basis == .parts)
    #expect(effective.bounds == Bounds(lower: 96, upper: 104))
  }

  @Test("Zero is stated, and nothing is nothing")
  func zero() throws {
    #expect(try value([row(key("a"), 0), row(key("a", part: "女"), 7)], .flow).value == 0)
    #expect(EffectiveValue.values(of: [], nature: .flow, Reviews()).isEmpty)
  }

  @Test("人 and 人次 stand side by side")
  func unitsApart() {
    let values = EffectiveValue.values(
      of: [row(key("a", unit: "人次"), 500), row(key("a", unit: "人"), 300)], nature: .flow,
      Reviews())
    #expect(values.map(\.unit.rawValue) == ["人", "人次"])
    #expect(values.map(\.value) == [300, 500])
  }

  @Test("Two reports that state different figures are a conflict; the annual narrative speaks")
  func conflicts() throws {
    let brief = ReportID(area: annual.area, period: .year(2017), series: series("a-brief"))
    let different = try value([row(key("a"), 1, of: brief), row(key("a"), 2, of: annual)], .flow)
    #expect(different.value == 2)
    #expect(different.hasConflict)
    let alike = try value([row(key("a"), 2, of: brief), row(key("a"), 2, of: annual)], .flow)
    #expect(alike.value == 2)
    #expect(!alike.hasConflict)
    let inPeriods = try value(
      [row(key("a", month(1)), 1, of: brief), row(key("a", month(1)), 2, of: annual)], .flow)
    #expect(inPeriods.value == 2)
    #expect(inPeriods.hasConflict)
    let latest = try value(
      [row(key("a", month(1)), 1, of: brief), row(key("a", month(1)), 2, of: annual)], .stock)
    #expect(latest.value == 2)
    let inParts = try value(
      [
        row(key("a", part: "女"), 1, of: brief), row(key("a", part: "女"), 2, of: annual),
        row(key("a", part: "男"), 5, of: brief),
      ], .flow)
    #expect(inParts.value == 7)
    #expect(inParts.hasConflict)
  }

  @Test("Hostile values saturate")
  func saturation() throws {
    let greatest = FixedDecimal(tenThousandths: .max)
    let effective = try value(
      [row(key("a", month(1)), greatest, .about), row(key("a", month(2)), greatest, .over)], .flow)
    #expect(effective.value == greatest)
    #expect(effective.bounds.upper == greatest)
  }
}
