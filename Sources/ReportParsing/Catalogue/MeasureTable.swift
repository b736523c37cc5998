import Reports

/// The measure words, what they count, and what is not counted.
struct MeasureTable: Sendable {
  /// A measure word as it may stand after a number.
  struct Measure: Sendable {
    /// Its length in characters.
    let length: Int
    /// Its unit, by number.
    let unit: UnitNumber
    /// Whether it also makes names with a small Chinese numeral: 五项行动, 三级网络.
    let isLoose: Bool
    /// Whether it is 个, behind which another measure word may stand: 2个多月.
    let isPiece: Bool
  }

  /// Kinds of units, one bit each.
  typealias Kinds = UInt64
  /// A unit of the table, by its place there.
  typealias UnitNumber = Int

  /// The units by number.
  private(set) var units: [Unit] = []
  private var numbers: [Unit: UnitNumber] = [:]
  private var kindsByNumber: [Kinds] = []
  private var timeByNumber: [Bool] = []
  private(set) var kindNames: [String] = []

  private var measureWords = WordTable()
  private var measures: [Measure] = []
  private var abstractNouns = WordTable()
  private var sloganNouns = WordTable()
  private var zeroWords = WordTable()
  private var zeroUnits: [UnitNumber] = []
  private var bareNouns = WordTable()
  private var bareUnits: [UnitNumber] = []
  private var bareNounsBackwards = WordTable()

  /// Per cent, yuan, persons, months and years have the same numbers in each table.
  static let percent: UnitNumber = 0
  static let yuan: UnitNumber = 1
  static let persons: UnitNumber = 2
  static let months: UnitNumber = 3
  static let years: UnitNumber = 4

  init() {
    for unit in [.percent, .yuan, .persons, Unit(rawValue: "月"), Unit(rawValue: "年")] {
      _ = number(of: unit)
    }
  }

  private mutating func number(of unit: Unit) -> UnitNumber {
    if let number = numbers[unit] { return number }
    numbers[unit] = units.count
    units.append(unit)
    kindsByNumber.append(0)
    timeByNumber.append(false)
    return units.count - 1
  }

  /// Whether a unit measures time; such figures stand between others without parting them.
  func isTime(_ unit: UnitNumber) -> Bool { timeByNumber[unit] }

  mutating func add(_ word: String, unit: Unit, isLoose: Bool, isTime: Bool) {
    let number = number(of: unit)
    if isTime { timeByNumber[number] = true }
    let folded = Self.fold(word)
    guard measureWords.add(folded) else { return }
    measures.append(
      Measure(length: folded.count, unit: number, isLoose: isLoose, isPiece: word == "个"))
  }

  /// Adds a kind of units, or units to it; false where there is no room for more.
  mutating func addKind(_ name: String, units: [Unit]) -> Bool {
    let known = kind(named: name)
    guard known != nil || kindNames.count < Kinds.bitWidth else { return false }
    let bit = known ?? 1 << Kinds(kindNames.count)
    if known == nil { kindNames.append(name) }
    for unit in units { kindsByNumber[number(of: unit)] |= bit }
    return true
  }

  mutating func addAbstractNoun(_ word: String) { _ = abstractNouns.add(Self.fold(word)) }

  mutating func addSloganNoun(_ word: String) { _ = sloganNouns.add(Self.fold(word)) }

  mutating func addZero(_ word: String, unit: Unit) {
    if zeroWords.add(Self.fold(word)) { zeroUnits.append(number(of: unit)) }
  }

  mutating func addBareNoun(_ word: String, unit: Unit) {
    let folded = Self.fold(word)
    guard bareNouns.add(folded) else { return }
    _ = bareNounsBackwards.add(folded.reversed())
    bareUnits.append(number(of: unit))
  }

  /// Whether a unit counts persons or households.
  func countsPeople(_ unit: UnitNumber) -> Bool {
    ["人", "人次", "户", "户次"].contains(units[unit].rawValue)
  }

  /// The kinds that a unit belongs to.
  func kinds(of unit: UnitNumber) -> Kinds { kindsByNumber[unit] }

  /// The bit of a kind.
  func kind(named name: String) -> Kinds? {
    kindNames.firstIndex(of: name).map { 1 << Kinds($0) }
  }

  /// The longest measure word that stands at a place.
  func measure(at place: Int, of text: NormalisedText) -> Measure? {
    measureWords.longest(at: place, of: text).map { measures[$0] }
  }

  /// Whether what stands at a place is not counted after a numeral: 方面, 环节.
  func isAbstract(at place: Int, of text: NormalisedText) -> Bool {
    abstractNouns.longest(at: place, of: text) != nil
  }

  /// Whether a Chinese numeral makes slogans of what stands at a place: 两个维护.
  func isSlogan(at place: Int, of text: NormalisedText) -> Bool {
    sloganNouns.longest(at: place, of: text) != nil
  }

  /// The word that, after 零, says that there was none, with its length and the unit.
  func zero(at place: Int, of text: NormalisedText) -> (length: Int, unit: UnitNumber)? {
    zeroWords.longest(at: place, of: text).map { (zeroWords.length(of: $0), zeroUnits[$0]) }
  }

  /// The unit of a noun that a number without a measure word may count, behind or before it.
  func bareUnit(around number: Range<Int>, of text: NormalisedText) -> UnitNumber? {
    let noun =
      bareNouns.longest(at: number.upperBound, of: text)
      ?? bareNounsBackwards.longest(before: number.lowerBound, of: text)
    return noun.map { bareUnits[$0] }
  }

  /// Whether a word stands at a place.
  static func stands(_ word: [UInt16], at place: Int, of text: NormalisedText) -> Bool {
    guard let first = word.first, text[place] == first else { return false }
    for offset in 1..<max(word.count, 1) where text[place + offset] != word[offset] { return false }
    return true
  }

  private static func fold(_ word: String) -> [UInt16] {
    word.unicodeScalars.map { ScalarFolding.standard($0) }
  }
}
