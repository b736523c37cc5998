import Reports

/// Links figures to indicators by the words around them and the rules of the catalogue.
struct Linker {
  private let catalogue: Catalogue
  private let words: ClauseWords
  private let unions: SubordinateUnions

  /// The least score of a rule whose head stands in the figure's own clause.
  private static let leastScore = 0.3
  /// What a head in an earlier clause costs.
  private static let earlierClause = 1.3
  /// A clause that has so few characters before its figure has a noun and no verb of its own: it
  /// goes on with the verb of the clause before.
  private static let bareNoun = 6
  /// The longest words between a total and its breakdown: 覆盖, 其中有.
  private static let breakdownVerb = 4
  /// What a word before the figure loses where another noun touches it from behind.
  private static let passedBy = 0.6
  /// What a word before the figure loses where it is one of several listed and others come after.
  private static let listed = 0.8
  /// The longest words between two values of a change: 成长, 提高.
  private static let changeVerb = 6
  /// 为, 给, 向, 对.
  private static let forSomebody: Set<UInt16> = [0x4E3A, 0x7ED9, 0x5411, 0x5BF9]
  /// 从 and 由 before the old value, 到 before the new one.
  private static let from: Set<UInt16> = [0x4ECE, 0x7531]
  private static let upTo: UInt16 = 0x5230
  /// Rates are named by words that nothing else has, so distance says little against them.
  private static let rateBonus = 0.9

  init(_ catalogue: Catalogue, words: ClauseWords, unions: SubordinateUnions) {
    self.catalogue = catalogue
    self.words = words
    self.unions = unions
  }

  /// The links of all figures, in order.
  func links(of figures: [Figure], in sentences: Sentences) -> [FigureLink] {
    var links: [FigureLink] = []
    var context = PassageContext()
    var paragraph = -1
    // The last figure that doesn't stand in brackets: a list goes on with it.
    var main: FigureLink?
    let neighbours = Neighbours(of: figures, in: catalogue.measures)
    for sentence in sentences.sentences {
      if sentence.paragraph != paragraph {
        paragraph = sentence.paragraph
        context = PassageContext(after: context, isOpening: links.isEmpty)
      }
      context.beginSentence(
        at: sentence.range.lowerBound, isOfYear: words.namesYear(in: sentence.range))
      for clause in sentence.clauses.map({ sentences.clauses[$0] }) {
        context.enter(clause, words: words, lexicon: catalogue.lexicon)
        if !words.beginsWithWord(clause) {
          context.note(subordinate: unions.label(of: clause))
        }
        while links.count < figures.count,
          figures[links.count].range.lowerBound < clause.upperBound
        {
          let index = links.count
          let before = neighbours.before[index].map { figures[$0] }
          let isFirst = before.map { $0.range.lowerBound < sentence.range.lowerBound } ?? true
          let place = FigurePlace(
            clause: clause, sentence: sentence.range,
            before: isFirst ? sentence.range.lowerBound : before?.range.upperBound ?? 0,
            after: neighbours.after[index].map { figures[$0] }?.range.lowerBound ?? .max)
          let previous = context.isAside ? links.last : main
          var link = link(figures[index], place, &context, previous: isFirst ? nil : previous)
          if let name = context.subordinate, link.indicator != nil { link.add(partOf: name) }
          if !context.isAside { main = link }
          links.append(link)
        }
      }
    }
    while links.count < figures.count { links.append(FigureLink()) }
    return links
  }

  private func link(
    _ figure: Figure, _ place: FigurePlace, _ context: inout PassageContext, previous: FigureLink?
  ) -> FigureLink {
    var link = FigureLink()
    let beside = wordsBeside(figure, place)
    context.noteIntention(before: figure.range.lowerBound, words: words)
    if context.isIntention {
      link.isPlan = true
      return link
    }
    if isForEach(figure, place, beside, previous) {
      link.isForEach = true
      return link
    }
    if isChange(figure, place, beside) { return link }
    let own = figure.value == .zero ? words.hits(in: figure.range) : []
    let earlier = words.hits(in: place.earlier)
    if let rest = previous?.rest, let next = nextOfList(figure, place, rest, context) {
      context.note(next.indicator ?? 0)
      return next
    }
    let isBare =
      figure.range.lowerBound - max(place.before, place.clause.lowerBound) <= Self.bareNoun
    guard
      let match = bestMatch(
        figure, beside + own, earlier: earlier,
        list: previous != nil && words.isJoint(at: place.before) ? words.hits(in: place.list) : [],
        context, previous: previous, isBare: isBare)
    else {
      return inherited(figure, place, beside, previous, context) ?? link
    }
    let named = isRespectively(figure, beside) ? place.before..<figure.range.lowerBound : nil
    if let named, let first = nextOfList(figure, place, named, context) {
      context.note(first.indicator ?? 0)
      return first
    }
    link.indicator = match.rule.indicator
    link.decision.append((.head, match.hit.range))
    let kinds = catalogue.rules.traits[match.rule.indicator].partKinds
    if let part = listedPart(figure, place, beside, kinds)
      ?? words.part(
        among: beside, kinds: kinds, figure: figure.range, head: match.hit.range,
        after: place.before)
    {
      link.part = part.label
      link.decision.append((.part, part.range))
    } else if let previous, let label = previous.part, previous.indicator != link.indicator,
      place.clause.lowerBound > place.before, figure.unit != .percent,
      !words.hasSemicolon(in: place.before..<figure.range.lowerBound),
      words.isPart(label, of: kinds),
      !beside.contains(where: { words.has($0, Phrase.total.concept) })
    {
      // 其中单建企业签订20份，覆盖1810人: the second figure is of the same part.
      link.part = label
    }
    context.note(match.rule.indicator)
    return link
  }

  /// 国有企业和民营企业分别为100%和85%: the first part for the first figure.
  private func listedPart(
    _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit], _ kinds: Set<Int>
  ) -> ClauseWords.PartWord? {
    guard isRespectively(figure, beside) else { return nil }
    let parts = words.partsInOrder(in: place.before..<figure.range.lowerBound, kinds: kinds)
    return parts.count > 1 ? parts.first : nil
  }

  private func isRespectively(_ figure: Figure, _ beside: [WordAutomaton.Hit]) -> Bool {
    beside.contains {
      Int($0.end) <= figure.range.lowerBound && words.has($0, Phrase.respectively.concept)
    }
  }

  /// 职工入会率和农民工入会率分别为93%和86%: of several things named in order, the next one.
  ///
  /// Nil where fewer than two are left to be told apart by their indicators.
  private func nextOfList(
    _ figure: Figure, _ place: FigurePlace, _ range: Range<Int>, _ context: PassageContext
  ) -> FigureLink? {
    var found: [Match] = []
    for run in words.runs(in: range) {
      if let match = bestMatch(
        figure, words.hits(in: run), earlier: [], context, previous: nil, isBare: false),
        !found.contains(where: { $0.rule.indicator == match.rule.indicator })
      {
        found.append(match)
      }
    }
    let isFirst = range.lowerBound == place.before
    guard let match = found.first, found.count > 1 || !isFirst else { return nil }
    var link = FigureLink()
    link.indicator = match.rule.indicator
    link.decision.append((.head, match.hit.range))
    let next = match.hit.range.upperBound
    link.rest = next < range.upperBound ? next..<range.upperBound : nil
    return link
  }

  /// Whether the figure is a change and no level: 增长3.4%, 由300元提高到500元.
  private func isChange(
    _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit]
  ) -> Bool {
    let start = figure.range.lowerBound
    if Self.from.contains(words[start - 1]), place.after < place.clause.upperBound,
      place.after - figure.range.upperBound <= Self.changeVerb,
      words[place.after - 1] == Self.upTo
    {
      return true
    }
    return beside.contains { hit in
      words.has(hit, Phrase.change.concept) && (0...2).contains(start - Int(hit.end))
    }
  }

  /// The words beside a figure. 为24名劳模设立: what stands before whom something is done for says
  /// nothing of them.
  private func wordsBeside(_ figure: Figure, _ place: FigurePlace) -> [WordAutomaton.Hit] {
    let range = place.beside(figure)
    let end = figure.range.upperBound
    let isForSomebody =
      Self.forSomebody.contains(words[figure.range.lowerBound - 1]) && figure.unit != .percent
      && Sign.isHan(words[end]) && !words.isJoint(at: end)
    return words.hits(in: isForSomebody ? figure.range.lowerBound..<range.upperBound : range)
  }

  /// Whether the figure is an amount for each one: 每户1000元, 每户1000元和价值500元的物资.
  private func isForEach(
    _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit], _ previous: FigureLink?
  ) -> Bool {
    let isNamed = beside.contains { hit in
      words.has(hit, Phrase.perHead.concept)
        && (0...6).contains(figure.range.lowerBound - Int(hit.end))
    }
    guard !isNamed, figure.unit == .yuan else { return isNamed }
    if previous?.isForEach == true, words.isJoined(after: place.before, before: figure.range) {
      return true
    }
    return words.hits(in: place.listed(before: figure.range.lowerBound))
      .contains { words.has($0, Phrase.atEach.concept) }
  }

  // MARK: Rules

  private struct Match {
    let score: Double
    let rule: LinkRule
    let hit: WordAutomaton.Hit
  }

  private func bestMatch(
    _ figure: Figure, _ beside: [WordAutomaton.Hit], earlier: [WordAutomaton.Hit],
    list: [WordAutomaton.Hit] = [],
    _ context: PassageContext, previous: FigureLink?, isBare: Bool
  ) -> Match? {
    let kinds = catalogue.measures.kinds(of: figure.unit)
    // 困难职工23394人、劳模466人: what comes after a joint belongs to the next figure.
    let beside =
      words.isJoint(at: figure.range.upperBound)
      ? beside.filter { Int($0.start) < figure.range.upperBound } : beside
    let clause = words.concepts(of: beside)
    // 慰问困难职工320人、劳模45人: a list names its verb once.
    let before = words.concepts(of: earlier + list)
    // 24名劳模: the noun that touches the measure word is what is counted.
    let counted = beside.first { Int($0.start) == figure.range.upperBound && $0.length > 1 }
    if let counted, words.has(counted, Phrase.elsewhere.concept) { return nil }
    var best: Match?
    for (hits, penalty) in [(beside, 0), (earlier, Self.earlierClause)] {
      for hit in hits {
        for concept in words.concepts(of: hit) {
          for number in catalogue.rules.rulesByHead[concept] {
            let rule = catalogue.rules.rules[Int(number)]
            guard rule.kinds & kinds != 0,
              let support = support(
                for: rule, clause: clause,
                earlier: isBare && figure.unit != .percent
                  ? before.union(context.previousClause) : before,
                goesOn: figure.unit != .percent && previous?.indicator == rule.indicator, context)
            else { continue }
            let isBefore = Int(hit.end) <= figure.range.lowerBound
            let isPassedBy = isBefore && counted != nil
            let isListed = isBefore && words.isJoint(at: Int(hit.end))
            let score =
              support + headScore(hit, figure) - penalty - (isPassedBy ? Self.passedBy : 0)
              - (isListed ? Self.listed : 0)
            if score > best?.score ?? Self.leastScore {
              best = Match(score: score, rule: rule, hit: hit)
            }
          }
        }
      }
    }
    return best
  }

  /// Longer words and nearer ones say more.
  private func headScore(_ hit: WordAutomaton.Hit, _ figure: Figure) -> Double {
    let isBefore = Int(hit.end) <= figure.range.lowerBound
    let distance =
      isBefore
      ? figure.range.lowerBound - Int(hit.end) : max(0, Int(hit.start) - figure.range.upperBound)
    let touches = distance == 0 ? 0.8 : 0
    let rate = figure.unit == .percent ? Self.rateBonus : 0
    return Double(min(hit.length, 8)) * 0.25 - Double(min(distance, 20)) * 0.07 + touches + rate
  }

  /// What the words around add to a rule; nil where they forbid it.
  private func support(
    for rule: LinkRule, clause: Set<Concept>, earlier: Set<Concept>, goesOn: Bool,
    _ context: PassageContext
  ) -> Double? {
    guard !rule.not.contains(where: clause.contains),
      !rule.unless.contains(where: context.isTopic)
    else { return nil }
    var score = rule.weight
    for group in rule.near {
      if group.contains(where: clause.contains) {
        score += 0.6
      } else if group.contains(where: earlier.contains) {
        score += 0.2
      } else if goesOn {
        // A list of figures of one indicator names its verb once.
        score += 0.4
      } else {
        return nil
      }
    }
    for group in rule.with {
      let scores = group.compactMap { concept in
        clause.contains(concept) ? 0.7 : context.subjectScore(of: concept)
      }
      guard let best = scores.max() else { return nil }
      score += best
    }
    return score
  }

  // MARK: Breakdowns

  /// A figure that no rule fits but that a part stands beside, or that is listed with the one
  /// before, belongs to the indicator before.
  private func inherited(
    _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit], _ previous: FigureLink?,
    _ context: PassageContext
  ) -> FigureLink? {
    let candidates = context.recentIndicators.filter { sharesKind(figure.unit, $0) }
    guard let indicator = candidates.first,
      previous?.indicator == indicator || isBreakdown(figure, place)
    else { return nil }
    let kinds = catalogue.rules.traits[indicator].partKinds
    var link = FigureLink()
    if let part = words.part(
      among: beside, kinds: kinds, figure: figure.range, head: figure.range, after: place.before,
      isOnlyEvidence: true),
      part.range.lowerBound < figure.range.lowerBound || goesOn(figure, place, previous, indicator)
    {
      link.indicator = indicator
      link.part = part.label
      link.decision.append((.part, part.range))
      return link
    }
    guard let previous, previous.indicator == indicator,
      words.isListed(after: place.before, before: figure.range.lowerBound)
    else { return nil }
    link.indicator = indicator
    let parts = words.partsInOrder(in: place.listed(before: place.before), kinds: kinds)
    link.part = parts.last?.label
    return link
  }

  /// 其中国有企业5家, 组建的工会中，机关1家: the sentence says that it breaks something down.
  private func isBreakdown(_ figure: Figure, _ place: FigurePlace) -> Bool {
    words.hits(in: place.listed(before: figure.range.lowerBound)).contains {
      words.has($0, Phrase.ofWhich.concept)
    }
  }

  /// 新建站点70个，覆盖7个街道: little stands between the total and what it is broken down by.
  private func goesOn(
    _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?, _ indicator: Int
  ) -> Bool {
    let start = max(place.before, place.clause.lowerBound)
    return previous?.indicator == indicator
      && figure.range.lowerBound - start <= Self.breakdownVerb
  }

  private func sharesKind(_ unit: Unit, _ indicator: Int) -> Bool {
    let definition = catalogue.indicators.indicators[indicator]
    return definition.countingUnit(for: unit) == definition.unit
      && (unit == .percent) == (definition.unit == .percent)
  }
}
