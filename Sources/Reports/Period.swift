/// A reporting period: a calendar year, or a half, quarter or month of one.
///
/// Written as SDMX writes it: `2017`, `2017-S1`, `2017-Q3`, `2017-11`.
public struct Period: Hashable, Sendable {
  /// Which part of the year the period is.
  public enum Span: Hashable, Sendable {
    /// The whole year.
    case year
    /// One half, 1 or 2.
    case half(Int)
    /// One quarter, 1 to 4.
    case quarter(Int)
    /// One month, 1 to 12.
    case month(Int)
  }

  /// The calendar year.
  public let year: Int
  /// The part of the year.
  public let span: Span

  /// The years that a report can speak of; others are taken for misread numbers.
  public static let years = 1900...2199

  /// Makes a whole year.
  public static func year(_ year: Int) -> Period {
    Period(year: year, span: .year)
  }

  /// Makes a month of a year.
  public static func month(_ month: Int, of year: Int) -> Period {
    Period(year: year, span: .month(month))
  }

  /// Makes a period of a year.
  public init(year: Int, span: Span) {
    self.year = year
    self.span = span
  }

  /// Reads the SDMX form; nil where it is not one.
  public init?(_ text: some StringProtocol) {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = fields.first, first.utf8.count == 4, let year = Int(first),
      Self.years.contains(year), fields.count <= 2
    else { return nil }
    guard fields.count == 2 else {
      self = .year(year)
      return
    }
    let part = fields[1]
    guard part.utf8.count == 2 else { return nil }
    if let month = Int(part), (1...12).contains(month), part.utf8.allSatisfy({ $0 >= 0x30 }) {
      self.init(year: year, span: .month(month))
    } else if part.hasPrefix("Q"), let quarter = Int(part.dropFirst()), (1...4).contains(quarter) {
      self.init(year: year, span: .quarter(quarter))
    } else if part.hasPrefix("S"), let half = Int(part.dropFirst()), (1...2).contains(half) {
      self.init(year: year, span: .half(half))
    } else {
      return nil
    }
  }

  /// The months of the year that the period covers, 1 to 12.
  public var months: ClosedRange<Int> {
    switch span {
    case .year: 1...12
    case .half(let half): (half * 6 - 5)...(half * 6)
    case .quarter(let quarter): (quarter * 3 - 2)...(quarter * 3)
    case .month(let month): month...month
    }
  }
}

extension Period: CustomStringConvertible {
  /// The SDMX form.
  public var description: String {
    switch span {
    case .year: String(year)
    case .half(let half): "\(year)-S\(half)"
    case .quarter(let quarter): "\(year)-Q\(quarter)"
    case .month(let month): month < 10 ? "\(year)-0\(month)" : "\(year)-\(month)"
    }
  }
}

extension Period: Comparable {
  /// The order of periods as one number: by year, then by end, then the longer first.
  public var ordinal: Int {
    let months = months
    return (year * 13 + months.upperBound) * 13 + 12 - months.count
  }

  /// By ``ordinal``.
  public static func < (left: Period, right: Period) -> Bool { left.ordinal < right.ordinal }
}

extension Period: Codable {
  /// Reads the SDMX form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let period = Period(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a period such as 2017, 2017-Q3, 2017-11")
    }
    self = period
  }

  /// Writes the SDMX form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
