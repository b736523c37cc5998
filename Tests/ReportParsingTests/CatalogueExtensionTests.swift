import Reports
import Testing

@testable import ReportParsing

@Suite struct `A file that extends the catalogue` {
  /// A city counts its nurseries and calls its stations by a name of its own.
  private static let file = """
    measures:
      - {words: [园]}
    unit_kinds:
      places: [园]
    concepts:
      nurseries: [托管班, 暑期托管]
      stations_outdoor: [蜂巢小站]
    indicators:
      - code: care.nurseries
        name_zh: 职工子女托管班数
        name_en: Nurseries
        unit: 个
        nature: flow
        definition_zh: 工会开办的托管班。
        definition_en: Nurseries that the union runs.
        rules:
          - {units: [places], head: [nurseries], weight: 1}
      - code: culture.reading_rooms
        rules:
          - {units: [places], head: [书香角], weight: 1}

    """

  private func failure(of yaml: String) -> String? {
    do {
      _ = try Catalogue.builtIn.extended(by: Array(yaml.utf8))
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `An indicator, synonyms and rules are added by data alone`() throws {
    let catalogue = try Catalogue.builtIn.extended(by: Array(Self.file.utf8))
    let parsed = ReportParser(catalogue: catalogue, areas: .builtIn).parse(
      "2018年，开办托管班12个，暑期托管3园，新建蜂巢小站5个、书香角7个，职工书屋2个。",
      context: ParsingContext(defaultArea: Reading.area, published: Reading.published))
    #expect(
      parsed.quantities.map { $0.indicator?.rawValue } == [
        "care.nurseries", "care.nurseries", "station.outdoor_new", "culture.reading_rooms",
        "culture.reading_rooms",
      ])
    #expect(
      catalogue.indicators.indicators.count == Catalogue.builtIn.indicators.indicators.count + 1)
  }

  /// An indicator of its own for those of another's parts that certain words name.
  private static func split(from whole: String) -> String {
    """
    concepts:
      welders: [电焊工]
    indicators:
      - code: training.welders
        name_zh: 电焊工培训人数
        name_en: Welders trained
        unit: 人
        nature: flow
        definition_zh: 参加培训的电焊工。
        definition_en: Welders trained.
        splits: {from: \(whole), words: [welders]}
    """
  }

  @Test func `A part that is an indicator of its own is split off by data alone`() throws {
    let yaml = Self.split(from: "training.participants")
    let catalogue = try Catalogue.builtIn.extended(by: Array(yaml.utf8))
    let parsed = ReportParser(catalogue: catalogue, areas: .builtIn).parse(
      "2018年，培训职工300人，其中电焊工40人、厨师20人。",
      context: ParsingContext(defaultArea: Reading.area, published: Reading.published))
    #expect(
      parsed.quantities.map { ($0.indicator?.rawValue ?? "-") + ($0.part.map { " \($0)" } ?? "") }
        == ["training.participants", "training.welders", "training.participants 厨师"])
    #expect(
      try #require(failure(of: Self.split(from: "no.such")))
        .hasPrefix("line 11: 'no.such' is no indicator"))
  }

  @Test func `The built-in catalogue knows nothing of it`() {
    #expect(Reading.links("开办托管班12个。") == ["12个 -"])
  }

  @Test func `The version tells catalogues apart`() throws {
    let first = try Catalogue.builtIn.extended(by: Array(Self.file.utf8))
    let again = try Catalogue.builtIn.extended(by: Array(Self.file.utf8))
    let other = try Catalogue.builtIn.extended(by: Array("phrases: {plan: [盼望]}".utf8))
    #expect(first.version == again.version)
    #expect(Set([Catalogue.builtIn.version, first.version, other.version]).count == 3)
  }

  @Test(arguments: [
    ("phrases:\n  plam: [盼望]", "line 2: 'plam' is not a phrase"),
    (
      "concepts:\n  lamps: [灯]\nindicators:\n  - code: culture.reading_rooms\n    rules:\n      - {units: [lamps], head: [灯]}",
      "line 6: 'lamps' is not a kind of units"
    ),
    (
      "indicators:\n  - code: culture.reading_rooms\n    unit: 个\n    rules: []",
      "line 3: the key 'unit' is unknown"
    ),
    ("lamps: []", "line 1: the key 'lamps' is unknown"),
    ("concepts: {a: [灯], b: {includes: [c]}}", "line 1: 'c' must be a concept"),
    ("- 1", "line 1: a mapping is wanted here"),
  ])
  func `What is wrong is told with its line in the file`(yaml: String, message: String) throws {
    #expect(try #require(failure(of: yaml)).hasPrefix(message))
  }

  @Test func `Bytes that are no text are refused`() {
    #expect(throws: CatalogueError(line: 1, reason: "the file is not UTF-8; save it as UTF-8")) {
      try Catalogue.builtIn.extended(by: [0xFF, 0xFE])
    }
  }
}
