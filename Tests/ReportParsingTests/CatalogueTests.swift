import Foundation
import Reports
import Testing

@testable import ReportParsing

@Suite struct `The indicator catalogue` {
  /// A catalogue of one indicator; tests change a line of it.
  private static let small = """
    measures:
      - {unit: 人, words: [人, 名]}
      - {words: [盏, 场]}
    unit_kinds:
      people: [人]
      lamps: [盏]
    zeros: {投诉: 人}
    bare_nouns:
      人: [学员]
    phrases:
      plan: [计划]
    parts:
      place:
        车间: [车间]
    concepts:
      lamp: [路灯]
      install: {words: [安装], topic: true}
    indicators:
      - code: light.lamps
        name_zh: 路灯
        name_en: Lamps
        unit: 盏
        nature: flow
        definition_zh: 安装的路灯。
        definition_en: Lamps put up.
        parts: [place]
        rules:
          - {units: [lamps], head: [lamp], near: [install]}

    """

  private func failure(of yaml: String) -> CatalogueError? {
    do {
      _ = try Catalogue(yaml: yaml)
      return nil
    } catch {
      return error
    }
  }

  private func changed(_ line: String, to other: String) -> String {
    Self.small.replacingOccurrences(of: line, with: other)
  }

  private func line(of words: String, in yaml: String) -> Int? {
    yaml.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.contains(words) }.map { $0 + 1 }
  }

  private func links(_ text: String, _ yaml: String) throws -> [String] {
    let parser = ReportParser(catalogue: try Catalogue(yaml: yaml), areas: .builtIn)
    return parser.parse(text, context: ParsingContext(defaultArea: nil, published: nil))
      .quantities.map { quantity in
        let part = quantity.part.map { "[\($0)]" } ?? ""
        return "\(quantity.mention) \(quantity.indicator?.rawValue ?? "-")\(part)"
      }
  }

  @Test func `A small one works`() throws {
    #expect(try links("安装路灯30盏，其中车间8盏。", Self.small) == ["30盏 light.lamps", "8盏 light.lamps[车间]"])
  }

  @Test(arguments: [
    ("lamp: [路灯]", "lamp: {word: [路灯]}", "word:", "the key 'word' is unknown"),
    ("phrases:", "phrasing:", "phrasing", "the key 'phrasing' is unknown"),
    ("  plan: [计划]", "  planned: [计划]", "planned", "'planned' is not a phrase"),
    ("        nature: flow", "        nature: flaw", "flaw", "the nature must be"),
    ("light.lamps", "Light Lamps", "name_zh: 路灯", "is not a code"),
    ("units: [lamps]", "units: [lampions]", "lampions", "'lampions' is not a kind of units"),
    ("head: [lamp]", "head: [lantern]", "lantern", "'lantern' is not a concept"),
    (
      "        parts: [place]", "        parts: [spot]", "parts: [spot]",
      "'spot' is not a kind of parts"
    ),
    ("        unit: 盏", "", "code: light", "the key 'unit' is missing"),
    ("topic: true", "topic: perhaps", "perhaps", "true or false"),
    ("near: [install]", "near: [install], weight: heavy", "heavy", "a number is wanted"),
    ("lamp: [路灯]", "lamp: {includes: [sun]}", "sun", "'sun' must be a concept"),
    ("name_en: Lamps", "name_en: [Lamps]", "[Lamps]", "a text is wanted"),
    ("      people: [人]", "      people: 人", "people: 人", "a list is wanted"),
    ("投诉: 人", "投诉: 一个非常非常非常非常非常长的单位", "投诉", "longer than"),
  ])
  func `What is wrong is named with its line`(
    line words: String, becomes other: String, stands place: String, says reason: String
  ) throws {
    let yaml = changed(
      words.trimmingCharacters(in: .whitespaces), to: other.trimmingCharacters(in: .whitespaces))
    let error = try #require(failure(of: yaml))
    #expect(error.reason.contains(reason), "\(error)")
    let expected =
      place.hasPrefix("name_zh") || place.hasPrefix("code")
      ? self.line(of: "code:", in: yaml) : self.line(of: place, in: yaml)
    #expect(error.line == expected, "\(error)")
  }

  @Test func `A code, a concept or a key that stands twice is refused`() throws {
    let indicator = try #require(Self.small.range(of: "  - code:"))
    let twice = Self.small + Self.small[indicator.lowerBound...]
    #expect(failure(of: twice)?.reason == "the indicator 'light.lamps' stands twice")
    #expect(failure(of: twice)?.line == line(of: "code:", in: Self.small).map { $0 + 10 })
    #expect(
      failure(of: changed("  lamp: [路灯]", to: "  lamp: [路灯]\n  lamp: [灯]"))?.reason.contains(
        "twice")
        == true)
  }

  @Test(arguments: ["", "measures", "a: [", "- 1\n- 2", "\t", "{}", "&a *a", "a: b: c"])
  func `What is no catalogue is refused in a sentence`(yaml: String) {
    let error = failure(of: yaml)
    #expect(error.map { $0.line >= 1 && !$0.reason.isEmpty } == true)
  }

  @Test func `A file beyond the limit is refused unread`() {
    let yaml = String(repeating: "#", count: Catalogue.maximumLength + 1)
    #expect(failure(of: yaml)?.reason.contains("longer than") == true)
  }

  @Test func `More kinds of units than there is room for are refused`() {
    let kinds = (0...MeasureTable.Kinds.bitWidth).map { "  k\($0): [人]" }.joined(separator: "\n")
    #expect(
      failure(of: changed("  people: [人]", to: "  people: [人]\n" + kinds))?.reason.contains(
        "at most 64") == true)
  }

  @Test func `The version tells files apart`() throws {
    let one = try Catalogue(yaml: Self.small)
    let same = try Catalogue(yaml: Self.small)
    let other = try Catalogue(yaml: Self.small + "# a remark\n")
    #expect(one.version == same.version)
    #expect(one.version != other.version)
    #expect(one.version.count == 16)
  }

  @Test func `A synonym needs a word of data and no program`() throws {
    #expect(try links("安装街灯30盏。", Self.small) == ["30盏 -"])
    #expect(try links("安装街灯30盏。", changed("[路灯]", to: "[路灯, 街灯]")) == ["30盏 light.lamps"])
  }

  @Test func `A new indicator needs an entry of data and no program`() throws {
    let yaml =
      Self.small + """
          - code: light.evenings
            name_zh: 灯会
            name_en: Lantern evenings
            unit: 场
            nature: flow
            definition_zh: 举办的灯会。
            definition_en: Lantern evenings held.
            rules:
              - {units: [evenings], head: [灯会]}

        """
    let full = yaml.replacingOccurrences(of: "  lamps: [盏]", with: "  lamps: [盏]\n  evenings: [场]")
    #expect(try links("举办灯会4场。", full) == ["4场 light.evenings"])
    let definition = try Catalogue(yaml: full).definition(
      of: IndicatorCode(rawValue: "light.evenings"))
    #expect(definition?.indicator.nameEn == "Lantern evenings")
  }

  @Test func `A new measure word needs a word of data`() throws {
    #expect(try links("安装路灯30只。", Self.small) == [])
    let yaml = changed("[盏, 场]", to: "[盏, 场, 只]").replacingOccurrences(
      of: "lamps: [盏]", with: "lamps: [盏, 只]")
    #expect(try links("安装路灯30只。", yaml) == ["30只 light.lamps"])
  }

  @Test func `The built-in one names and defines each indicator in both languages`() {
    let catalogue = Catalogue.builtIn
    #expect(catalogue.definitions.count > 100)
    for definition in catalogue.definitions {
      #expect(catalogue.definition(of: definition.indicator.code) == definition)
      #expect(definition.definitionZh.contains { !$0.isASCII })
      #expect(!definition.definitionEn.isEmpty)
      #expect(!definition.indicator.nameEn.isEmpty)
    }
    #expect(catalogue.definition(of: IndicatorCode(rawValue: "no.such")) == nil)
  }

  @Test func `Each indicator of the built-in one has a rule, and each unit and part fits in a key`()
  {
    let catalogue = Catalogue.builtIn
    let ruled = Set(catalogue.rules.rules.map(\.indicator))
    #expect(ruled.count == catalogue.definitions.count)
    #expect(
      catalogue.lexicon.parts.joined().allSatisfy {
        $0.label.utf8.count <= ObservationKey.maximumPartLength
      })
    #expect(
      catalogue.definitions.allSatisfy {
        $0.indicator.unit.rawValue.utf8.count <= Unit.maximumLength
      })
  }
}
