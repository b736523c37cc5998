public import Reports

/// What a text states.
public struct ParsedReport: Sendable {
  /// The quantities of all areas, in the order of the text.
  public let quantities: [Quantity]
  /// The areas that the text was split among, in the order of their first quantity.
  public let areas: [AreaCode]
  /// What the report is about: the year that it speaks of most.
  public let period: Period
  /// Whether the text names no year and the year of publication was taken.
  public let isPeriodAssumed: Bool
  let scalars: [Unicode.Scalar]

  init(quantities: [Quantity], period: Period, isPeriodAssumed: Bool, scalars: [Unicode.Scalar]) {
    self.quantities = quantities
    self.period = period
    self.isPeriodAssumed = isPeriodAssumed
    self.scalars = scalars
    var areas: [AreaCode] = []
    for quantity in quantities {
      if let area = quantity.area, !areas.contains(area) { areas.append(area) }
    }
    self.areas = areas
  }

  /// The same text with other quantities found in it.
  init(_ report: ParsedReport, stating quantities: [Quantity]) {
    self.quantities = quantities
    areas = report.areas
    period = report.period
    isPeriodAssumed = report.isPeriodAssumed
    scalars = report.scalars
  }

  /// What the text states for one area, sorted by key, and what a person should look at.
  ///
  /// A figure stated twice alike is one observation; stated differently, the first stands and a
  /// warning shows both. One that a person has corrected goes before those that were only read.
  public func observations(
    for area: AreaCode, catalogue: Catalogue
  ) -> (observations: [Observation], warnings: [ReviewWarning]) {
    let indicators = catalogue.indicators
    let list = StatementList(quantities, of: area, in: indicators)
    var observations: [Observation] = []
    observations.reserveCapacity(list.count)
    var conflicts: [(place: Int, warning: ReviewWarning)] = []
    list.forEachKey { key, first, others in
      var taken = observation(of: quantities[first], key)
      for number in others {
        let quantity = quantities[number]
        let isDecided = taken.correction == nil && quantity.correction != nil
        guard isDecided || taken.value != quantity.value else { continue }
        let other = observation(of: quantity, key)
        let (kept, left) = isDecided ? (other, taken) : (taken, other)
        if kept.value != left.value {
          conflicts.append((number, Checks.conflict(kept, left, in: indicators)))
        }
        taken = kept
      }
      observations.append(taken)
    }
    conflicts.sort { $0.place < $1.place }
    var warnings = conflicts.map(\.warning)
    warnings += Checks.warnings(about: observations, in: indicators)
    if isPeriodAssumed { warnings.append(Checks.assumed(period)) }
    if areas.count > 1 || areas.first != area,
      let other = quantities.first(where: { $0.area != area && $0.indicator != nil })
    {
      let count = quantities.count { $0.area != area && $0.indicator != nil }
      warnings.append(Checks.otherArea(count: count, first: evidence(of: other)))
    }
    return (observations, warnings)
  }

  private func observation(of quantity: Quantity, _ key: ObservationKey) -> Observation {
    Observation(
      key: key, value: quantity.value, qualifier: quantity.qualifier, writtenUnit: quantity.unit,
      writtenScale: quantity.scale, status: quantity.correction == nil ? .unreviewed : .reviewed,
      evidence: evidence(of: quantity), correction: quantity.correction)
  }

  /// The mention in its sentence, which is shortened around it where that is long.
  private func evidence(of quantity: Quantity) -> Evidence {
    let room = Evidence.maximumSentenceLength
    var lower = quantity.sentence.lowerBound
    var upper = min(quantity.sentence.upperBound + 1, scalars.count)
    if upper - lower > room {
      // Two thirds before the mention, where the words that name it mostly stand.
      lower = max(lower, quantity.span.lowerBound - room * 2 / 3)
      upper = min(upper, lower + room)
    }
    let end = min(quantity.span.upperBound, lower + room)
    upper = max(upper, end)
    return Evidence(
      mention: text(in: quantity.span.lowerBound..<end), start: quantity.span.lowerBound, end: end,
      sentence: text(in: lower..<upper), offsetInSentence: quantity.span.lowerBound - lower)
  }

  private func text(in range: Range<Int>) -> String {
    String(scalars: scalars, in: range)
  }
}
