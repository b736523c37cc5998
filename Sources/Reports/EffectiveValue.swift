/// What one area's figures on a topic come to, in one unit.
public struct EffectiveValue: Hashable, Sendable {
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
  /// The rows it was made from.
  public let rows: [Dataset.Row]
  /// Whether two reports of the area state it differently; the first in order was taken.
  public let hasConflict: Bool

  /// The effective values of one area on one topic, one a unit.
  ///
  /// The stated total of the year; else for a flow the sum of its sub-periods, for a stock the
  /// latest; else the sum of the parts. Rates are never summed: the year's counts, else the latest.
  public static func values(of rows: [Dataset.Row], nature: IndicatorNature) -> [EffectiveValue] {
    Dictionary(grouping: rows, by: \.observation.key.unit)
      .sorted { $0.key < $1.key }
      .compactMap { unit, rows in
        value(of: rows.sorted { precedes($0, $1) }, unit: unit, nature: nature)
      }
  }

  private static func value(
    of rows: [Dataset.Row], unit: Unit, nature: IndicatorNature
  ) -> EffectiveValue? {
    let totals = rows.filter { $0.observation.key.part == nil }
    let stated = totals.filter { $0.observation.key.period.span == .year }
    if let first = stated.first {
      return EffectiveValue(
        chosen: [first], unit: unit, basis: .stated, hasConflict: disagree(stated))
    }
    let periods = totals.filter { $0.observation.key.period.span != .year }
    if !periods.isEmpty {
      switch nature {
      case .flow:
        return EffectiveValue(
          chosen: disjoint(periods), unit: unit, basis: .periods, hasConflict: clash(in: periods))
      case .stock, .rate:
        return periods.max { $0.observation.key.period < $1.observation.key.period }.map { latest in
          EffectiveValue(
            chosen: [latest], unit: unit, basis: .periods, hasConflict: clash(in: periods))
        }
      }
    }
    let parts = rows.filter { $0.observation.key.period.span == .year }
    guard nature != .rate, !parts.isEmpty else { return nil }
    return EffectiveValue(
      chosen: firstOfEach(parts, \.part), unit: unit, basis: .parts, hasConflict: clash(in: parts))
  }

  private init(chosen: [Dataset.Row], unit: Unit, basis: Basis, hasConflict: Bool) {
    self.value = chosen.reduce(.zero) { $0 + $1.observation.value }
    self.bounds = chosen.dropFirst().reduce(
      chosen.first?.observation.bounds ?? Bounds(lower: .zero, upper: .zero)
    ) { $0 + $1.observation.bounds }
    self.unit = unit
    self.basis = basis
    self.rows = chosen
    self.hasConflict = hasConflict
  }

  /// The annual narrative speaks before other series, then reports in their order.
  private static func precedes(_ left: Dataset.Row, _ right: Dataset.Row) -> Bool {
    let leftIsAnnual = left.report.series == .annual
    let rightIsAnnual = right.report.series == .annual
    if leftIsAnnual != rightIsAnnual { return leftIsAnnual }
    return (left.report, left.observation.key) < (right.report, right.observation.key)
  }

  private static func disagree(_ rows: [Dataset.Row]) -> Bool {
    Set(rows.map(\.observation.value)).count > 1
  }

  private static func clash(in rows: [Dataset.Row]) -> Bool {
    Dictionary(grouping: rows, by: \.observation.key).values.contains(where: disagree)
  }

  /// The first row of each group, in order.
  private static func firstOfEach<Group: Hashable>(
    _ rows: [Dataset.Row], _ group: (ObservationKey) -> Group
  ) -> [Dataset.Row] {
    var seen: Set<Group> = []
    return rows.filter { seen.insert(group($0.observation.key)).inserted }
  }

  /// The longest periods that do not overlap: a half year stands for the months in it.
  private static func disjoint(_ rows: [Dataset.Row]) -> [Dataset.Row] {
    var covered: Set<Int> = []
    return firstOfEach(rows, \.period)
      .sorted { $0.observation.key.period.months.count > $1.observation.key.period.months.count }
      .filter { row in
        let months = row.observation.key.period.months
        guard covered.isDisjoint(with: months) else { return false }
        covered.formUnion(months)
        return true
      }
      .sorted { $0.observation.key.period < $1.observation.key.period }
  }
}
