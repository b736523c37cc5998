import Reports
import Yams

/// Reads the YAML of a catalogue, section by section, and says in which line something is wrong.
struct CatalogueReader {
  var lexicon = Lexicon.Builder()
  var measures = MeasureTable()
  var rules: [LinkRule] = []
  var traits: [IndicatorTraits] = []
  var definitions: [IndicatorDefinition] = []

  private var concepts: [String: Concept] = [:]
  private var literals: [String: Concept] = [:]
  private var partKinds: [String: Int] = [:]
  private var families: [String: Int] = [:]
  /// The stocks that flows add to, to be resolved when all indicators are known.
  private var stocks: [(flow: Int, node: CatalogueNode)] = []

  mutating func read(_ yaml: String) throws(CatalogueError) {
    let sections = try CatalogueNode(yaml: yaml).mapping(
      required: ["measures", "unit_kinds", "phrases", "concepts", "indicators"],
      optional: ["abstract_nouns", "slogan_nouns", "zeros", "bare_nouns", "parts"])
    for measure in try sections.list("measures") { try readMeasure(measure) }
    try readKinds(sections.node("unit_kinds"))
    for word in try sections.words("abstract_nouns") { measures.addAbstractNoun(word) }
    for word in try sections.words("slogan_nouns") { measures.addSloganNoun(word) }
    for (word, node) in try sections.entries("zeros") {
      measures.addZero(word, unit: try node.unit())
    }
    for (unit, node) in try sections.entries("bare_nouns") {
      for word in try node.words() { measures.addBareNoun(word, unit: Unit(rawValue: unit)) }
    }
    for (name, node) in try sections.entries("phrases") { try readPhrase(name, node) }
    for (name, node) in try sections.entries("parts") { try readParts(name, node) }
    try readConcepts(sections.entries("concepts"))
    for indicator in try sections.list("indicators") { try readIndicator(indicator) }
    for (flow, node) in stocks { try resolveStock(of: flow, node) }
  }

  private mutating func readMeasure(_ node: CatalogueNode) throws(CatalogueError) {
    let fields = try node.mapping(required: ["words"], optional: ["unit", "loose", "time"])
    let unit = try fields.optional("unit")?.unit()
    let isLoose = try fields.optional("loose")?.flag() ?? false
    let isTime = try fields.optional("time")?.flag() ?? false
    for word in try fields.words("words") {
      measures.add(word, unit: unit ?? Unit(rawValue: word), isLoose: isLoose, isTime: isTime)
    }
  }

  private mutating func readKinds(_ node: CatalogueNode) throws(CatalogueError) {
    for (name, units) in try node.entries() {
      guard measures.addKind(name, units: try units.words().map(Unit.init(rawValue:))) else {
        throw node.error("there may be at most \(MeasureTable.Kinds.bitWidth) kinds of units")
      }
    }
  }

  private mutating func readPhrase(
    _ name: String, _ node: CatalogueNode
  ) throws(CatalogueError) {
    guard let phrase = Phrase(rawValue: name) else {
      let known = Phrase.allCases.map(\.rawValue).joined(separator: ", ")
      throw node.error("'\(name)' is not a phrase; the phrases are \(known)")
    }
    for word in try node.words() { lexicon.add(word, to: phrase.concept) }
  }

  private mutating func readParts(_ kind: String, _ node: CatalogueNode) throws(CatalogueError) {
    let number = partKinds.count
    partKinds[kind] = number
    for (label, words) in try node.entries() {
      guard label.utf8.count <= ObservationKey.maximumPartLength else {
        throw words.error("the label '\(label)' is too long")
      }
      for word in try words.words() {
        lexicon.add(word, as: Lexicon.Part(kind: number, label: label))
      }
    }
  }

  private mutating func readConcepts(
    _ entries: [(String, CatalogueNode)]
  ) throws(CatalogueError) {
    var words: [String: [String]] = [:]
    for (name, node) in entries {
      guard concepts[name] == nil else { throw node.error("'\(name)' stands twice") }
      if node.isList {
        concepts[name] = lexicon.addConcept(isTopic: false, isCampaign: false)
        words[name] = try node.words()
        continue
      }
      let fields = try node.mapping(
        required: [], optional: ["words", "includes", "topic", "campaign"])
      concepts[name] = lexicon.addConcept(
        isTopic: try fields.optional("topic")?.flag() ?? false,
        isCampaign: try fields.optional("campaign")?.flag() ?? false)
      var all = try fields.words("words")
      for included in try fields.words("includes") {
        guard let more = words[included] else {
          throw node.error("'\(included)' must be a concept that stands before '\(name)'")
        }
        all += more
      }
      words[name] = all
    }
    for (name, _) in entries {
      for word in words[name] ?? [] { lexicon.add(word, to: concepts[name] ?? 0) }
    }
  }

  private mutating func readIndicator(_ node: CatalogueNode) throws(CatalogueError) {
    let fields = try node.mapping(
      required: ["code", "name_zh", "name_en", "unit", "nature", "definition_zh", "definition_en"],
      optional: ["same_units", "family", "adds_to", "parts", "listed_parts", "rules"])
    let code = IndicatorCode(rawValue: try fields.text("code"))
    guard code.isWellFormed else {
      throw node.error("'\(code)' is not a code: write lower-case words joined by dots")
    }
    guard !definitions.contains(where: { $0.indicator.code == code }) else {
      throw node.error("the indicator '\(code)' stands twice")
    }
    guard let nature = IndicatorNature(rawValue: try fields.text("nature")) else {
      throw try fields.node("nature").error("the nature must be flow, stock or rate")
    }
    let indicator = Indicator(
      code: code, nameZh: try fields.text("name_zh"), nameEn: try fields.text("name_en"),
      unit: try fields.node("unit").unit(),
      sameUnits: try fields.words("same_units").map(Unit.init(rawValue:)), nature: nature)
    var trait = IndicatorTraits(isRate: nature == .rate)
    trait.partKinds = try kinds(in: fields, "parts")
    trait.listedPartKinds = try kinds(in: fields, "listed_parts")
    trait.partKinds.formUnion(trait.listedPartKinds)
    if let family = try fields.optional("family")?.text() {
      trait.family = families[family, default: families.count]
      families[family] = trait.family
    }
    if let stock = fields.optional("adds_to") { stocks.append((definitions.count, stock)) }
    definitions.append(
      IndicatorDefinition(
        indicator: indicator, definitionZh: try fields.text("definition_zh"),
        definitionEn: try fields.text("definition_en")))
    traits.append(trait)
    for rule in try fields.list("rules") { try readRule(rule) }
  }

  private func kinds(
    in fields: CatalogueNode.Fields, _ key: String
  ) throws(CatalogueError) -> Set<Int> {
    var kinds: Set<Int> = []
    for kind in try fields.words(key) {
      guard let number = partKinds[kind] else {
        throw try fields.node(key).error("'\(kind)' is not a kind of parts")
      }
      kinds.insert(number)
    }
    return kinds
  }

  private mutating func resolveStock(
    of flow: Int, _ node: CatalogueNode
  ) throws(CatalogueError) {
    let code = IndicatorCode(rawValue: try node.text())
    guard let stock = definitions.firstIndex(where: { $0.indicator.code == code }),
      definitions[stock].indicator.nature == .stock
    else { throw node.error("'\(code)' is no stock of this catalogue") }
    traits[flow].stock = stock
    traits[stock].flow = flow
  }

  private mutating func readRule(_ node: CatalogueNode) throws(CatalogueError) {
    let fields = try node.mapping(
      required: ["units", "head"], optional: ["near", "with", "not", "unless", "weight"])
    var rule = LinkRule(indicator: definitions.count - 1, kinds: 0, head: [])
    for name in try fields.words("units") {
      guard let kind = measures.kind(named: name) else {
        throw try fields.node("units").error("'\(name)' is not a kind of units")
      }
      rule.kinds |= kind
    }
    rule.head = try concepts(in: fields.optional("head"))
    rule.near = try groups(in: fields.optional("near"))
    rule.with = try groups(in: fields.optional("with"))
    rule.not = try concepts(in: fields.optional("not"))
    rule.unless = try concepts(in: fields.optional("unless"))
    rule.weight = try fields.optional("weight")?.number() ?? 0
    rules.append(rule)
  }

  /// A list of words is one group; a list of lists is a group each.
  private mutating func groups(in node: CatalogueNode?) throws(CatalogueError) -> [[Concept]] {
    guard let node else { return [] }
    let items = try node.list()
    guard items.first?.isList == true else { return [try concepts(in: node)] }
    var groups: [[Concept]] = []
    for item in items { groups.append(try concepts(in: item)) }
    return groups
  }

  /// Names of concepts, or words that stand for themselves.
  private mutating func concepts(in node: CatalogueNode?) throws(CatalogueError) -> [Concept] {
    guard let node else { return [] }
    var found: [Concept] = []
    for word in try node.words() {
      if let concept = concepts[word] ?? literals[word] {
        found.append(concept)
      } else if word.utf8.allSatisfy({ $0 < 0x80 }) {
        throw node.error("'\(word)' is not a concept of this catalogue")
      } else {
        let concept = lexicon.addConcept(isTopic: false, isCampaign: false)
        literals[word] = concept
        lexicon.add(word, to: concept)
        found.append(concept)
      }
    }
    return found
  }
}
