/// An exact decimal number with four digits behind the point.
///
/// Money in yuan, percentages and tonnes all fit, sums are exact, and equal numbers have equal
/// bytes. The range is ±922 trillion; results beyond it saturate, so that hostile input can never
/// trap.
public struct FixedDecimal: Hashable, Sendable {
  /// The number in ten-thousandths.
  public let tenThousandths: Int64

  /// Ten-thousandths in one.
  public static let scale: Int64 = 10_000

  /// Zero.
  public static let zero = FixedDecimal(tenThousandths: 0)

  /// Makes a number from its count of ten-thousandths.
  public init(tenThousandths: Int64) {
    self.tenThousandths = tenThousandths
  }

  /// Makes a whole number, saturating beyond the range.
  public init(_ whole: Int) {
    let (product, overflow) = Int64(whole).multipliedReportingOverflow(by: Self.scale)
    tenThousandths = overflow ? (whole < 0 ? .min : .max) : product
  }

  /// Reads `digits[.digits]` with an optional leading minus.
  ///
  /// Returns nil for anything else, for more than four digits behind the point, and for numbers
  /// beyond the range.
  public init?(_ text: some StringProtocol) {
    var isNegative = false
    var magnitude: UInt64 = 0
    var digitsSeen = 0
    var fractionDigits: Int?
    for (position, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where position == 0:
        isNegative = true
      case UInt8(ascii: ".") where fractionDigits == nil && digitsSeen > 0:
        fractionDigits = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if let count = fractionDigits {
          guard count < 4 else { return nil }
          fractionDigits = count + 1
        }
        digitsSeen += 1
        guard let next = Self.appending(UInt64(byte - UInt8(ascii: "0")), to: magnitude) else {
          return nil
        }
        magnitude = next
      default:
        return nil
      }
    }
    guard digitsSeen > 0, fractionDigits != 0 else { return nil }
    for _ in 0..<(4 - (fractionDigits ?? 0)) {
      guard let next = Self.appending(0, to: magnitude) else { return nil }
      magnitude = next
    }
    // The least number has no positive twin, so the sign goes on before the range is looked at.
    let signed =
      isNegative ? Int64(exactly: 0 - Int128(magnitude)) : Int64(exactly: magnitude)
    guard let signed else { return nil }
    tenThousandths = signed
  }

  private static func appending(_ digit: UInt64, to magnitude: UInt64) -> UInt64? {
    let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    guard !overflow else { return nil }
    let (sum, sumOverflow) = tens.addingReportingOverflow(digit)
    return sumOverflow ? nil : sum
  }

  /// The exact product with a power of ten (negative powers divide), or nil where the result
  /// needs more than four digits behind the point or leaves the range.
  public func shifted(byPowerOfTen power: Int) -> FixedDecimal? {
    guard tenThousandths != 0 else { return self }
    var value = tenThousandths
    // Nineteen digits at most: beyond that every number but zero has left the range.
    for _ in 0..<min(power.magnitude, 20) {
      if power > 0 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        value = product
      } else {
        guard value.isMultiple(of: 10) else { return nil }
        value /= 10
      }
    }
    return FixedDecimal(tenThousandths: value)
  }

  /// The number multiplied by `numerator / denominator`, rounded towards zero and saturating
  /// beyond the range.
  func scaled(by numerator: Int32, over denominator: Int32) -> FixedDecimal {
    let product = Int128(tenThousandths) * Int128(numerator) / Int128(denominator)
    return FixedDecimal(tenThousandths: Int64(clamping: product))
  }
}

extension FixedDecimal: Comparable {
  /// By value.
  public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool {
    left.tenThousandths < right.tenThousandths
  }
}

extension FixedDecimal {
  /// The sum, saturating beyond the range.
  public static func + (left: FixedDecimal, right: FixedDecimal) -> FixedDecimal {
    let (sum, overflow) = left.tenThousandths.addingReportingOverflow(right.tenThousandths)
    return FixedDecimal(
      tenThousandths: overflow ? (left.tenThousandths < 0 ? .min : .max) : sum)
  }

  /// The difference, saturating beyond the range.
  public static func - (left: FixedDecimal, right: FixedDecimal) -> FixedDecimal {
    let (difference, overflow) = left.tenThousandths
      .subtractingReportingOverflow(right.tenThousandths)
    return FixedDecimal(
      tenThousandths: overflow ? (left.tenThousandths < 0 ? .min : .max) : difference)
  }

  /// Adds in place, saturating beyond the range.
  public static func += (left: inout FixedDecimal, right: FixedDecimal) {
    left = left + right
  }
}

extension FixedDecimal: CustomStringConvertible {
  /// The shortest exact decimal, such as `93.6` or `-12`.
  public var description: String {
    let magnitude = tenThousandths.magnitude
    let scale = UInt64(Self.scale)
    let whole = String(magnitude / scale)
    let sign = tenThousandths < 0 ? "-" : ""
    var fraction = magnitude % scale
    guard fraction != 0 else { return sign + whole }
    var width = 4
    while fraction.isMultiple(of: 10) {
      fraction /= 10
      width -= 1
    }
    let digits = String(fraction)
    return sign + whole + "." + String(repeating: "0", count: width - digits.count) + digits
  }
}

extension FixedDecimal: ExpressibleByIntegerLiteral {
  /// Makes a whole number.
  public init(integerLiteral value: Int) {
    self.init(value)
  }
}

extension FixedDecimal: Codable {
  /// Reads the exact decimal string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = FixedDecimal(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a decimal with at most four places")
    }
    self = value
  }

  /// Writes the exact decimal string, since JSON numbers lose digits in many readers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
