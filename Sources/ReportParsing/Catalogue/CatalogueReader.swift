import Reports
import Yams

/// Reads the layers of a catalogue, section by section, and says in which line something is wrong.
///
/// The first layer is whole; each further one adds indicators, words and rules to what there is.
struct CatalogueReader {
  var lexicon = Lexicon.Builder()
  var measures = MeasureTable()
  var rules: [LinkRule] = []
  var traits: [IndicatorTraits] = []
  var definitions: [IndicatorDefinition] = []

  private var concepts: [String: Concept] = [:]
  /// The concepts in their order, with their own words and those that they take over.
  private var conceptNames: [String] = []
  private var conceptWords: [String: [String]] = [:]
  private var conceptIncludes: [String: [String]] = [:]
  private var literals: [String: Concept] = [:]
  private var partKinds: [String: Int] = [:]
  private var families: [String: Int] = [:]
  /// The stocks that flows add to, to be resolved when all indicators are known.
  private var stocks: [(flow: Int, node: CatalogueNode)] = []
  /// The wholes that indicators are split off, likewise.
  private var splits: [(part: Int, node: CatalogueNode)] = []

  private static let needed = ["measures", "unit_kinds", "phrases", "concepts", "indicators"]
  private static let optional = ["abstract_nouns", "slogan_nouns", "zeros", "bare_nouns", "parts"]

  mutating func read(_ layers: [String]) throws(CatalogueError) {
    var all: [CatalogueNode.Fields] = []
    for (number, yaml) in layers.enumerated() {
      let node = try CatalogueNode(yaml: yaml)
      all.append(
        number == 0
          ? try node.mapping(required: Self.needed, optional: Self.optional)
          : try node.mapping(required: [], optional: Self.needed + Self.optional))
    }
    for sections in all { try readWords(sections) }
    for sections in all { try readConcepts(sections.entries("concepts")) }
    addConceptWords()
    for (layer, sections) in all.enumerated() {
      for indicator in try sections.list("indicators") {
        try readIndicator(indicator, isExtension: layer > 0)
      }
    }
    for (flow, node) in stocks { try resolveStock(of: flow, node) }
    for (part, node) in splits { try resolveSplit(of: part, node) }
    guard lexicon.conceptCount <= ConceptSet.capacity else {
      throw CatalogueError(
        line: 1,
        reason: "concepts and words in rules are more than \(ConceptSet.capacity); use fewer")
    }
  }

  private mutating func readWords(_ sections: CatalogueNode.Fields) throws(CatalogueError) {
    for measure in try sections.list("measures") { try readMeasure(measure) }
    if let kinds = sections.optional("unit_kinds") { try readKinds(kinds) }
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
    guard let phrase = Phrase(name: name) else {
      let known = Phrase.allCases.map(\.name).joined(separator: ", ")
      throw node.error("'\(name)' is not a phrase; the phrases are \(known)")
    }
    for word in try node.words() { lexicon.add(word, to: phrase.concept) }
  }

  private mutating func readParts(_ kind: String, _ node: CatalogueNode) throws(CatalogueError) {
    let number = partKinds[kind, default: partKinds.count]
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

  /// A concept that an earlier layer has gets more words; within a layer a name stands once.
  private mutating func readConcepts(
    _ entries: [(String, CatalogueNode)]
  ) throws(CatalogueError) {
    var seen: Set<String> = []
    for (name, node) in entries {
      guard seen.insert(name).inserted else { throw node.error("'\(name)' stands twice") }
      if node.isList {
        addConcept(name)
        conceptWords[name, default: []] += try node.words()
        continue
      }
      let fields = try node.mapping(
        required: [], optional: ["words", "includes", "topic", "campaign", "several", "occasion"])
      let concept = addConcept(
        name, isTopic: try fields.optional("topic")?.flag() ?? false,
        isCampaign: try fields.optional("campaign")?.flag() ?? false)
      if try fields.optional("occasion")?.flag() ?? false { lexicon.occasions.insert(concept) }
      if try fields.optional("several")?.flag() ?? false { lexicon.severalCampaigns = concept }
      for included in try fields.words("includes") {
        guard concepts[included] != nil, included != name else {
          throw node.error("'\(included)' must be a concept that stands before '\(name)'")
        }
        conceptIncludes[name, default: []].append(included)
      }
      conceptWords[name, default: []] += try fields.words("words")
    }
  }

  @discardableResult
  private mutating func addConcept(
    _ name: String, isTopic: Bool = false, isCampaign: Bool = false
  ) -> Concept {
    if let concept = concepts[name] { return concept }
    let concept = lexicon.addConcept(isTopic: isTopic, isCampaign: isCampaign)
    concepts[name] = concept
    conceptNames.append(name)
    return concept
  }

  /// Gives all concepts their words, when all layers have added theirs.
  private mutating func addConceptWords() {
    var all: [String: [String]] = [:]
    for name in conceptNames {
      var words = conceptWords[name] ?? []
      for included in conceptIncludes[name] ?? [] { words += all[included] ?? [] }
      all[name] = words
      for word in words { lexicon.add(word, to: concepts[name] ?? 0) }
    }
  }

  /// The indicator of the node's code, where an earlier layer has it.
  private func known(_ node: CatalogueNode) throws(CatalogueError) -> Int? {
    for (key, value) in try node.entries() where key == "code" {
      let code = try value.text()
      return definitions.firstIndex { $0.indicator.code.rawValue == code }
    }
    return nil
  }

  /// More rules for an indicator that an earlier layer has.
  private mutating func extendIndicator(
    _ indicator: Int, _ node: CatalogueNode
  ) throws(CatalogueError) {
    let fields = try node.mapping(required: ["code", "rules"], optional: [])
    for rule in try fields.list("rules") { try readRule(rule, of: indicator) }
  }

  private mutating func readIndicator(
    _ node: CatalogueNode, isExtension: Bool
  ) throws(CatalogueError) {
    if isExtension, let indicator = try known(node) {
      try extendIndicator(indicator, node)
      return
    }
    let fields = try node.mapping(
      required: ["code", "name_zh", "name_en", "unit", "nature", "definition_zh", "definition_en"],
      optional: [
        "same_units", "family", "adds_to", "splits", "parts", "listed_parts", "named_level",
        "listed_names", "of_one_event", "rules",
      ])
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
    trait.hasNamedLevel = try fields.optional("named_level")?.flag() ?? false
    trait.isOfOneEvent = try fields.optional("of_one_event")?.flag() ?? false
    trait.hasListedNames = try fields.optional("listed_names")?.flag() ?? false
    if let split = fields.optional("splits") { splits.append((definitions.count, split)) }
    if let stock = fields.optional("adds_to") { stocks.append((definitions.count, stock)) }
    definitions.append(
      IndicatorDefinition(
        indicator: indicator, definitionZh: try fields.text("definition_zh"),
        definitionEn: try fields.text("definition_en")))
    traits.append(trait)
    for rule in try fields.list("rules") { try readRule(rule, of: definitions.count - 1) }
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

  private mutating func resolveSplit(
    of part: Int, _ node: CatalogueNode
  ) throws(CatalogueError) {
    let fields = try node.mapping(required: ["from", "words"], optional: [])
    let code = IndicatorCode(rawValue: try fields.text("from"))
    guard let whole = definitions.firstIndex(where: { $0.indicator.code == code }) else {
      throw node.error("'\(code)' is no indicator of this catalogue")
    }
    traits[whole].splits.append((part, try concepts(in: fields.optional("words"))))
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

  private mutating func readRule(
    _ node: CatalogueNode, of indicator: Int
  ) throws(CatalogueError) {
    let fields = try node.mapping(
      required: ["units", "head"], optional: ["near", "with", "not", "unless", "weight"])
    var rule = LinkRule(indicator: indicator, kinds: 0, head: [])
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
