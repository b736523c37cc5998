/// How a total stands against the same of the year before.
public enum YearOnYear: Hashable, Sendable {
  /// It has changed by this share of the year before, rounded half up: 0.1 is ten per cent more.
  case change(FixedDecimal)
  /// The two can't be compared.
  case none(Reason)

  /// Why two years are not compared.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// It is a rate, which has no total.
    case rate
    /// The year has no total.
    case noFigure
    /// The year before has no total.
    case noLastYear
    /// The two rest on other offices or months: their difference would be theirs.
    case otherCoverage
    /// There was nothing the year before.
    case fromZero
  }

  /// Compares a total with that of the year before; either may be missing.
  public init(of now: TotalSummary?, against before: TotalSummary?) {
    guard (now ?? before)?.nature != .rate else {
      self = .none(.rate)
      return
    }
    guard let now, let value = now.value else {
      self = .none(.noFigure)
      return
    }
    guard let before, let base = before.value else {
      self = .none(.noLastYear)
      return
    }
    guard Self.coverage(of: now) == Self.coverage(of: before) else {
      self = .none(.otherCoverage)
      return
    }
    self = base > .zero ? .change(Self.share(of: value, in: base)) : .none(.fromZero)
  }

  private static func coverage(of total: TotalSummary) -> [AreaCode: Months] {
    Dictionary(
      total.shares.map { ($0.area, $0.coveredMonths) }, uniquingKeysWith: { first, _ in first })
  }

  private static func share(of value: FixedDecimal, in base: FixedDecimal) -> FixedDecimal {
    let divisor = Int128(base.tenThousandths)
    let change = Int128(value.tenThousandths) - divisor
    let doubled = change * 2 * Int128(FixedDecimal.scale) + divisor
    let floor = doubled / (2 * divisor) - (doubled % (2 * divisor) < 0 ? 1 : 0)
    return FixedDecimal(tenThousandths: Int64(clamping: floor))
  }
}
