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

  /// How the total stands against the year before.
  public var comparison: YearOnYear {
    YearOnYear(of: total.map(TotalSummary.init), against: before.map(TotalSummary.init))
  }
}
