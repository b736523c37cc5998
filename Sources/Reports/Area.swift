/// The code of a reporting office: six digits as in GB/T 2260.
public struct AreaCode: Hashable, Sendable {
  /// The code as a number, 110000 to 999999.
  public let number: UInt32

  /// Makes a code from its number; nil where it has not six digits.
  public init?(number: UInt32) {
    guard (110_000...999_999).contains(number) else { return nil }
    self.number = number
  }

  /// Reads six digits; nil where the text is anything else.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 6, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt32(text)
    else { return nil }
    self.init(number: number)
  }
}

extension AreaCode: CustomStringConvertible, Comparable {
  /// The six digits.
  public var description: String { String(number) }

  /// Whether it is of a city or province: GB/T 2260 numbers counties by the last two digits.
  public var isAboveCounty: Bool { number.isMultiple(of: 100) }

  /// By number.
  public static func < (left: AreaCode, right: AreaCode) -> Bool { left.number < right.number }
}

extension AreaCode: Codable {
  /// Reads the six digits as a string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let code = AreaCode(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not an area code of six digits")
    }
    self = code
  }

  /// Writes the six digits as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A reporting union office.
public struct Area: Hashable, Sendable {
  /// Its code.
  public let code: AreaCode
  /// Its name in Chinese, such as 镇赉县.
  public let nameZh: String
  /// Its name in English.
  public let nameEn: String
  /// Other names under which texts speak of it, such as 镇赉 or 镇赉县总工会.
  public let aliases: [String]
  /// The office above it; nil at the top of the list.
  public let parent: AreaCode?

  /// Makes an area.
  public init(
    code: AreaCode, nameZh: String, nameEn: String, aliases: [String], parent: AreaCode?
  ) {
    self.code = code
    self.nameZh = nameZh
    self.nameEn = nameEn
    self.aliases = aliases
    self.parent = parent
  }
}

/// The list of reporting offices: one list for completeness, in numerator and denominator.
public struct AreaList: Hashable, Sendable {
  /// The areas in the order of the list.
  public let areas: [Area]
  private let positions: [AreaCode: Int]

  /// The most areas that a list may hold; a prefecture has a dozen, a province about a hundred.
  public static let maximumCount = 4_096

  /// Makes a list; a code that stands twice keeps its first area.
  public init(_ areas: [Area]) {
    var codes: Set<AreaCode> = []
    let unique = areas.filter { codes.insert($0.code).inserted }
    self.areas = unique
    positions = Dictionary(uniqueKeysWithValues: unique.enumerated().map { ($1.code, $0) })
  }

  /// The area with a code, if the list has it.
  public subscript(code: AreaCode) -> Area? {
    positions[code].map { areas[$0] }
  }

  /// The offices directly below one, in the order of the list.
  public func children(of parent: AreaCode) -> [Area] {
    areas.filter { $0.parent == parent }
  }

  /// The offices whose figures make up the totals: those that have no office below them.
  public var reporting: [Area] {
    let parents = Set(areas.compactMap(\.parent))
    return areas.filter { !parents.contains($0.code) }
  }

  /// The Chinese name of an area, or its code where the list does not have it.
  public func name(of code: AreaCode) -> String {
    self[code]?.nameZh ?? code.description
  }
}
