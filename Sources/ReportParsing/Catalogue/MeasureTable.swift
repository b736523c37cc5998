import Reports

/// The measure words, what they count, and what is not counted.
struct MeasureTable: Sendable {
  /// A measure word as it may stand after a number.
  struct Measure: Hashable, Sendable {
    let word: [UInt16]
    let unit: Unit
    /// Whether it also makes names with a small Chinese numeral: 五项行动, 三级网络.
    let isLoose: Bool
    /// Whether it measures time.
    let isTime: Bool
  }

  /// Kinds of units, one bit each.
  typealias Kinds = UInt64

  private var measures: [UInt16: [Measure]] = [:]
  private var kinds: [Unit: Kinds] = [:]
  private(set) var kindNames: [String] = []
  /// What does not count as a thing after a numeral: 方面, 环节.
  private(set) var abstractNouns: [[UInt16]] = []
  /// What a Chinese numeral makes slogans of: 两个维护.
  private(set) var sloganNouns: [[UInt16]] = []
  /// Words that, after 零, say that there was none, with the unit in which they are counted.
  private(set) var zeros: [(word: [UInt16], unit: Unit)] = []
  /// Nouns that a number without a measure word may count, with their unit.
  private(set) var bareNouns: [(word: [UInt16], unit: Unit)] = []

  private var timeUnits: Set<Unit> = []

  init() {}

  /// Whether a unit measures time; such figures stand between others without parting them.
  func isTime(_ unit: Unit) -> Bool { timeUnits.contains(unit) }

  mutating func add(_ word: String, unit: Unit, isLoose: Bool, isTime: Bool) {
    let folded = Self.fold(word)
    guard let first = folded.first else { return }
    let measure = Measure(word: folded, unit: unit, isLoose: isLoose, isTime: isTime)
    measures[first, default: []].append(measure)
    if isTime { timeUnits.insert(unit) }
    measures[first]?.sort { $0.word.count > $1.word.count }
  }

  /// Adds a kind of units; false where there is no room for more.
  mutating func addKind(_ name: String, units: [Unit]) -> Bool {
    guard kindNames.count < Kinds.bitWidth else { return false }
    let bit: Kinds = 1 << Kinds(kindNames.count)
    kindNames.append(name)
    for unit in units { kinds[unit, default: 0] |= bit }
    return true
  }

  mutating func addAbstractNoun(_ word: String) {
    abstractNouns.append(Self.fold(word))
  }

  mutating func addSloganNoun(_ word: String) {
    sloganNouns.append(Self.fold(word))
  }

  mutating func addZero(_ word: String, unit: Unit) {
    zeros.append((Self.fold(word), unit))
  }

  mutating func addBareNoun(_ word: String, unit: Unit) {
    bareNouns.append((Self.fold(word), unit))
  }

  /// The kinds that a unit belongs to.
  func kinds(of unit: Unit) -> Kinds { kinds[unit] ?? 0 }

  /// The bit of a kind.
  func kind(named name: String) -> Kinds? {
    kindNames.firstIndex(of: name).map { 1 << Kinds($0) }
  }

  /// The longest measure word that stands at a place.
  func measure(at place: Int, of text: NormalisedText) -> Measure? {
    measures[text[place]]?.first { Self.stands($0.word, at: place, of: text) }
  }

  /// Whether a word stands at a place.
  static func stands(_ word: [UInt16], at place: Int, of text: NormalisedText) -> Bool {
    guard place >= 0, place + word.count <= text.count else { return false }
    return word.indices.allSatisfy { text.scalars[place + $0] == word[$0] }
  }

  private static func fold(_ word: String) -> [UInt16] {
    word.unicodeScalars.map { ScalarFolding.standard($0) }
  }
}
