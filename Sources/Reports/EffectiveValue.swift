/// What one area's figures on a topic come to, in one unit.
public struct EffectiveValue: Hashable, Sendable, Codable {
  /// On which of the area's figures a value rests.
  public enum Basis: String, Hashable, Sendable, Codable {
    /// The total of the year as the report states it.
    case stated
    /// The sum of a flow's sub-periods, or the latest of a stock or rate.
    case periods
    /// The sum of the parts.
    case parts
  }

  /// The value.
  public let value: FixedDecimal
  /// The interval it lies in.
  public let bounds: Bounds
  /// The unit it is counted in.
  public let unit: Unit
  /// What it rests on.
  public let basis: Basis
  /// The months that it speaks for: of a sum of sub-periods those that they cover, of a sum of
  /// parts those that all of them cover, of the latest of a stock or rate those of its period.
  public let coveredMonths: Months
  /// The rows it was made from, in the order of their keys.
  public let rows: [Dataset.Row]
  /// Whether another report of the area states one of ``rows`` differently and nobody has decided
  /// between them.
  public let hasConflict: Bool
  /// Whether a person at the city has looked at each of ``rows`` as it stands.
  public let isReviewed: Bool

  /// The effective values of one area on one topic, one a unit, in the order of units.
  ///
  /// The stated total of the year; else for a flow the sum of its sub-periods, for a stock the
  /// latest; else the sum of the parts, each by the same rule. Rates are never summed, whatever the
  /// indicator: the year's counts, else the latest.
  static func values(
    of rows: [Dataset.Row], nature: IndicatorNature, _ reviews: Reviews
  ) -> [EffectiveValue] {
    func value(of rows: [Dataset.Row], in unit: Unit) -> EffectiveValue? {
      EffectiveValue(
        Rivals.groups(of: rows, reviews), unit: unit, nature: unit == .percent ? .rate : nature,
        reviews)
    }
    guard let unit = rows.first?.observation.key.unit else { return [] }
    // Most areas state one figure on a topic, and all areas' are made anew with each of them.
    guard rows.count > 1 else { return [value(of: rows, in: unit)].compactMap(\.self) }
    return Dictionary(grouping: rows, by: \.observation.key.unit)
      .sorted { $0.key < $1.key }
      .compactMap { unit, rows in value(of: rows, in: unit) }
  }

  private init?(
    _ groups: [Rivals], unit: Unit, nature: IndicatorNature, _ reviews: Reviews
  ) {
    if let choice = Choice(groups.filter { $0.key.part == nil }, nature: nature) {
      self.init(choice, unit: unit, reviews)
      return
    }
    guard nature != .rate else { return nil }
    let parts = Dictionary(grouping: groups, by: \.key.part).values
      .compactMap { Choice($0, nature: nature) }
    guard let first = parts.first else { return nil }
    let months = parts.dropFirst().reduce(first.months) { months, part in
      nature == .flow ? months.intersection(part.months) : months.union(part.months)
    }
    self.init(
      Choice(groups: parts.flatMap(\.groups), basis: .parts, months: months), unit: unit, reviews)
  }

  private init(_ choice: Choice, unit: Unit, _ reviews: Reviews) {
    let groups = choice.groups.sorted { $0.key < $1.key }
    rows = groups.map(\.chosen)
    value = rows.reduce(.zero) { $0 + $1.observation.value }
    bounds = rows.reduce(Bounds(lower: .zero, upper: .zero)) { $0 + $1.observation.bounds }
    self.unit = unit
    basis = choice.basis
    coveredMonths = choice.months
    hasConflict = groups.contains { $0.conflict == .open }
    isReviewed = rows.allSatisfy { reviews.state(of: $0).standing == .reviewed }
  }

  /// The figures of one part, or of the total, that count for the year.
  private struct Choice {
    let groups: [Rivals]
    let basis: Basis
    let months: Months

    init(groups: [Rivals], basis: Basis, months: Months) {
      self.groups = groups
      self.basis = basis
      self.months = months
    }

    /// Chooses among figures that differ in their period only; nil where there are none.
    init?(_ groups: [Rivals], nature: IndicatorNature) {
      if let stated = groups.first(where: { $0.key.period.span == .year }) {
        self.init(groups: [stated], basis: .stated, months: .wholeYear)
        return
      }
      switch nature {
      case .flow:
        let disjoint = groups.longestDisjoint
        guard !disjoint.isEmpty else { return nil }
        self.init(
          groups: disjoint, basis: .periods,
          months: disjoint.reduce(.none) { $0.union(Months($1.key.period.months)) })
      case .stock, .rate:
        guard let latest = groups.max(by: { $0.key.period < $1.key.period }) else { return nil }
        self.init(groups: [latest], basis: .periods, months: Months(latest.key.period.months))
      }
    }
  }
}

extension [Rivals] {
  /// The longest periods that do not overlap: a half year stands for the months in it.
  var longestDisjoint: [Rivals] {
    var covered = Months.none
    return sorted { left, right in
      let (leftCount, rightCount) = (left.key.period.months.count, right.key.period.months.count)
      return leftCount == rightCount ? left.key < right.key : leftCount > rightCount
    }.filter { group in
      let months = Months(group.key.period.months)
      guard covered.isDisjoint(with: months) else { return false }
      covered = covered.union(months)
      return true
    }
  }
}
