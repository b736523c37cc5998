/// A city-wide figure: an indicator in a year and unit, with what it rests on.
public struct Total: Hashable, Sendable {
  /// One area's share in a total.
  public struct Share: Hashable, Sendable {
    /// The area.
    public let area: AreaCode
    /// Its figure.
    public let effective: EffectiveValue
  }

  /// What it is a total of.
  public let topic: Dataset.Topic
  /// The unit it is counted in.
  public let unit: Unit
  /// How the indicator adds up.
  public let nature: IndicatorNature
  /// The areas that it rests on, in the order of the list.
  public let shares: [Share]
  /// The areas that state nothing in this unit; missing is not zero.
  public let missing: [AreaCode]
  /// The report of the office above, shown beside the sum and never added to it.
  public let parentShare: Share?

  /// The sum over the areas; nil for rates, which are never added, and where no area states a
  /// figure: missing is not zero.
  public var value: FixedDecimal? {
    guard nature != .rate, !shares.isEmpty else { return nil }
    return shares.reduce(FixedDecimal.zero) { $0 + $1.effective.value }
  }

  /// The summed bounds of flows and stocks; for rates the range over the areas. Nil where no area
  /// states a figure.
  public var bounds: Bounds? {
    guard let first = shares.first?.effective.bounds else { return nil }
    return shares.dropFirst().reduce(first) { bounds, share in
      let next = share.effective.bounds
      return nature == .rate
        ? Bounds(lower: min(bounds.lower, next.lower), upper: max(bounds.upper, next.upper))
        : bounds + next
    }
  }

  /// Whether an area's reports contradict each other on this figure.
  public var hasConflict: Bool {
    shares.contains { $0.effective.hasConflict }
  }
}

extension Dataset {
  /// The totals of one topic, one a unit, the indicator's own unit first.
  ///
  /// Indicators that the list does not know are taken for flows in the unit as written.
  public func totals(
    of topic: Topic, areas: AreaList, indicators: IndicatorList
  ) -> [Total] {
    let indicator = indicators[topic.indicator]
    let nature = indicator?.nature ?? .flow
    let effective = rows(of: topic).mapValues { EffectiveValue.values(of: $0, nature: nature) }
    let reporting = areas.reporting
    let reportingCodes = Set(reporting.map(\.code))
    let units = Set(effective.values.joined().map(\.unit)).sorted { left, right in
      (left == indicator?.unit ? 0 : 1, left) < (right == indicator?.unit ? 0 : 1, right)
    }
    func share(_ area: AreaCode, _ unit: Unit) -> Total.Share? {
      effective[area]?.first { $0.unit == unit }.map { Total.Share(area: area, effective: $0) }
    }
    return units.map { unit in
      let shares = reporting.compactMap { share($0.code, unit) }
      let parents = areas.areas.map(\.code).filter { !reportingCodes.contains($0) }
      return Total(
        topic: topic, unit: unit, nature: nature, shares: shares,
        missing: reporting.map(\.code).filter { code in !shares.contains { $0.area == code } },
        parentShare: parents.lazy.compactMap { share($0, unit) }.first)
    }
  }

  /// The totals of all topics, or of one year's, in the order of the indicator list.
  public func totals(
    year: Int? = nil, areas: AreaList, indicators: IndicatorList
  ) -> [Total] {
    topics
      .filter { year == nil || $0.year == year }
      .sorted { left, right in
        (left.year, indicators.position(of: left.indicator), left.indicator)
          < (right.year, indicators.position(of: right.indicator), right.indicator)
      }
      .flatMap { totals(of: $0, areas: areas, indicators: indicators) }
  }
}
