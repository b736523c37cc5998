import Reports
import TestSupport
import Testing

/// Totals against a slow model that follows the words of the rule one by one.
@Suite("Totals against a model")
struct TotalModelTests {
  private struct Share: Equatable {
    var value: FixedDecimal
    var lower: FixedDecimal
    var upper: FixedDecimal
    var basis: EffectiveValue.Basis
    var hasConflict: Bool
  }

  private let offices: [UInt32] = [220_800, 220_802, 220_821, 220_822]
  private let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)

  @Test("Thousands of random datasets have the totals that the model has")
  func totals() {
    var generator = SeededGenerator(seed: 7)
    var seen: Set<EffectiveValue.Basis> = []
    for round in 0..<3_000 {
      let nature = generator.pick([IndicatorNature.flow, .stock, .rate])
      let indicators = IndicatorList([
        Indicator(
          code: topic.indicator, nameZh: "", nameEn: "", unit: Unit(rawValue: "人"), nature: nature)
      ])
      let dataset = randomDataset(&generator)
      let totals = dataset.totals(of: topic, areas: .builtIn, indicators: indicators)
      for unit in ["人", "人次"].map(Unit.init(rawValue:)) {
        let shares = offices.map { modelShare(dataset.allRows, area($0), unit, nature) }
        let total = totals.first { $0.unit == unit }
        guard shares.contains(where: { $0 != nil }) else {
          #expect(total == nil, "round \(round)")
          continue
        }
        let reporting = shares.dropFirst().compactMap { $0 }
        #expect(total?.shares.map { summary($0) } == reporting, "round \(round)")
        #expect(total?.parentShare.map { summary($0) } == shares[0], "round \(round)")
        #expect(total?.missing.count == 7 - reporting.count, "round \(round)")
        let sum = reporting.reduce(FixedDecimal.zero) { $0 + $1.value }
        #expect(
          total?.value == (nature == .rate || reporting.isEmpty ? nil : sum), "round \(round)")
        seen.formUnion(reporting.map(\.basis))
      }
    }
    #expect(seen == [.stated, .periods, .parts], "The random cases must reach every rule.")
  }

  private func summary(_ share: Total.Share) -> Share {
    Share(
      value: share.effective.value, lower: share.effective.bounds.lower,
      upper: share.effective.bounds.upper, basis: share.effective.basis,
      hasConflict: share.effective.hasConflict)
  }

  private func randomDataset(_ generator: inout SeededGenerator) -> Dataset {
    let spans: [Period.Span] = [
      .half(1), .half(2), .quarter(1), .quarter(2), .quarter(4), .month(1), .month(2), .month(12),
    ]
    // Some datasets have no stated totals and some no totals at all, else parts hardly ever speak.
    let withYears = generator.chance(40)
    let withPeriods = generator.chance(60)
    var dataset = Dataset()
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      var span = Period.Span.year
      var part: String? = generator.pick(["女", "男"])
      if withYears, generator.chance(40) {
        part = nil
      } else if withPeriods, generator.chance(60) {
        span = generator.pick(spans)
        part = generator.chance(80) ? nil : part
      }
      let key = key(
        "a", Period(year: 2017, span: span), part: part, unit: generator.pick(["人", "人次"]))
      let report = ReportID(
        area: area(generator.pick(offices)), period: .year(2017),
        series: generator.pick([.annual, series("brief")]))
      let value = FixedDecimal(Int.random(in: 0...3, using: &generator) * 100)
      dataset.apply(
        delta(report, puts: [observation(key, value, generator.pick(Qualifier.allCases))]))
    }
    return dataset
  }

  /// The rule, word by word, over single months.
  private func modelShare(
    _ all: [Dataset.Row], _ area: AreaCode, _ unit: Unit, _ nature: IndicatorNature
  ) -> Share? {
    let rows = all.filter { $0.report.area == area && $0.observation.key.unit == unit }
    func speaker(_ rows: [Dataset.Row]) -> Dataset.Row? {
      rows.first { $0.report.series == .annual } ?? rows.first
    }
    func group(_ period: Period, _ part: String?) -> [Dataset.Row] {
      rows.filter { $0.observation.key.period == period && $0.observation.key.part == part }
    }
    func share(_ groups: [[Dataset.Row]], _ basis: EffectiveValue.Basis, among: [[Dataset.Row]])
      -> Share
    {
      let chosen = groups.compactMap(speaker)
      return Share(
        value: chosen.reduce(.zero) { $0 + $1.observation.value },
        lower: chosen.reduce(.zero) { $0 + $1.observation.bounds.lower },
        upper: chosen.reduce(.zero) { $0 + $1.observation.bounds.upper }, basis: basis,
        hasConflict: among.contains { group in
          group.contains { $0.observation.value != group[0].observation.value }
        })
    }
    let year = group(.year(2017), nil)
    if !year.isEmpty { return share([year], .stated, among: [year]) }
    let totals = rows.filter { $0.observation.key.part == nil }
    let periods = Set(totals.map(\.observation.key.period))
    if !periods.isEmpty {
      let groups = periods.map { group($0, nil) }
      guard nature == .flow else {
        let latest = periods.sorted()[periods.count - 1]
        return share([group(latest, nil)], .periods, among: groups)
      }
      // For each month the longest period that covers it; each such period counts once.
      let longest = (1...12).compactMap { month in
        periods.filter { $0.months.contains(month) }.max { $0.months.count < $1.months.count }
      }
      return share(Set(longest).map { group($0, nil) }, .periods, among: groups)
    }
    let parts = Set(
      rows.filter { $0.observation.key.period.span == .year }.map(\.observation.key.part))
    guard nature != .rate, !parts.isEmpty else { return nil }
    let groups = parts.map { group(.year(2017), $0) }
    return share(groups, .parts, among: groups)
  }
}
