/// A unit of measure as a report writes it: 人, 人次, 份, 元, %.
///
/// 人 and 人次, 户 and 户次 are different units and are never added together.
public struct Unit: RawRepresentable, Hashable, Sendable, Codable {
  /// The measure word.
  public let rawValue: String

  /// The longest unit, in bytes of UTF-8: it is stored and sent with every observation.
  public static let maximumLength = 32

  /// Makes a unit from its measure word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Per cent.
  public static let percent = Unit(rawValue: "%")
  /// Chinese yuan.
  public static let yuan = Unit(rawValue: "元")
  /// Persons, each counted once.
  public static let persons = Unit(rawValue: "人")

  /// Measure words of one count: organisations, printed matter, events.
  private static let plainMeasureWords = [
    ["个", "家", "户", "所"],
    ["份", "册", "条"],
    ["场", "次", "场次"],
  ]

  /// Whether both are plain measure words of one count, so that one may stand for the other.
  public func counts(theSameAs other: Unit) -> Bool {
    Self.plainMeasureWords.contains { $0.contains(rawValue) && $0.contains(other.rawValue) }
  }
}

extension Unit: CustomStringConvertible, Comparable {
  /// The measure word.
  public var description: String { rawValue }

  /// By the measure word's scalars.
  public static func < (left: Unit, right: Unit) -> Bool { left.rawValue < right.rawValue }
}
