/// A city-wide figure: an indicator in a year and unit, with what it rests on.
public struct Total: Hashable, Sendable, Codable {
  /// One area's share in a total.
  public struct Share: Hashable, Sendable, Codable {
    /// The area.
    public let area: AreaCode
    /// Its figure.
    public let effective: EffectiveValue
  }

  /// Why an area has no share in a total.
  public enum MissingReason: String, Hashable, Sendable, Codable {
    /// No report of the area on that year states anything.
    case neverReported
    /// The area has reported on that year, but not this figure.
    case notStated
  }

  /// An area that has no share in a total.
  public struct Missing: Hashable, Sendable, Codable {
    /// The area.
    public let area: AreaCode
    /// Why.
    public let reason: MissingReason
  }

  /// What it is a total of.
  public let topic: Dataset.Topic
  /// The unit it is counted in.
  public let unit: Unit
  /// How the figures add up: as the indicator does, and per cent as a rate.
  public let nature: IndicatorNature
  /// The areas that it rests on, in the order of the list.
  public let shares: [Share]
  /// The areas that state nothing in this unit, in the order of the list; missing is not zero.
  public let missing: [Missing]
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

  /// Whether an area's reports contradict each other on this figure and nobody has decided.
  public var hasConflict: Bool {
    shares.contains { $0.effective.hasConflict }
  }

  /// The areas whose sub-periods do not cover the year, so that their sum is less than a year's.
  public var partial: [AreaCode] {
    guard nature == .flow else { return [] }
    return shares.filter { !$0.effective.coveredMonths.isWholeYear }.map(\.area)
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
    let effective = effectiveValues(of: topic, indicators: indicators)
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
      let stating = Set(shares.map(\.area))
      let parents = areas.areas.map(\.code).filter { !reportingCodes.contains($0) }
      return Total(
        topic: topic, unit: unit,
        nature: unit == .percent ? .rate : indicators.nature(of: topic.indicator), shares: shares,
        missing: reporting.map(\.code).filter { !stating.contains($0) }.map { area in
          Total.Missing(
            area: area,
            reason: hasReport(of: area, on: topic.year) ? .notStated : .neverReported)
        },
        parentShare: parents.lazy.compactMap { share($0, unit) }.first)
    }
  }

  /// The effective values of a topic by area, each area's in the order of units.
  func effectiveValues(
    of topic: Topic, indicators: IndicatorList
  ) -> [AreaCode: [EffectiveValue]] {
    rows(of: topic).mapValues {
      EffectiveValue.values(of: $0, nature: indicators.nature(of: topic.indicator), reviews)
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

  /// The rows of a topic with what the city makes of each, in the order of area, key and report.
  public func figures(of topic: Topic, indicators: IndicatorList) -> [Figure] {
    let effective = effectiveValues(of: topic, indicators: indicators)
    return rows(of: topic).sorted { $0.key < $1.key }.flatMap { area, rows in
      let counted = Set((effective[area] ?? []).flatMap(\.rows))
      let conflicts = Dictionary(
        uniqueKeysWithValues: Rivals.groups(of: rows, reviews).map { ($0.key, $0.conflict) })
      return rows.map { row in
        Figure(
          row: row, isCounted: counted.contains(row),
          conflict: conflicts[row.observation.key] ?? .none, review: reviews.state(of: row))
      }
    }
  }
}
