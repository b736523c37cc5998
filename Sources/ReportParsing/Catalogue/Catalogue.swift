public import Reports

/// The indicators and all words by which a text speaks of them.
///
/// The rules of the parser are data: an office adds an indicator, a synonym or a measure word by
/// a file of its own that extends the built-in one, without a new program.
/// `Resources/indicators.yaml` explains the format.
public struct Catalogue: Sendable {
  /// A short hash of the file and of what extends it, 16 hexadecimal digits: it tells which
  /// catalogue read a report.
  public let version: String
  /// The indicators in the order of the file.
  public let indicators: IndicatorList
  /// What each indicator means, in the order of the file.
  public let definitions: [IndicatorDefinition]

  private let layers: [String]
  let lexicon: Lexicon
  let measures: MeasureTable
  let rules: RuleBook

  /// The longest file, in bytes of UTF-8: ten times the built-in one.
  public static let maximumLength = 2_097_152

  /// The catalogue that the project comes with.
  public static let builtIn: Catalogue = {
    do {
      return try Catalogue(
        yaml: String(decoding: PackageResources.indicators_yaml, as: UTF8.self))
    } catch {
      preconditionFailure("The built-in catalogue is broken: \(error)")
    }
  }()

  /// Reads a catalogue.
  ///
  /// - Throws: ``CatalogueError`` for the first thing that is wrong: bad YAML, an unknown key, a
  ///   rule that names words or units which the file does not have.
  public init(yaml: String) throws(CatalogueError) {
    try self.init(layers: [yaml])
  }

  /// The catalogue with what a file adds to it: whole indicators, rules for indicators that it has
  /// (`code` and `rules` alone), words for concepts, phrases, parts and measures. What there is
  /// can't be taken away.
  ///
  /// - Parameter yaml: The file, in UTF-8; all sections may be left out.
  /// - Returns: A catalogue with a version of its own.
  /// - Throws: ``CatalogueError`` with the line of the file for the first thing that is wrong.
  public func extended(by yaml: [UInt8]) throws(CatalogueError) -> Catalogue {
    guard let text = String(validating: yaml, as: UTF8.self) else {
      throw CatalogueError(line: 1, reason: "the file is not UTF-8; save it as UTF-8")
    }
    return try Catalogue(layers: layers + [text])
  }

  private init(layers: [String]) throws(CatalogueError) {
    guard layers.allSatisfy({ $0.utf8.count <= Self.maximumLength }) else {
      throw CatalogueError(
        line: 1, reason: "the file is longer than \(Self.maximumLength) bytes; shorten it")
    }
    var reader = CatalogueReader()
    try reader.read(layers)
    self.layers = layers
    version = Self.hash(of: layers)
    definitions = reader.definitions
    indicators = IndicatorList(reader.definitions.map(\.indicator))
    lexicon = Lexicon(reader.lexicon)
    measures = reader.measures
    rules = RuleBook(
      rules: reader.rules, traits: reader.traits, indicators: indicators.indicators,
      lexicon: lexicon)
  }

  /// What an indicator means, if the catalogue has it.
  public func definition(of code: IndicatorCode) -> IndicatorDefinition? {
    let position = indicators.position(of: code)
    return position < definitions.count ? definitions[position] : nil
  }

  /// FNV-1a with 64 bits (Fowler, Noll and Vo 1991): it need not resist an attacker, only tell
  /// files apart.
  private static func hash(of layers: [String]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in layers.joined(separator: "\n---\n").utf8 {
      hash ^= UInt64(byte)
      hash &*= 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// An indicator with what it means.
public struct IndicatorDefinition: Hashable, Sendable {
  /// The indicator.
  public let indicator: Indicator
  /// What it counts, in Chinese.
  public let definitionZh: String
  /// What it counts, in English.
  public let definitionEn: String

  /// Makes a definition.
  public init(indicator: Indicator, definitionZh: String, definitionEn: String) {
    self.indicator = indicator
    self.definitionZh = definitionZh
    self.definitionEn = definitionEn
  }
}
