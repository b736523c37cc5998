import Reports
import Testing

@Suite("Totals over areas")
struct TotalTests {
  private let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)
  private let city = area(220_800)

  private func indicators(_ nature: IndicatorNature, unit: String = "户") -> IndicatorList {
    IndicatorList([
      Indicator(
        code: IndicatorCode(rawValue: "a"), nameZh: "", nameEn: "", unit: Unit(rawValue: unit),
        nature: nature)
    ])
  }

  private func dataset(_ figures: [(UInt32, Observation)]) -> Dataset {
    var dataset = Dataset()
    for (number, observation) in figures {
      dataset.apply(
        delta(ReportID(area: area(number), period: .year(2017)), puts: [observation]))
    }
    return dataset
  }

  private func totals(
    _ dataset: Dataset, _ nature: IndicatorNature, unit: String = "户"
  ) -> [Total] {
    dataset.totals(of: topic, areas: .builtIn, indicators: indicators(nature, unit: unit))
  }

  @Test("Flows add up over areas with their bounds, and missing areas are named")
  func flows() throws {
    let total = try #require(
      totals(
        dataset([
          (220_821, observation(key("a"), 300, .over)), (220_802, observation(key("a"), 20)),
          (220_822, observation(key("a"), 0)),
        ]), .flow
      ).first)
    #expect(total.value == 320)
    #expect(total.bounds == Bounds(lower: 320, upper: 420))
    #expect(total.shares.map(\.area.number) == [220_802, 220_821, 220_822])
    #expect(total.missing.map(\.area.number) == [220_881, 220_882, 220_871, 220_899])
    #expect(total.parentShare == nil)
    #expect(!total.hasConflict)
  }

  @Test("Rates are never added: they have a range and no value")
  func rates() throws {
    let total = try #require(
      totals(
        dataset([
          (220_821, observation(key("a", unit: "%"), 80, .over)),
          (220_802, observation(key("a", unit: "%"), 95)),
          (220_822, observation(key("a", unit: "%"), 85)),
        ]), .rate, unit: "%"
      ).first)
    #expect(total.value == nil)
    #expect(total.bounds == Bounds(lower: 80, upper: 95))
  }

  @Test("人 and 人次 have a total each, the indicator's own unit first, and never mix")
  func unitsApart() {
    let both = totals(
      dataset([
        (220_821, observation(key("a", unit: "人"), 3)),
        (220_821, observation(key("a", unit: "人次"), 500)),
        (220_802, observation(key("a", unit: "人"), 4)),
      ]), .flow, unit: "人次")
    #expect(both.map(\.unit.rawValue) == ["人次", "人"])
    #expect(both.map(\.value) == [500, 7])
    #expect(both.map(\.missing.count) == [6, 5])
  }

  @Test("The city's own report stands beside the sum and is never added")
  func parent() throws {
    let total = try #require(
      totals(
        dataset([
          (220_800, observation(key("a"), 1_000)), (220_821, observation(key("a"), 3)),
        ]), .flow
      ).first)
    #expect(total.value == 3)
    #expect(total.parentShare?.area == city)
    #expect(total.parentShare?.effective.value == 1_000)
    #expect(!total.missing.map(\.area).contains(city))
  }

  @Test("Where only the city states a figure the sum is missing, not zero")
  func parentOnly() throws {
    let total = try #require(totals(dataset([(220_800, observation(key("a"), 9))]), .flow).first)
    #expect(total.value == nil)
    #expect(total.bounds == nil)
    #expect(total.missing.count == 7)
    let zero = try #require(totals(dataset([(220_821, observation(key("a"), 0))]), .flow).first)
    #expect(zero.value == 0)
  }

  @Test("An area outside of the list adds nothing")
  func outsider() throws {
    let total = try #require(
      totals(
        dataset([(110_101, observation(key("a"), 9)), (220_821, observation(key("a"), 1))]), .flow
      ).first)
    #expect(total.value == 1)
  }

  @Test("A conflict in one area shows in the total")
  func conflicts() throws {
    var dataset = dataset([(220_821, observation(key("a"), 1))])
    dataset.apply(
      delta(
        ReportID(area: area(220_821), period: .year(2017), series: series("brief")),
        puts: [observation(key("a"), 2)]))
    #expect(try #require(totals(dataset, .flow).first).hasConflict)
  }

  @Test("An indicator outside of the list is taken for a flow, and listed last in its year")
  func unknownIndicator() {
    let report = ReportID(area: area(220_821), period: .year(2017))
    var dataset = Dataset()
    dataset.apply(
      delta(
        report,
        puts: [
          observation(key("0unknown"), 1), observation(key("a"), 2),
          observation(key("a", .year(2016)), 3),
        ]))
    let all = dataset.totals(areas: .builtIn, indicators: indicators(.flow))
    #expect(all.map(\.topic.year) == [2016, 2017, 2017])
    #expect(all.map(\.topic.indicator.rawValue) == ["a", "a", "0unknown"])
    #expect(dataset.totals(year: 2016, areas: .builtIn, indicators: indicators(.flow)).count == 1)
  }

  @Test("A summary carries the total's numbers")
  func summaries() throws {
    let total = try #require(
      totals(
        dataset([
          (220_800, observation(key("a"), 1_000)), (220_821, observation(key("a"), 300, .over)),
        ]), .flow
      ).first)
    let summary = TotalSummary(total)
    #expect(summary.id == .init(indicator: topic.indicator, year: 2017, unit: total.unit))
    #expect(summary.value == 300)
    #expect(summary.lower == 300)
    #expect(summary.upper == 400)
    #expect(summary.shares.map(\.basis) == [.stated])
    #expect(summary.missing.count == 6)
    #expect(summary.parent?.value == 1_000)
  }
}
