extension Dataset {
  /// What a person should look at, in all years or in one.
  public func findings(year: Int? = nil, indicators: IndicatorList) -> Findings {
    let topics = Set(topics).union(reviews.topics).filter { year == nil || $0.year == year }
    return Findings(
      topics.flatMap { topic in
        let rows = rows(of: topic)
        let lastYear = effectiveValues(
          of: Topic(indicator: topic.indicator, year: topic.year - 1), indicators: indicators)
        let withdrawn = reviews.confirmations(of: topic).filter { review in
          !(rows[review.report.area] ?? []).contains {
            $0.report == review.report && $0.observation.key == review.key
          }
        }
        return withdrawn.map { AreaCheck.withdrawn($0, indicators) }
          + rows.flatMap { area, rows in
            AreaCheck(
              area: area, topic: topic, rows: rows, lastYear: lastYear[area] ?? [],
              indicators: indicators, reviews: reviews
            ).findings
          }
      })
  }
}

/// Looks at what one area states on one topic.
private struct AreaCheck {
  private let area: AreaCode
  private let topic: Dataset.Topic
  private let rows: [Dataset.Row]
  private let lastYear: [EffectiveValue]
  private let groups: [Rivals]
  private let nature: IndicatorNature
  private let words: FindingWords
  private let reviews: Reviews

  init(
    area: AreaCode, topic: Dataset.Topic, rows: [Dataset.Row], lastYear: [EffectiveValue],
    indicators: IndicatorList, reviews: Reviews
  ) {
    self.area = area
    self.topic = topic
    self.rows = rows
    self.lastYear = lastYear
    self.reviews = reviews
    groups = Rivals.groups(of: rows, reviews)
    nature = indicators.nature(of: topic.indicator)
    words = FindingWords(indicators[topic.indicator], code: topic.indicator)
  }

  var findings: [Finding] {
    conflicts + changed + ratesOutOfRange + partsAgainstTotals + periodsAgainstTheirWhole
      + againstLastYear
  }

  private func finding(
    _ kind: Finding.Kind, _ message: FindingWords.Message, _ rows: [Dataset.Row],
    isOpen: Bool? = nil
  ) -> Finding {
    let rows = Array(rows.prefix(Finding.maximumRows))
    return Finding(
      kind: kind, area: area, topic: topic, messageZh: message.zh, messageEn: message.en,
      rows: rows, isOpen: isOpen ?? !rows.allSatisfy { reviews.state(of: $0).standing == .reviewed }
    )
  }

  private var conflicts: [Finding] {
    groups.filter { $0.conflict != .none }.map { group in
      finding(
        .conflict, words.conflict(group), group.rows, isOpen: group.conflict == .open)
    }
  }

  private var changed: [Finding] {
    rows.compactMap { row in
      let state = reviews.state(of: row)
      guard state.standing == .changed, let before = state.before, let review = state.review else {
        return nil
      }
      return finding(
        .changedAfterReview, words.changed(from: before, to: row, review), [row, before],
        isOpen: true)
    }
  }

  static func withdrawn(_ review: Review, _ indicators: IndicatorList) -> Finding {
    let words = FindingWords(indicators[review.key.indicator], code: review.key.indicator)
    let message = words.withdrawn(review)
    return Finding(
      kind: .changedAfterReview, area: review.report.area, topic: review.topic,
      messageZh: message.zh, messageEn: message.en, rows: review.figure.map { [$0] } ?? [],
      isOpen: true)
  }

  private var ratesOutOfRange: [Finding] {
    groups.map(\.chosen)
      .filter { row in
        let value = row.observation.value
        return nature == .rate && row.observation.key.unit == .percent
          && (value < .zero || value > 100)
      }
      .map { finding(.rateOutOfRange, words.rateOutOfRange($0), [$0]) }
  }

  /// A total is at least each of its parts; parts may overlap or leave something out, so their sum
  /// is no bound.
  private var partsAgainstTotals: [Finding] {
    let totals = Dictionary(
      uniqueKeysWithValues: groups.filter { $0.key.part == nil }.map { ($0.key, $0.chosen) })
    return groups.compactMap { group in
      let (key, part) = (group.key, group.chosen)
      let whole = ObservationKey(
        period: key.period, indicator: key.indicator, part: nil, unit: key.unit)
      guard key.part != nil, key.unit != .percent, nature != .rate, let total = totals[whole],
        part.observation.bounds.lower > total.observation.bounds.upper
      else { return nil }
      return finding(.partsAgainstTotal, words.part(part, over: total), [part, total])
    }
  }

  /// The sub-periods of a flow come to no more than their whole, and to no less where they cover it.
  private var periodsAgainstTheirWhole: [Finding] {
    guard nature == .flow else { return [] }
    return groups.filter { $0.key.unit != .percent }.compactMap { whole in
      let months = Months(whole.key.period.months)
      let within = groups.filter { group in
        group.key.part == whole.key.part && group.key.unit == whole.key.unit
          && group.key.period != whole.key.period
          && Months(group.key.period.months).subtracting(months) == .none
      }.longestDisjoint
      guard !within.isEmpty else { return nil }
      let covered = within.reduce(Months.none) { $0.union(Months($1.key.period.months)) }
      let sum = within.reduce(Bounds(lower: .zero, upper: .zero)) {
        $0 + $1.chosen.observation.bounds
      }
      let stated = whole.chosen.observation.bounds
      guard sum.lower > stated.upper || (covered == months && sum.upper < stated.lower) else {
        return nil
      }
      let value = within.reduce(FixedDecimal.zero) { $0 + $1.chosen.observation.value }
      return finding(
        .periodsAgainstYear, words.periods(within.count, sum: value, against: whole.chosen),
        [whole.chosen] + within.map(\.chosen))
    }
  }

  private var againstLastYear: [Finding] {
    guard nature != .rate else { return [] }
    return EffectiveValue.values(of: rows, nature: nature, reviews).compactMap { now in
      guard now.unit != .percent, let then = lastYear.first(where: { $0.unit == now.unit }),
        let kind = Self.leap(from: then.value, to: now.value)
      else { return nil }
      let rows = Array(now.rows.prefix(Finding.maximumRows / 2 + 1))
      return finding(
        kind, words.leap(kind, from: then.value, to: now.value, now.unit, year: topic.year),
        rows + then.rows.prefix(Finding.maximumRows / 2), isOpen: !now.isReviewed)
    }
  }

  /// The least number that a leap is told of from: below it a campaign merely begins or ends.
  private static let leastBase: FixedDecimal = 10

  /// About ten thousand times is half of it to twice it, as a year's own change rarely passes that.
  private static func leap(from then: FixedDecimal, to now: FixedDecimal) -> Finding.Kind? {
    let (least, most) = (min(then, now), max(then, now))
    guard least > .zero else { return nil }
    if most >= least.scaled(by: 5_000, over: 1), most <= least.scaled(by: 20_000, over: 1) {
      return .scaleSlip
    }
    return least >= leastBase && most >= least.scaled(by: 100, over: 1) ? .jump : nil
  }
}
