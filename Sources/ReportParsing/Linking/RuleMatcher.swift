/// Finds the rule that fits a figure best.
struct RuleMatcher {
  /// The words to look at for a figure.
  struct Words {
    /// Beside the figure.
    var beside: [WordAutomaton.Hit]
    /// In the clauses between the figure before and this one's.
    var earlier: ClauseWords.Run
    /// In the list that the figure goes on.
    var list: ClauseWords.Run?
    /// Behind the figure that stands together with this one.
    var later: ClauseWords.Run?
    /// Behind an amount of money: what it was spent on.
    var ahead: ClauseWords.Run?
    /// Up to here words beside the figure may be the noun of the figure before.
    var ofLast = 0
    /// Whether only a noun stands between this figure and the one before in its clause.
    var hasNounBetween = false
    /// Whether the figure has a noun and no verb of its own.
    var isBare = false
    /// Whether another figure follows in the clause.
    var goesOn = false
    /// Whether no noun stands behind the figure, so that it counts what was named before.
    var isElliptic = false
    /// Where the noun of a figure that says in how many places something is done ends: what is
    /// done stands behind it and is not counted.
    var headEnd: Int?
  }

  /// A rule that fits, and the word that said so.
  struct Match {
    let score: Double
    let rule: Int
    let indicator: Int
    let hit: WordAutomaton.Hit
  }

  private let rules: RuleBook
  private let measures: MeasureTable
  private let words: ClauseWords

  /// The least score of a rule whose head stands in the figure's own clause.
  private static let leastScore = 0.3
  /// What a head in an earlier clause costs.
  private static let earlierClause = 1.3
  /// What it costs where the figure has no noun of its own: 驿站已有23处.
  private static let recalled = 0.4
  /// What a head before the figure before costs: 资助75名学生3万元.
  private static let earlierFigure = 0.9
  /// What a word before the figure loses where another noun touches it from behind.
  private static let passedBy = 0.6
  /// Before a noun, they make it one with whom or for whom something is done.
  private static let prepositions = ScalarSet("与和同为向对给跟")
  /// What a word before the figure loses where it is one of several listed and others come after.
  private static let listed = 0.8
  /// What a rule gains whose indicator is of the family of the one before.
  private static let sameFamily = 0.5
  /// Rates are named by words that nothing else has, so distance says little against them.
  private static let rateBonus = 0.9
  /// What a verb adds in the clause, before it, or of the figure before in a list of one indicator.
  private static let near = (clause: 0.6, earlier: 0.2, list: 0.4)
  /// What a subject adds in the sentence, in an earlier one, or behind the figure.
  private static let with = (sentence: 0.7, earlier: 0.1, ahead: 0.2)
  /// What a word that touches the figure adds, each of its characters, and each one between.
  private static let head = (touches: 0.8, length: 0.25, distance: 0.07)
  /// Longer words and longer ways count no more than these.
  private static let most = (length: 8, distance: 20, recall: 5)

  init(_ catalogue: Catalogue, words: ClauseWords) {
    rules = catalogue.rules
    measures = catalogue.measures
    self.words = words
  }

  /// What is known of the words when rules are tried.
  private struct Surroundings {
    var clause = ConceptSet()
    var earlier = ConceptSet()
    var ahead = ConceptSet()
    /// The words of the clause without the noun that belongs to the figure before.
    var own = ConceptSet()
    /// The words of the clause and of the sentence before it, and the topic.
    var subjects = ConceptSet()
    var topics = ConceptSet()
    var campaigns = ConceptSet()
    var campaign = RuleMatcher.with.sentence
    var opening: Concept?
    /// The indicator of the figure before, where lists go on with its verb.
    var goesOn = -1
  }

  /// The rule that fits best; nil where none does, or where something else is counted.
  func bestMatch(
    _ figure: Figure, _ words: Words, _ context: PassageContext, previous: Int?
  ) -> Match? {
    let kinds = measures.kinds(of: figure.unit)
    let figureEnd = figure.range.upperBound
    // 困难职工23394人、劳模466人: what comes after a joint belongs to the next figure.
    // 320人与企业达成意向 is no list.
    let isListed =
      self.words.isJoint(at: figureEnd)
      && (words.goesOn || self.words[figureEnd] == Sign.enumerationComma)
    let limit = isListed ? figureEnd : .max
    // 24名劳模: the noun that touches the measure word is what is counted.
    var counted: WordAutomaton.Hit?
    for hit in words.beside where Int(hit.start) == figureEnd && hit.length > 1 && limit == .max {
      counted = hit
      break
    }
    if let counted, self.words.has(counted, .elsewhere),
      !measures.countsPeople(figure.unit) || !goesOn(counted, in: words.beside, kinds)
    {
      return nil
    }
    let surroundings = self.surroundings(
      figure, words, limit: limit, context, goesOn: previous)
    let family = previous.flatMap { rules.traits[$0].family }
    var best: Match?
    // 职工子女 are no 职工: a word that a longer one goes on from only qualifies it.
    var reach: Int32 = 0
    func consider(_ hit: WordAutomaton.Hit, penalty: Double) {
      let isQualifier = hit.end < reach
      if hit.end > reach, self.words.hasConcepts(hit) { reach = hit.end }
      guard !isQualifier, rules.kindsByWord[Int(hit.word)] & kinds != 0 else { return }
      let bounds = rules.rulesByWord.bounds(of: Int(hit.word))
      let isBefore = Int(hit.end) <= figure.range.lowerBound
      var passedBy = isBefore && counted != nil ? Self.passedBy : 0
      let listed = isBefore && self.words.isJoint(at: Int(hit.end)) ? Self.listed : 0
      let ofHit =
        headScore(hit, figure, isRecalled: penalty > 0 && words.isElliptic) - penalty - listed
      // 240名工会干部与困难职工结成对子: another noun behind the one that is counted.
      if let counted, hit.start > counted.end,
        Self.prepositions.contains(self.words[Int(hit.start) - 1])
      {
        passedBy = Self.passedBy
      }
      for place in bounds {
        let number = rules.rulesByWord.value(at: place)
        guard rules.rules[number].kinds & kinds != 0,
          let support = support(for: number, surroundings)
        else { continue }
        let indicator = rules.rules[number].indicator
        // A head in an earlier clause has had its figure.
        let isSameFamily = penalty == 0 && family != nil && family == rules.traits[indicator].family
        let score = support + (isSameFamily ? Self.sameFamily : 0) + ofHit - passedBy
        if score > best?.score ?? Self.leastScore {
          best = Match(score: score, rule: number, indicator: indicator, hit: hit)
        }
      }
    }
    if let headEnd = words.headEnd {
      for hit in words.beside where Int(hit.start) >= figureEnd && Int(hit.start) < headEnd {
        consider(hit, penalty: 0)
      }
      return best
    }
    for hit in words.beside where Int(hit.start) < limit { consider(hit, penalty: 0) }
    // What stands beside the figure names it; only where nothing does, what was said before.
    guard best == nil else { return best }
    reach = 0
    let penalty = words.isElliptic ? Self.recalled : Self.earlierClause
    for hit in words.earlier { consider(hit, penalty: penalty) }
    if words.hasNounBetween, let list = words.list {
      reach = 0
      for hit in list { consider(hit, penalty: Self.earlierFigure) }
    }
    return best
  }

  /// 293户城市困难职工: a word for what is counted elsewhere only qualifies the next one.
  private func goesOn(
    _ word: WordAutomaton.Hit, in hits: [WordAutomaton.Hit], _ kinds: MeasureTable.Kinds
  ) -> Bool {
    hits.contains {
      $0.start == word.end && self.words.hasConcepts($0) && !self.words.has($0, .elsewhere)
        && rules.kindsByWord[Int($0.word)] & kinds != 0
    }
  }

  private func surroundings(
    _ figure: Figure, _ words: Words, limit: Int, _ context: PassageContext, goesOn: Int?
  ) -> Surroundings {
    var around = Surroundings()
    for hit in words.beside where Int(hit.start) < limit {
      self.words.add(hit, to: &around.clause)
      // 22户困难企业、348名特困职工: what ends at the joint has had its figure.
      if Int(hit.end) > words.ofLast {
        self.words.add(hit, to: &around.own)
      }
    }
    for run in [words.earlier, words.list, words.later] {
      guard let run else { continue }
      // 慰问困难职工320人、劳模45人: a list names its verb once.
      for hit in run { self.words.add(hit, to: &around.earlier) }
    }
    if words.isBare, figure.unit != MeasureTable.percent {
      around.earlier.formUnion(context.previousClause)
    }
    if let run = words.ahead { around.ahead = self.words.concepts(of: run) }
    around.subjects = around.clause
    around.subjects.formUnion(context.sentence)
    around.subjects.formUnion(context.topics)
    around.topics = context.topics
    around.topics.formUnion(context.campaigns)
    around.campaigns = context.campaigns
    around.campaign = context.isCampaignFresh ? Self.with.sentence : Self.with.earlier
    around.opening = context.openingSubject
    around.goesOn = figure.unit != MeasureTable.percent ? goesOn ?? -1 : -1
    return around
  }

  /// Longer words and nearer ones say more.
  private func headScore(
    _ hit: WordAutomaton.Hit, _ figure: Figure, isRecalled: Bool
  ) -> Double {
    let isBefore = Int(hit.end) <= figure.range.lowerBound
    let distance =
      isBefore
      ? figure.range.lowerBound - Int(hit.end) : max(0, Int(hit.start) - figure.range.upperBound)
    let touches = distance == 0 ? Self.head.touches : 0
    let rate = figure.unit == MeasureTable.percent ? Self.rateBonus : 0
    return Double(min(hit.length, Self.most.length)) * Self.head.length
      - Double(min(distance, isRecalled ? Self.most.recall : Self.most.distance))
      * Self.head.distance + touches + rate
  }

  /// What the words around add to a rule; nil where they forbid it.
  private func support(for number: Int, _ around: borrowing Surroundings) -> Double? {
    let near = rules.rules[number].near
    let with = rules.rules[number].with
    var score = rules.rules[number].weight
    for group in near {
      if rules.groups[group].intersects(around.clause) {
        score += Self.near.clause
      } else if rules.groups[group].intersects(around.earlier) {
        score += Self.near.earlier
      } else if around.goesOn == rules.rules[number].indicator {
        // A list of figures of one indicator names its verb once.
        score += Self.near.list
      } else {
        return nil
      }
    }
    for group in with {
      if rules.groups[group].intersects(around.subjects) {
        score += Self.with.sentence
      } else if rules.groups[group].intersects(around.campaigns) {
        score += around.campaign
      } else if rules.groups[group].intersects(around.ahead) {
        score += Self.with.ahead
      } else if let opening = around.opening, rules.groups[group].contains(opening) {
        score += Self.with.earlier
      } else {
        return nil
      }
    }
    guard !rules.rules[number].not.intersects(around.own),
      !rules.rules[number].unless.intersects(around.topics)
    else { return nil }
    return score
  }
}
