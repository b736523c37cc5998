import Reports

/// The doubts that a report raises by itself. They warn and never block.
enum Checks {
  /// Parts against totals, and rates that are none; the observations are sorted by key.
  static func warnings(
    about observations: [Observation], in indicators: IndicatorList
  ) -> [ReviewWarning] {
    let rates = observations.filter {
      ($0.value < .zero || $0.value > 100) && $0.key.unit == .percent
        && indicators[$0.key.indicator]?.nature == .rate
    }
    return rates.map { rateOutOfRange($0, in: indicators) }
      + partsAgainstTotals(observations, in: indicators)
  }

  private static func rateOutOfRange(
    _ observation: Observation, in indicators: IndicatorList
  ) -> ReviewWarning {
    let name = indicators[observation.key.indicator]
    return ReviewWarning(
      kind: .rateOutOfRange,
      messageZh: "“\(name?.nameZh ?? "")”为 \(observation.value)%，不在 0 到 100 之间，请核对。",
      messageEn: "\(name?.nameEn ?? "") is \(observation.value) %, outside of 0 to 100.",
      places: [observation.evidence])
  }

  /// A total is at least each of its parts; parts of one kind may overlap, so their sum is no bound.
  private static func partsAgainstTotals(
    _ observations: [Observation], in indicators: IndicatorList
  ) -> [ReviewWarning] {
    // The total stands before its parts.
    var totals: [Observation] = []
    return observations.compactMap { part in
      let key = part.key
      guard let label = key.part else {
        if totals.last?.key.isBeside(key) == false { totals = [] }
        totals.append(part)
        return nil
      }
      guard let total = totals.first(where: { $0.key.unit == key.unit && $0.key.isBeside(key) }),
        part.bounds.lower > total.bounds.upper, let indicator = indicators[key.indicator],
        indicator.nature != .rate
      else { return nil }
      return ReviewWarning(
        kind: .partsAgainstTotal,
        messageZh:
          "“\(indicator.nameZh)”的分项“\(label)”（\(part.value)）大于合计（\(total.value)），请核对。",
        messageEn:
          "The part '\(label)' (\(part.value)) of \(indicator.nameEn) is more than the total"
          + " (\(total.value)).",
        places: [part.evidence, total.evidence])
    }
  }

  /// One observation with two values.
  static func conflict(
    _ first: Observation, _ second: Observation, in indicators: IndicatorList
  ) -> ReviewWarning {
    let indicator = indicators[first.key.indicator]
    let part = first.key.part.map { "（\($0)）" } ?? ""
    return ReviewWarning(
      kind: .conflict,
      messageZh:
        "“\(indicator?.nameZh ?? "")”\(part)有两个数：\(stated(first)) 和 \(stated(second))，采用了前一个，请核对。",
      messageEn: "\(indicator?.nameEn ?? "")\(part) is stated twice, as \(first.value) and as"
        + " \(second.value); the first was taken.",
      places: [first.evidence, second.evidence])
  }

  /// The figure in the report's words, or in a person's where these have replaced them.
  private static func stated(_ observation: Observation) -> String {
    observation.correction == nil
      ? observation.evidence.mention.joinedLines : "\(observation.value)\(observation.key.unit)"
  }

  /// Figures that belong to others.
  static func otherArea(count: Int, first: Evidence) -> ReviewWarning {
    ReviewWarning(
      kind: .otherArea, messageZh: "正文中有 \(count) 个数字属于其他单位，没有采用。",
      messageEn: "\(count) figures of the text are other areas' and were left out.",
      places: [first])
  }

  /// No year in the text.
  static func assumed(_ period: Period) -> ReviewWarning {
    ReviewWarning(
      kind: .periodAssumed, messageZh: "正文没有写明年份，按 \(period) 年处理；如果不对，请用 --period 指定。",
      messageEn: "The text names no year, so \(period) was taken; name another with --period.")
  }
}

extension ObservationKey {
  /// Whether both tell of one indicator and period.
  fileprivate func isBeside(_ other: ObservationKey) -> Bool {
    period == other.period && indicator == other.indicator
  }
}

extension String {
  /// The words without the line breaks of the page.
  fileprivate var joinedLines: String { filter { !$0.isNewline } }
}
