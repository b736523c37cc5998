/// A set of months of a year, such as those that a sum of sub-periods covers.
public struct Months: Hashable, Sendable {
  /// One bit a month: bit 0 is January.
  public let bits: UInt16

  /// All twelve months.
  public static let wholeYear = Months(1...12)
  /// No month.
  public static let none = Months(bits: 0)

  /// Makes a set from its bits; those beyond December are left out.
  public init(bits: UInt16) {
    self.bits = bits & 0xFFF
  }

  /// Makes a run of months, 1 to 12; others are left out.
  public init(_ months: ClosedRange<Int>) {
    self.init(bits: (1...12).filter(months.contains).reduce(0) { $0 | 1 << UInt16($1 - 1) })
  }

  /// Whether no month is missing.
  public var isWholeYear: Bool { self == .wholeYear }

  /// The months in order, 1 to 12.
  public var list: [Int] {
    (1...12).filter { bits & 1 << UInt16($0 - 1) != 0 }
  }

  /// The months that are in either.
  public func union(_ other: Months) -> Months { Months(bits: bits | other.bits) }

  /// The months that are in both.
  public func intersection(_ other: Months) -> Months { Months(bits: bits & other.bits) }

  /// The months that are in this set and not in the other.
  public func subtracting(_ other: Months) -> Months { Months(bits: bits & ~other.bits) }

  /// Whether no month is in both.
  public func isDisjoint(with other: Months) -> Bool { bits & other.bits == 0 }
}

extension Months: CustomStringConvertible {
  /// The runs of months, such as `1–6、9`; empty where there is none.
  public var description: String {
    var runs: [ClosedRange<Int>] = []
    for month in list {
      if let last = runs.last, last.upperBound == month - 1 {
        runs[runs.count - 1] = last.lowerBound...month
      } else {
        runs.append(month...month)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
      .joined(separator: "、")
  }
}

extension Months: Codable {
  /// Reads the months' numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let list = try container.decode([Int].self)
    guard list.allSatisfy((1...12).contains) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "months are numbers from 1 to 12")
    }
    self = list.reduce(.none) { $0.union(Months($1...$1)) }
  }

  /// Writes the months' numbers in order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(list)
  }
}
