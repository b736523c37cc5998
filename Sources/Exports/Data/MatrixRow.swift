public import Reports

/// A line of the matrix that people know: an indicator in one unit, with the offices across.
public struct MatrixRow: Sendable {
  /// What stands where an office's figure would.
  public enum Cell: Hashable, Sendable {
    /// Its figure.
    case figure(EffectiveValue)
    /// It has none, and why.
    case missing(Total.MissingReason)
  }

  /// A year held against the one before.
  public enum Comparison: Hashable, Sendable {
    /// How much it has changed, as a share of the year before: 0.1 is ten per cent more.
    case change(FixedDecimal)
    /// Nothing can be said, and why, in Chinese.
    case none(String)
  }

  /// What is measured.
  public let indicator: IndicatorCode
  /// In which unit.
  public let unit: Unit
  /// How it adds up.
  public let nature: IndicatorNature
  /// The offices' figures, in the order of the list.
  public let cells: [Cell]
  /// The total; nil where only the year before has one.
  public let total: Total?
  /// The total of the year before.
  public let before: Total?

  /// The lines of a year, in the order of the catalogue: of all indicators of which it or the year
  /// before has a figure.
  public static func rows(of year: Int, in data: ExportData) -> [MatrixRow] {
    struct ID: Hashable {
      let indicator: IndicatorCode
      let unit: Unit
      init(_ total: Total) {
        indicator = total.topic.indicator
        unit = total.unit
      }
    }
    let totals = data.totals(of: year)
    let earlier = data.totals(of: year - 1)
    let before = Dictionary(earlier.map { (ID($0), $0) }, uniquingKeysWith: { first, _ in first })
    let known = Set(totals.map(ID.init))
    let rows =
      totals.map { MatrixRow($0, before: before[ID($0)], areas: data.areas) }
      + earlier.filter { !known.contains(ID($0)) }.map {
        MatrixRow(nil, before: $0, areas: data.areas)
      }
    return rows.enumerated().sorted { left, right in
      let positions = [left, right].map { data.indicators.position(of: $0.element.indicator) }
      return (positions[0], left.element.indicator, left.offset)
        < (positions[1], right.element.indicator, right.offset)
    }.map(\.element)
  }

  private init(_ total: Total?, before: Total?, areas: AreaList) {
    guard let either = total ?? before else { preconditionFailure("A line has no total") }
    indicator = either.topic.indicator
    unit = either.unit
    nature = either.nature
    self.total = total
    self.before = before
    let shares = Dictionary(
      (total?.shares ?? []).map { ($0.area, $0.effective) }, uniquingKeysWith: { first, _ in first }
    )
    let reasons = Dictionary(
      (total?.missing ?? []).map { ($0.area, $0.reason) }, uniquingKeysWith: { first, _ in first })
    cells = areas.reporting.map { area in
      shares[area.code].map(Cell.figure) ?? .missing(reasons[area.code] ?? .notStated)
    }
  }

  /// The change against the year before, only where both rest on the same offices and whole years.
  public var comparison: Comparison {
    guard nature != .rate else { return .none("比率不相比") }
    guard let total, let value = total.value else { return .none("本年无数") }
    guard let before, let base = before.value else { return .none("上年无数") }
    guard Set(total.shares.map(\.area)) == Set(before.shares.map(\.area)) else {
      return .none("两年上报单位不同")
    }
    guard total.partial.isEmpty, before.partial.isEmpty else { return .none("分期不足全年") }
    guard base > .zero else { return .none("上年为零") }
    // Rounded half up, in ten-thousandths.
    let change = Int128(value.tenThousandths) - Int128(base.tenThousandths)
    let divisor = Int128(base.tenThousandths)
    let doubled = change * 2 * Int128(FixedDecimal.scale) + divisor
    let floor = doubled / (2 * divisor) - (doubled % (2 * divisor) < 0 ? 1 : 0)
    return .change(FixedDecimal(tenThousandths: Int64(clamping: floor)))
  }
}
