/// How exact a written number is.
public enum Qualifier: String, Hashable, Sendable, Codable, CaseIterable {
  /// The number as it stands.
  case exact
  /// At least the number: 余 多 超 逾 以上 突破.
  case over
  /// Nearly the number: 近.
  case near
  /// Around the number: 约 左右.
  case about
}

/// The closed interval in which a qualified number lies.
///
/// A qualifier is an interval, never dropped; totals carry summed bounds.
public struct Bounds: Hashable, Sendable, Codable {
  /// The least value.
  public let lower: FixedDecimal
  /// The greatest value.
  public let upper: FixedDecimal

  /// Makes an interval; the ends are put in order.
  public init(lower: FixedDecimal, upper: FixedDecimal) {
    self.lower = min(lower, upper)
    self.upper = max(lower, upper)
  }

  /// The interval that a written number stands for.
  ///
  /// - `over` reaches up to the next unit of the last significant digit: 300余 is 300…400,
  ///   57万余 is 57万…58万, 8.2万多 is 8.2万…8.3万.
  /// - `near` is nine tenths of the number up to the number.
  /// - `about` is a tenth to both sides.
  /// - Percentages never pass 100, except where the number itself does.
  public init(value: FixedDecimal, qualifier: Qualifier, isPercentage: Bool) {
    let cap: FixedDecimal? = isPercentage && value <= 100 ? 100 : nil
    let ends: (FixedDecimal, FixedDecimal)
    switch qualifier {
    case .exact: ends = (value, value)
    case .over: ends = (value, value + Self.unitOfLastSignificantDigit(of: value))
    case .near: ends = (value.scaled(by: 9, over: 10), value)
    case .about: ends = (value.scaled(by: 9, over: 10), value.scaled(by: 11, over: 10))
    }
    self.init(lower: ends.0, upper: cap.map { min($0, ends.1) } ?? ends.1)
  }

  /// The sum of two intervals.
  public static func + (left: Bounds, right: Bounds) -> Bounds {
    Bounds(lower: left.lower + right.lower, upper: left.upper + right.upper)
  }

  private static func unitOfLastSignificantDigit(of value: FixedDecimal) -> FixedDecimal {
    guard value != .zero else { return .zero }
    var unit: Int64 = 1
    var rest = value.tenThousandths
    while rest.isMultiple(of: 10) {
      rest /= 10
      unit *= 10
    }
    return FixedDecimal(tenThousandths: unit)
  }
}
