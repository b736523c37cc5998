import Reports

/// Totals as plainly as the rules can be said: from a flat list of rows and a flat list of decisions,
/// month by month, without an index and without anything kept from before.
struct SlowModel {
  struct Share: Equatable {
    var value: FixedDecimal
    var lower: FixedDecimal
    var upper: FixedDecimal
    var basis: EffectiveValue.Basis
    var months: [Int]
    var hasConflict: Bool
    var isReviewed: Bool
    var rows: Set<Dataset.Row>
  }

  let rows: [Dataset.Row]
  let reviews: [Review]
  let nature: IndicatorNature

  /// The rows that stand after deltas in their order.
  static func rows(after deltas: some Sequence<Delta>) -> [Dataset.Row] {
    var rows: [Dataset.Row] = []
    for delta in deltas {
      rows.removeAll {
        $0.report == delta.report && delta.retracts.contains($0.observation.key)
      }
      for put in delta.puts {
        rows.removeAll { $0.report == delta.report && $0.observation.key == put.key }
        rows.append(
          Dataset.Row(report: delta.report, observation: put, document: delta.document))
      }
    }
    return rows
  }

  func reason(for area: AreaCode, missingIn year: Int) -> Total.MissingReason {
    rows.contains { $0.report.area == area && $0.report.period.year == year }
      ? .notStated : .neverReported
  }

  func share(of area: AreaCode, on topic: Dataset.Topic, in unit: Unit) -> Share? {
    let own = rows.filter {
      $0.report.area == area && $0.observation.key.indicator == topic.indicator
        && $0.observation.key.period.year == topic.year && $0.observation.key.unit == unit
    }
    let nature = unit.rawValue == "%" ? IndicatorNature.rate : nature
    if let total = yearly(own.filter { $0.observation.key.part == nil }, nature) {
      return share(total.keys, total.basis, total.months, own)
    }
    if nature == .rate { return nil }
    let labels = Set(own.compactMap(\.observation.key.part))
    let parts = labels.compactMap { label in
      yearly(own.filter { $0.observation.key.part == label }, nature)
    }
    if parts.isEmpty { return nil }
    let months = (1...12).filter { month in
      nature == .flow
        ? parts.allSatisfy { $0.months.contains(month) }
        : parts.contains { $0.months.contains(month) }
    }
    return share(parts.flatMap(\.keys), .parts, months, own)
  }

  /// The stated total of the year, else for a flow its sub-periods, for a stock the latest.
  private func yearly(
    _ rows: [Dataset.Row], _ nature: IndicatorNature
  ) -> (keys: [ObservationKey], basis: EffectiveValue.Basis, months: [Int])? {
    let keys = Set(rows.map(\.observation.key))
    if let year = keys.first(where: { $0.period.span == .year }) {
      return ([year], .stated, Array(1...12))
    }
    if keys.isEmpty { return nil }
    if nature != .flow {
      let latest = keys.max {
        ($0.period.months.upperBound, $1.period.months.count)
          < ($1.period.months.upperBound, $0.period.months.count)
      }
      return latest.map { ([$0], .periods, Array($0.period.months)) }
    }
    // For each month the longest period that covers it; each such period counts once.
    var chosen: Set<ObservationKey> = []
    var months: [Int] = []
    for month in 1...12 {
      let covering = keys.filter { $0.period.months.contains(month) }
      guard let longest = covering.max(by: { $0.period.months.count < $1.period.months.count })
      else { continue }
      chosen.insert(longest)
      months.append(month)
    }
    return (Array(chosen), .periods, months)
  }

  private func share(
    _ keys: [ObservationKey], _ basis: EffectiveValue.Basis, _ months: [Int],
    _ own: [Dataset.Row]
  ) -> Share {
    var share = Share(
      value: 0, lower: 0, upper: 0, basis: basis, months: months, hasConflict: false,
      isReviewed: true, rows: [])
    for key in keys {
      let rivals = own.filter { $0.observation.key == key }
      let decided = preferred(among: rivals)
      let row = chosen(among: rivals)
      share.value = share.value + row.observation.value
      share.lower = share.lower + row.observation.bounds.lower
      share.upper = share.upper + row.observation.bounds.upper
      if decided == nil, rivals.contains(where: { $0.observation.value != row.observation.value }) {
        share.hasConflict = true
      }
      if standing(of: row) != .reviewed { share.isReviewed = false }
      share.rows.insert(row)
    }
    return share
  }

  /// The one that counts of figures of one area and key.
  func chosen(among rivals: [Dataset.Row]) -> Dataset.Row {
    guard let row = preferred(among: rivals) ?? rivals.min(by: speaksBefore) else {
      preconditionFailure("There is nothing to choose from")
    }
    return row
  }

  /// The decisions in force that say that a figure of an area is right.
  func confirmations(in area: AreaCode) -> [Review] {
    struct Figure: Hashable {
      let report: ReportID
      let key: ObservationKey
    }
    let figures = Set(reviews.map { Figure(report: $0.report, key: $0.key) })
    return figures.filter { $0.report.area == area }.compactMap { inForce($0.report, $0.key) }
  }

  /// The decision that says that a figure is right: the last one about it, unless that took it
  /// back, or preferred it and another was preferred since.
  private func inForce(_ report: ReportID, _ key: ObservationKey) -> Review? {
    guard
      let last = reviews.lastIndex(where: { $0.report == report && $0.key == key }),
      reviews[last].decision != .reopen
    else { return nil }
    let isOverruled =
      reviews[last].decision == .prefer
      && reviews[(last + 1)...].contains { later in
        later.report.area == report.area && later.key == key && later.decision == .prefer
      }
    return isOverruled ? nil : reviews[last]
  }

  private func speaksBefore(_ left: Dataset.Row, _ right: Dataset.Row) -> Bool {
    func words(_ row: Dataset.Row) -> [String] {
      [
        row.report.period.year == row.observation.key.period.year ? "own year" : "q other year",
        row.report.series == .annual ? "annual" : "other",
      ]
    }
    if words(left)[0] != words(right)[0] { return words(left)[0] < words(right)[0] }
    if words(left)[1] != words(right)[1] { return words(left)[1] < words(right)[1] }
    return left.report < right.report
  }

  func standing(of row: Dataset.Row) -> ReviewState.Standing {
    guard let review = inForce(row.report, row.observation.key),
      let then = review.figures.first(where: { $0.report == row.report })
    else { return .unreviewed }
    return same(then, row) ? .reviewed : .changed
  }

  func preferred(among rivals: [Dataset.Row]) -> Dataset.Row? {
    guard let first = rivals.first else { return nil }
    let decisions = reviews.filter {
      $0.report.area == first.report.area && $0.key == first.observation.key
    }
    guard let place = decisions.lastIndex(where: { $0.decision == .prefer }),
      case let last = decisions[place],
      !decisions[place...].contains(where: {
        $0.decision == .reopen && $0.report == last.report
      }),
      let then = last.figures.first(where: { $0.report == last.report }),
      let now = rivals.first(where: { $0.report == last.report }), same(then, now),
      rivals.allSatisfy({ now in
        last.figures.contains { $0.observation.value == now.observation.value }
      }),
      last.figures.allSatisfy({ then in
        rivals.contains { $0.observation.value == then.observation.value }
      })
    else { return nil }
    return now
  }

  private func same(_ left: Dataset.Row, _ right: Dataset.Row) -> Bool {
    left.observation.value == right.observation.value
      && left.observation.qualifier == right.observation.qualifier
      && left.observation.writtenUnit == right.observation.writtenUnit
  }
}
