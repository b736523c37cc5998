import Reports
import TestSupport
import Testing

/// Findings against a slow model that looks at every pair and every set of figures by the words of
/// the checks.
@Suite("Findings against a model")
struct FindingModelTests {
  private struct Claim: Hashable {
    let kind: Finding.Kind
    let area: AreaCode
    let key: ObservationKey
    /// Of a figure that has changed, whose it is.
    var report: ReportID?
    let isOpen: Bool?
  }

  private func indicators(_ nature: IndicatorNature) -> IndicatorList {
    IndicatorList([
      Indicator(
        code: IndicatorCode(rawValue: "a"), nameZh: "", nameEn: "", unit: Unit(rawValue: "人"),
        nature: nature)
    ])
  }

  @Test("Two thousand random datasets have the findings that the model has")
  func findings() {
    var random = RandomDeltas(seed: 21)
    var met: [Finding.Kind: Int] = [:]
    for round in 0..<2_000 {
      let nature = random.generator.pick([IndicatorNature.flow, .stock, .rate])
      random.turn()
      var dataset = Dataset()
      var reviews: [Review] = []
      for step in 0..<random.generator.number(1...10) {
        dataset.apply(random.delta())
        guard random.generator.chance(50), let review = random.review(dataset, atMs: Int64(step))
        else { continue }
        dataset.apply(review)
        reviews.append(review)
      }
      let found = dataset.findings(year: 2017, indicators: indicators(nature)).list
        .filter { $0.kind != .scaleSlip && $0.kind != .jump }
      let claims = Set(found.map { claim($0) })
      #expect(claims.count == found.count, "round \(round): each is told once")
      let model = SlowModel(rows: dataset.allRows, reviews: reviews, nature: nature)
      #expect(claims == expected(model, random.offices), "round \(round)")
      for finding in found { met[finding.kind, default: 0] += 1 }
    }
    #expect(
      Set(met.keys) == [
        .conflict, .changedAfterReview, .partsAgainstTotal, .periodsAgainstYear, .rateOutOfRange,
      ],
      "The random cases must reach every check.")
    print("random datasets 2000; findings: \(met.sorted { $0.key.rawValue < $1.key.rawValue })")
  }

  private func claim(_ finding: Finding) -> Claim {
    Claim(
      kind: finding.kind, area: finding.area, key: finding.rows[0].observation.key,
      report: finding.kind == .changedAfterReview ? finding.rows[0].report : nil,
      isOpen: [.conflict, .changedAfterReview].contains(finding.kind) ? finding.isOpen : nil)
  }

  private func expected(_ model: SlowModel, _ areas: [AreaCode]) -> Set<Claim> {
    var claims: Set<Claim> = []
    for area in areas {
      let rows = model.rows.filter {
        $0.report.area == area && $0.observation.key.period.year == 2017
      }
      for key in Set(rows.map(\.observation.key)) {
        let rivals = rows.filter { $0.observation.key == key }
        let chosen = model.chosen(among: rivals)
        if Set(rivals.map(\.observation.value)).count > 1 {
          claims.insert(
            Claim(
              kind: .conflict, area: area, key: key, isOpen: model.preferred(among: rivals) == nil))
        }
        for row in rivals where model.standing(of: row) == .changed {
          claims.insert(
            Claim(
              kind: .changedAfterReview, area: area, key: key, report: row.report, isOpen: true))
        }
        if model.nature == .rate, key.unit == .percent, chosen.observation.value > 100 {
          claims.insert(Claim(kind: .rateOutOfRange, area: area, key: key, isOpen: nil))
        }
        if isPartAboveTotal(chosen, rows, model) {
          claims.insert(Claim(kind: .partsAgainstTotal, area: area, key: key, isOpen: nil))
        }
        if isAgainstItsPeriods(chosen, rows, model) {
          claims.insert(Claim(kind: .periodsAgainstYear, area: area, key: key, isOpen: nil))
        }
      }
      for review in model.confirmations(in: area)
      where review.key.period.year == 2017
        && !rows.contains(where: { $0.report == review.report && $0.observation.key == review.key }
        )
      {
        claims.insert(
          Claim(
            kind: .changedAfterReview, area: area, key: review.key, report: review.report,
            isOpen: true))
      }
    }
    return claims
  }

  private func isPartAboveTotal(
    _ part: Dataset.Row, _ rows: [Dataset.Row], _ model: SlowModel
  ) -> Bool {
    let key = part.observation.key
    let totals = rows.filter {
      let other = $0.observation.key
      return other.part == nil && other.period == key.period && other.unit == key.unit
    }
    guard key.part != nil, model.nature != .rate, key.unit != .percent, !totals.isEmpty else {
      return false
    }
    return part.observation.bounds.lower > model.chosen(among: totals).observation.bounds.upper
  }

  /// Month by month: the longest figure within the period that covers the month.
  private func isAgainstItsPeriods(
    _ whole: Dataset.Row, _ rows: [Dataset.Row], _ model: SlowModel
  ) -> Bool {
    let key = whole.observation.key
    guard model.nature == .flow, key.unit != .percent else { return false }
    let within = rows.filter {
      let other = $0.observation.key
      return other.part == key.part && other.unit == key.unit && other.period != key.period
        && other.period.months.allSatisfy(key.period.months.contains)
    }
    var counted: Set<ObservationKey> = []
    var isCovered = true
    for month in key.period.months {
      let longest = within.map(\.observation.key).filter { $0.period.months.contains(month) }
        .max { $0.period.months.count < $1.period.months.count }
      if let longest { counted.insert(longest) } else { isCovered = false }
    }
    guard !counted.isEmpty else { return false }
    let figures = counted.map { key in
      model.chosen(among: within.filter { $0.observation.key == key }).observation.bounds
    }
    let lower = figures.reduce(FixedDecimal.zero) { $0 + $1.lower }
    let upper = figures.reduce(FixedDecimal.zero) { $0 + $1.upper }
    let bounds = whole.observation.bounds
    return lower > bounds.upper || (isCovered && upper < bounds.lower)
  }
}
