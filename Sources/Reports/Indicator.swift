/// The code of an indicator, such as `relief.winter.amount`.
public struct IndicatorCode: RawRepresentable, Hashable, Sendable, Codable, Comparable {
  /// The code as written.
  public let rawValue: String

  /// The longest code, in bytes: it is stored and sent with every observation.
  public static let maximumLength = 64

  /// Makes a code; see ``isWellFormed``.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Whether the code is lower-case words of letters, digits and `_`, joined by dots.
  public var isWellFormed: Bool {
    let words = rawValue.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return rawValue.utf8.count <= Self.maximumLength
      && words.allSatisfy { word in
        !word.isEmpty
          && word.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
              || byte == UInt8(ascii: "_")
          }
      }
  }

  /// By the bytes of the code.
  public static func < (left: IndicatorCode, right: IndicatorCode) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension IndicatorCode: CustomStringConvertible {
  /// The code.
  public var description: String { rawValue }
}

/// How an indicator adds up over time and areas.
public enum IndicatorNature: String, Hashable, Sendable, Codable {
  /// Counted over a period: sub-periods add up.
  case flow
  /// Counted at the end of a period: the latest stands.
  case stock
  /// A share: never added, never averaged.
  case rate
}

/// What a quantity measures.
public struct Indicator: Hashable, Sendable {
  /// Its code.
  public let code: IndicatorCode
  /// Its name in Chinese.
  public let nameZh: String
  /// Its name in English.
  public let nameEn: String
  /// The unit it is counted in.
  public let unit: Unit
  /// Other units that count the same thing for this indicator, such as 人 for medals given to
  /// persons.
  public let sameUnits: [Unit]
  /// How it adds up.
  public let nature: IndicatorNature

  /// Makes an indicator.
  public init(
    code: IndicatorCode, nameZh: String, nameEn: String, unit: Unit, sameUnits: [Unit] = [],
    nature: IndicatorNature
  ) {
    self.code = code
    self.nameZh = nameZh
    self.nameEn = nameEn
    self.unit = unit
    self.sameUnits = sameUnits
    self.nature = nature
  }

  /// The unit under which a quantity written in `unit` is counted: the indicator's own where both
  /// are measure words of one count, else the unit as written.
  public func countingUnit(for unit: Unit) -> Unit {
    unit == self.unit || unit.counts(theSameAs: self.unit) || sameUnits.contains(unit)
      ? self.unit : unit
  }
}

/// The indicators of a catalogue, in its order.
public struct IndicatorList: Hashable, Sendable {
  /// The indicators in the order of the catalogue.
  public let indicators: [Indicator]
  private let positions: [IndicatorCode: Int]
  /// For each position, the place of its code among all codes in their order.
  private let ranks: [Int]

  /// Makes a list; a code that stands twice keeps its first indicator.
  public init(_ indicators: [Indicator]) {
    var codes: Set<IndicatorCode> = []
    let unique = indicators.filter { codes.insert($0.code).inserted }
    self.indicators = unique
    positions = Dictionary(uniqueKeysWithValues: unique.enumerated().map { ($1.code, $0) })
    var ranks = Array(repeating: 0, count: unique.count)
    let sorted = unique.indices.sorted { unique[$0].code < unique[$1].code }
    for (rank, position) in sorted.enumerated() { ranks[position] = rank }
    self.ranks = ranks
  }

  /// The indicator with a code, if the list has it.
  public subscript(code: IndicatorCode) -> Indicator? {
    positions[code].map { indicators[$0] }
  }

  /// How an indicator adds up; unknown codes are taken for flows.
  func nature(of code: IndicatorCode) -> IndicatorNature {
    self[code]?.nature ?? .flow
  }

  /// The indicator with a code, and the place of the code among all codes in their order.
  public func ranked(_ code: IndicatorCode) -> (indicator: Indicator, rank: Int)? {
    positions[code].map { (indicators[$0], ranks[$0]) }
  }

  /// Where an indicator stands in the list; unknown codes come last.
  public func position(of code: IndicatorCode) -> Int {
    positions[code] ?? indicators.count
  }
}
