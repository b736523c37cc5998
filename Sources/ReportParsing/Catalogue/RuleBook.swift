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
}

/// All rules, by the words they begin with.
struct RuleBook: Sendable {
  let rules: [LinkRule]
  let traits: [IndicatorTraits]
  /// For each concept, the rules of which it is a head.
  let rulesByHead: [[Int32]]
  /// For each indicator, the concepts that say what is done where its figures stand.
  let verbs: [Set<Concept>]

  init(rules: [LinkRule], traits: [IndicatorTraits], conceptCount: Int) {
    self.rules = rules
    self.traits = traits
    var byHead: [[Int32]] = Array(repeating: [], count: conceptCount)
    for (number, rule) in rules.enumerated() {
      for concept in Set(rule.head) { byHead[concept].append(Int32(number)) }
    }
    rulesByHead = byHead
    var verbs: [Set<Concept>] = Array(repeating: [], count: traits.count)
    for rule in rules { verbs[rule.indicator].formUnion(rule.near.joined()) }
    self.verbs = verbs
  }
}
