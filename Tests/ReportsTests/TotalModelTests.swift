import Reports
import TestSupport
import Testing

@Suite("Totals against a model")
struct TotalModelTests {
  private func indicators(_ nature: IndicatorNature) -> IndicatorList {
    IndicatorList([
      Indicator(
        code: IndicatorCode(rawValue: "a"), nameZh: "", nameEn: "", unit: Unit(rawValue: "人"),
        nature: nature)
    ])
  }

  @Test("Ten thousand random datasets have the totals that the model has, and every rule was met")
  func totals() {
    var random = RandomDeltas(seed: 7)
    var met: [String: Int] = [:]
    for round in 0..<10_000 {
      let nature = random.generator.pick([IndicatorNature.flow, .stock, .rate])
      let (dataset, model) = randomDataset(&random, nature)
      let totals = dataset.totals(
        of: random.topic, areas: .builtIn, indicators: indicators(nature))
      for unit in ["人", "人次", "%"].map(Unit.init(rawValue:)) {
        let shares = random.offices.map { model.share(of: $0, on: random.topic, in: unit) }
        let total = totals.first { $0.unit == unit }
        guard shares.contains(where: { $0 != nil }) else {
          #expect(total == nil, "round \(round)")
          continue
        }
        let reporting = shares.dropFirst().compactMap { $0 }
        #expect(total?.shares.map { summary($0) } == reporting, "round \(round)")
        #expect(total?.parentShare.map { summary($0) } == shares[0], "round \(round)")
        let isRate = nature == .rate || unit == .percent
        #expect(
          total?.value
            == (isRate || reporting.isEmpty ? nil : reporting.reduce(.zero) { $0 + $1.value }),
          "round \(round)")
        let lower = reporting.map(\.lower)
        let upper = reporting.map(\.upper)
        #expect(
          total?.bounds?.lower == (isRate ? lower.min() : lower.isEmpty ? nil : sum(lower)),
          "round \(round)")
        #expect(
          total?.bounds?.upper == (isRate ? upper.max() : upper.isEmpty ? nil : sum(upper)),
          "round \(round)")
        expectMissing(total, model, random, round)
        for share in reporting { note(share, nature, in: &met) }
      }
    }
    let expected: Set<String> = [
      "stated", "periods", "parts", "partial flow", "whole flow of periods", "no common month",
      "conflict", "reviewed", "decided",
    ]
    #expect(Set(met.keys) == expected, "The random cases must reach every rule.")
    print("random datasets 10000; shares by rule: \(met.sorted { $0.key < $1.key })")
  }

  private func sum(_ values: [FixedDecimal]) -> FixedDecimal { values.reduce(.zero, +) }

  private func expectMissing(
    _ total: Total?, _ model: SlowModel, _ random: RandomDeltas, _ round: Int
  ) {
    let stating = Set(total?.shares.map(\.area) ?? [])
    let missing = AreaList.builtIn.reporting.map(\.code).filter { !stating.contains($0) }
    #expect(total?.missing.map(\.area) == missing, "round \(round)")
    #expect(
      total?.missing.map(\.reason)
        == missing.map { model.reason(for: $0, missingIn: random.topic.year) }, "round \(round)")
  }

  private func summary(_ share: Total.Share) -> SlowModel.Share {
    let effective = share.effective
    return SlowModel.Share(
      value: effective.value, lower: effective.bounds.lower, upper: effective.bounds.upper,
      basis: effective.basis, months: effective.coveredMonths.list,
      hasConflict: effective.hasConflict, isReviewed: effective.isReviewed,
      rows: Set(effective.rows))
  }

  private func note(
    _ share: SlowModel.Share, _ nature: IndicatorNature, in met: inout [String: Int]
  ) {
    met[share.basis.rawValue, default: 0] += 1
    if share.hasConflict { met["conflict", default: 0] += 1 }
    if share.isReviewed { met["reviewed", default: 0] += 1 }
    if share.isReviewed, !share.hasConflict, share.basis != .stated {
      met["decided", default: 0] += 1
    }
    guard nature == .flow, share.basis != .stated else { return }
    let rule =
      share.months.isEmpty
      ? "no common month" : share.months.count < 12 ? "partial flow" : "whole flow of periods"
    met[rule, default: 0] += 1
  }

  private func randomDataset(
    _ random: inout RandomDeltas, _ nature: IndicatorNature
  ) -> (Dataset, SlowModel) {
    random.turn()
    var dataset = Dataset()
    var deltas: [Delta] = []
    var reviews: [Review] = []
    for step in 0..<random.generator.number(1...10) {
      let delta = random.delta()
      dataset.apply(delta)
      deltas.append(delta)
      guard random.generator.chance(40), let review = random.review(dataset, atMs: Int64(step))
      else { continue }
      dataset.apply(review)
      reviews.append(review)
    }
    return (
      dataset,
      SlowModel(rows: SlowModel.rows(after: deltas), reviews: reviews, nature: nature)
    )
  }

  @Test("Totals kept up by what a delta says it touched are those made anew")
  func incremental() {
    var random = RandomDeltas(seed: 8)
    for round in 0..<1_000 {
      random.turn()
      let indicators = indicators(random.generator.pick([.flow, .stock, .rate]))
      var dataset = Dataset()
      var kept: [Dataset.Topic: [Total]] = [:]
      for step in 0..<12 {
        var touched: Set<Dataset.Topic>
        if random.generator.chance(30), let review = random.review(dataset, atMs: Int64(step)) {
          touched = dataset.apply(review)
        } else if random.generator.chance(10) {
          touched = dataset.removeRows(of: random.generator.pick(random.offices))
        } else {
          touched = dataset.apply(random.delta())
        }
        for topic in touched {
          kept[topic] = dataset.totals(of: topic, areas: .builtIn, indicators: indicators)
        }
        let anew = dataset.totals(areas: .builtIn, indicators: indicators)
        #expect(
          kept.sorted { $0.key < $1.key }.flatMap(\.value) == anew, "round \(round) step \(step)")
      }
    }
  }

  @Test("Whatever order areas' deltas come in, and if each comes twice, the totals are the same")
  func order() {
    var random = RandomDeltas(seed: 9)
    for round in 0..<2_000 {
      random.turn()
      let indicators = indicators(random.generator.pick([.flow, .stock, .rate]))
      let deltas = (0..<8).map { _ in random.delta() }
      var inOrder = Dataset()
      for delta in deltas { inOrder.apply(delta) }
      // A stable sort by area keeps the order of each area's own.
      var byArea = Dataset()
      for area in random.offices.shuffled(using: &random.generator) {
        for delta in deltas where delta.report.area == area {
          byArea.apply(delta)
          byArea.apply(delta)
        }
      }
      #expect(byArea.allRows == inOrder.allRows, "round \(round)")
      #expect(
        byArea.totals(areas: .builtIn, indicators: indicators)
          == inOrder.totals(areas: .builtIn, indicators: indicators), "round \(round)")
    }
  }

  @Test("What is put and retracted again leaves no trace")
  func undone() {
    var random = RandomDeltas(seed: 10)
    for round in 0..<2_000 {
      random.turn()
      let indicators = indicators(random.generator.pick([.flow, .stock, .rate]))
      var dataset = Dataset()
      for _ in 0..<5 { dataset.apply(random.delta()) }
      let before = dataset.totals(areas: .builtIn, indicators: indicators)
      let delta = random.delta()
      let standing = Set(
        dataset.allRows.filter { $0.report == delta.report }.map(\.observation.key))
      let puts = delta.puts.filter { !standing.contains($0.key) }
      dataset.apply(ReportsTests.delta(delta.report, puts: puts))
      dataset.apply(ReportsTests.delta(delta.report, retracts: puts.map(\.key)))
      #expect(
        dataset.totals(areas: .builtIn, indicators: indicators) == before, "round \(round)")
    }
  }
}
