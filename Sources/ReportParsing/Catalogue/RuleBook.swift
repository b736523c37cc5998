import Reports

/// One way in which a text speaks of an indicator.
struct LinkRule: Sendable {
  /// Which indicator, by its place in the catalogue.
  var indicator: Int
  /// The kinds of units that fit.
  var kinds: MeasureTable.Kinds
  /// What the number counts, or what is done: one of these stands beside it.
  var head: [Concept]
  /// For each group, one of its words stands in the same clause.
  var near: [[Concept]] = []
  /// For each group, one of its words stands in the clause or has been the subject before.
  var with: [[Concept]] = []
  /// None of these stands beside the number.
  var not: [Concept] = []
  /// None of these is the subject at the number.
  var unless: [Concept] = []
  /// Is added to the score, to decide between rules that fit alike.
  var weight: Double = 0
}

/// What holds for an indicator whatever rule found it.
struct IndicatorTraits: Sendable {
  /// Which kinds of parts it is broken down by, by number.
  var partKinds: Set<Int> = []
  /// Whether it is a share.
  var isRate = false
  /// The kinds of parts that are parts only where several stand side by side.
  var listedPartKinds: Set<Int> = []
  /// Indicators of one family tell of one thing: those visited and what was given to them.
  var family: Int?
  /// For a flow, the stock to which it adds, by its place in the catalogue: new unions and unions.
  var stock: Int?
  /// For a stock, the flow that adds to it.
  var flow: Int?
  /// Indicators that are parts of this one, with the words that name them: of new members those in
  /// new forms of employment.
  var splits: [(indicator: Int, words: [Concept])] = []
  /// Whether the name before the head is the part: 江苏省五一劳动奖章.
  var hasNamedLevel = false
  /// Whether it is of an event that the text says was held: …大赛落下帷幕，216名选手.
  var isOfOneEvent = false
  /// Whether that holds where several such names stand side by side: “江北工匠”8名、“柳城工匠”20名.
  var hasListedNames = false
}

/// All rules, laid out for the inner loop: plain numbers and bits, by the words they begin with.
struct RuleBook: Sendable {
  /// A rule without references.
  struct Rule: Sendable {
    let indicator: Int
    let kinds: MeasureTable.Kinds
    let weight: Double
    /// The groups of `near` and `with`, as places in ``groups``.
    let near: Range<Int>
    let with: Range<Int>
    let not: ConceptSet
    let unless: ConceptSet
  }

  let rules: [Rule]
  let groups: [ConceptSet]
  let traits: [IndicatorTraits]
  /// The indicators of each family.
  let families: [[Int]]
  /// The codes and natures of the indicators.
  let codes: [IndicatorCode]
  let natures: [IndicatorNature]
  /// For each word, the rules of which it is a head.
  let rulesByWord: Rows
  /// For each word, the kinds of units of all these rules.
  let kindsByWord: [MeasureTable.Kinds]
  /// For each indicator, the concepts that say what is done where its figures stand.
  let verbs: [ConceptSet]
  /// The indicators that are parts of others, with the words that name them.
  let splits: [(whole: Int, part: Int, words: ConceptSet)]

  init(
    rules: [LinkRule], traits: [IndicatorTraits], indicators: [Indicator], lexicon: Lexicon
  ) {
    self.traits = traits
    var families: [[Int]] = []
    for (indicator, trait) in traits.enumerated() {
      guard let family = trait.family else { continue }
      while families.count <= family { families.append([]) }
      families[family].append(indicator)
    }
    self.families = families
    codes = indicators.map(\.code)
    natures = indicators.map(\.nature)
    var groups: [ConceptSet] = []
    func lay(_ lists: [[Concept]]) -> Range<Int> {
      let start = groups.count
      groups += lists.map { ConceptSet($0) }
      return start..<groups.count
    }
    self.rules = rules.map { rule in
      Rule(
        indicator: rule.indicator, kinds: rule.kinds, weight: rule.weight, near: lay(rule.near),
        with: lay(rule.with), not: ConceptSet(rule.not), unless: ConceptSet(rule.unless))
    }
    self.groups = groups
    var byHead: [[Int]] = Array(repeating: [], count: lexicon.conceptCount)
    for (number, rule) in rules.enumerated() {
      for concept in Set(rule.head) { byHead[concept].append(number) }
    }
    rulesByWord = Rows(
      lexicon.words.indices.map { word in
        var numbers: [Int] = []
        for concept in lexicon.concepts[word] {
          for number in byHead[Int(concept)] where !numbers.contains(number) {
            numbers.append(number)
          }
        }
        return numbers
      })
    let all = rulesByWord
    kindsByWord = lexicon.words.indices.map { word in
      all[word].reduce(into: 0) { kinds, number in kinds |= rules[Int(number)].kinds }
    }
    var verbs: [ConceptSet] = Array(repeating: ConceptSet(), count: traits.count)
    for rule in rules { verbs[rule.indicator].formUnion(ConceptSet(rule.near.joined())) }
    self.verbs = verbs
    splits = traits.enumerated().flatMap { whole, trait in
      trait.splits.map { (whole, $0.indicator, ConceptSet($0.words)) }
    }
  }
}
