import Reports
import TestSupport

/// Deltas and decisions as they may come, dense enough that every rule meets every other.
struct RandomDeltas {
  var generator: SeededGenerator
  let offices: [AreaCode] = [220_800, 220_802, 220_821, 220_822].map(area)
  let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)
  /// Some datasets have no stated totals and some no totals at all, else parts hardly ever speak.
  private var withYears = false
  private var withTotals = false

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// Begins a dataset of another kind.
  mutating func turn() {
    withYears = generator.chance(50)
    withTotals = generator.chance(70)
  }

  mutating func delta() -> Delta {
    let revision = generator.number(1...9)
    let puts = (0..<generator.number(0...3)).map { _ in observation() }
    let put = Set(puts.map(\.key))
    return Delta(
      report: report(), document: document(revision: revision), catalogueVersion: "1",
      puts: puts,
      retracts: (0..<generator.number(0...1)).map { _ in key() }.filter { !put.contains($0) })
  }

  /// A decision about a figure that stands, as the city would keep it; nil where none does.
  mutating func review(_ dataset: Dataset, atMs: Int64) -> Review? {
    guard let row = dataset.allRows.randomElement(using: &generator) else { return nil }
    let request = ReviewRequest(
      report: row.report, key: row.observation.key,
      decision: generator.pick(Review.Decision.allCases), person: "张", reason: "核对过原件")
    return try? dataset.review(request, atMs: atMs)
  }

  private mutating func report() -> ReportID {
    ReportID(
      area: generator.pick(offices),
      period: generator.chance(80) ? .year(2017) : .year(generator.pick([2016, 2018])),
      series: generator.pick([.annual, series("brief")]))
  }

  private mutating func observation() -> Observation {
    ReportsTests.observation(
      key(), FixedDecimal(generator.number(0...3) * 100), generator.pick(Qualifier.allCases))
  }

  private mutating func key() -> ObservationKey {
    let spans: [Period.Span] = [
      .half(1), .half(2), .quarter(1), .quarter(2), .quarter(4), .month(1), .month(2), .month(12),
    ]
    let part = !withTotals || generator.chance(30) ? generator.pick(["女", "男"]) : nil
    let span = withYears && generator.chance(40) ? .year : generator.pick(spans)
    let year = generator.chance(90) ? 2017 : 2016
    return ReportsTests.key(
      "a", Period(year: year, span: span), part: part,
      unit: generator.pick(["人", "人", "人次", "%"]))
  }
}
