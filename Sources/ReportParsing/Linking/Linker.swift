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
  /// How many figures away the other parts of a breakdown stand.
  private static let neighbourhood = 4
  /// What a rule gains whose indicator is of the family of the one before.
  private static let sameFamily = 0.5
  /// The longest words before a figure that is of the same part as the one before: 投入帮扶资金.
  private static let goingOn = 8
  /// The longest words between 总数, 新增 and the figure: 了, 已.
  private static let counterpartVerb = 1
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
    var sections = Sections(words)
    var lastBefore = 0
    for sentence in sentences.sentences {
      if sentence.paragraph != paragraph {
        paragraph = sentence.paragraph
        sections.enter(
          sentence.range, of: sentences.paragraphs[paragraph],
          hasFigures: links.count < figures.count
            && figures[links.count].range.lowerBound < sentence.range.upperBound)
        context = PassageContext(
          after: context, isOpening: links.isEmpty, isPlan: sections.isPlan)
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
          var end = isFirst ? sentence.range.lowerBound : before?.range.upperBound ?? 0
          // 救助25人3万元, 307户、465人: figures without a word between have the same words before.
          if !isFirst, words.isJoined(after: end, touching: figures[index].range.lowerBound) {
            end = min(lastBefore, end)
          }
          lastBefore = end
          let place = FigurePlace(
            clause: clause, sentence: sentence.range, before: end,
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
    dropLoneParts(of: &links)
    return links
  }

  /// 发放宣传册9000册 is no breakdown, 发放宣传册9000册、传单2000张 is one: parts of some kinds stand side
  /// by side or are none.
  private func dropLoneParts(of links: inout [FigureLink]) {
    for index in links.indices {
      guard let indicator = links[index].indicator, let kind = links[index].partKind,
        catalogue.rules.traits[indicator].listedPartKinds.contains(kind)
      else { continue }
      let first = max(0, index - Self.neighbourhood)
      let last = min(links.count - 1, index + Self.neighbourhood)
      let isAlone = !(first...last).contains {
        $0 != index && links[$0].indicator == indicator && links[$0].part != links[index].part
      }
      if isAlone { links[index].part = nil }
    }
  }

  private func link(
    _ figure: Figure, _ place: FigurePlace, _ context: inout PassageContext, previous: FigureLink?
  ) -> FigureLink {
    var link = FigureLink()
    link.unit = figure.unit
    link.isListed = previous != nil && words.isJoint(at: place.before)
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
      context.note(next.indicator ?? 0, in: figure.unit)
      return next
    }
    let isBare =
      figure.range.lowerBound - max(place.before, place.clause.lowerBound) <= Self.bareNoun
    guard
      let match = bestMatch(
        figure, beside + own, earlier: earlier, later: isBare ? later(figure, place) : [],
        ahead: figure.unit == .yuan ? words.hits(in: place.ahead) : [],
        list: previous != nil && words.isJoint(at: place.before) ? words.hits(in: place.list) : [],
        context, previous: previous, isBare: isBare)
    else {
      return inherited(figure, place, beside, previous, context) ?? link
    }
    let named = isRespectively(figure, beside) ? place.before..<figure.range.lowerBound : nil
    if let named, let first = nextOfList(figure, place, named, context) {
      context.note(first.indicator ?? 0, in: figure.unit)
      return first
    }
    let indicator = stockOrFlow(match.rule.indicator, beside, previous, isBare: isBare)
    link.indicator = indicator
    link.decision.append((.head, match.hit.range))
    let kinds = catalogue.rules.traits[indicator].partKinds
    if let part = listedPart(figure, place, beside, kinds)
      ?? words.part(
        among: beside, kinds: kinds, figure: figure.range, head: match.hit.range,
        after: place.before)
      ?? ownPart(of: indicator, figure, place, previous)
    {
      link.part = part.label
      link.partKind = part.kind
      link.decision.append((.part, part.range))
    } else if let previous, let label = previous.part, previous.indicator != indicator,
      !previous.isListed,
      place.clause.lowerBound > place.before, figure.unit != .percent,
      figure.range.lowerBound - place.clause.lowerBound <= Self.goingOn,
      previous.unit != figure.unit,
      !words.hasSemicolon(in: place.before..<figure.range.lowerBound),
      words.isPart(label, of: kinds),
      !beside.contains(where: { words.has($0, Phrase.total.concept) })
    {
      // 其中单建企业签订20份，覆盖1810人: the second figure is of the same part.
      link.part = label
    }
    context.note(indicator, in: figure.unit)
    return link
  }

  /// 现有工会60个，发展会员4200人 goes on with what is there; 新建工会6个，会员420人 with what came.
  private func stockOrFlow(
    _ indicator: Int, _ beside: [WordAutomaton.Hit], _ previous: FigureLink?, isBare: Bool
  ) -> Int {
    guard let last = previous?.indicator, last != indicator else { return indicator }
    let traits = catalogue.rules.traits
    if let stock = traits[indicator].stock, traits[last].flow != nil, stock != last,
      !beside.contains(where: { words.has($0, Phrase.fresh.concept) })
    {
      return stock
    }
    if let flow = traits[indicator].flow, traits[last].stock != nil, flow != last, isBare,
      !beside.contains(where: { words.has($0, Phrase.stock.concept) })
    {
      return flow
    }
    return indicator
  }

  /// 国有企业和民营企业分别为100%和85%: the first part for the first figure.
  private func listedPart(
    _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit], _ kinds: Set<Int>
  ) -> ClauseWords.PartWord? {
    guard isRespectively(figure, beside) else { return nil }
    let parts = words.partsInOrder(in: place.before..<figure.range.lowerBound, kinds: kinds)
    return parts.count > 1 ? parts.first : nil
  }

  /// 21个单位6700名职工参加了: of figures that stand together the last one's verb is every one's.
  private func later(_ figure: Figure, _ place: FigurePlace) -> [WordAutomaton.Hit] {
    guard place.after < place.clause.upperBound,
      place.after - figure.range.upperBound <= Self.bareNoun
    else { return [] }
    return words.hits(
      in: place.after..<min(place.clause.upperBound, place.after + FigurePlace.clauseReach))
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
    later: [WordAutomaton.Hit] = [], ahead: [WordAutomaton.Hit] = [],
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
    let before = words.concepts(of: earlier + list + later)
    // 24名劳模: the noun that touches the measure word is what is counted.
    let counted = beside.first { Int($0.start) == figure.range.upperBound && $0.length > 1 }
    if let counted, words.has(counted, Phrase.elsewhere.concept) { return nil }
    let ahead = words.concepts(of: ahead)
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
                ahead: ahead,
                goesOn: figure.unit != .percent && previous?.indicator == rule.indicator, context)
            else { continue }
            let isBefore = Int(hit.end) <= figure.range.lowerBound
            let isPassedBy = isBefore && counted != nil
            let isListed = isBefore && words.isJoint(at: Int(hit.end))
            let family = catalogue.rules.traits[rule.indicator].family
            let isSameFamily =
              family != nil
              && family == previous?.indicator.flatMap { catalogue.rules.traits[$0].family }
            let score =
              support + (isSameFamily ? Self.sameFamily : 0) + headScore(hit, figure) - penalty
              - (isPassedBy ? Self.passedBy : 0)
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
    for rule: LinkRule, clause: Set<Concept>, earlier: Set<Concept>, ahead: Set<Concept>,
    goesOn: Bool, _ context: PassageContext
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
        clause.contains(concept)
          ? 0.7 : context.subjectScore(of: concept) ?? (ahead.contains(concept) ? 0.2 : nil)
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
    let candidates = context.recent.filter { sharesKind(figure.unit, $0) }
    guard let indicator = candidates.first?.indicator else { return nil }
    let counterpart = counterpart(of: indicator, figure, place, beside)
    guard counterpart != nil || previous?.indicator == indicator || isBreakdown(figure, place)
    else { return nil }
    let kinds = catalogue.rules.traits[indicator].partKinds
    var link = FigureLink()
    if let part = words.part(
      among: beside, kinds: kinds, figure: figure.range, head: figure.range, after: place.before,
      isOnlyEvidence: true),
      part.range.lowerBound < figure.range.lowerBound || goesOn(figure, place, previous, indicator)
    {
      link.indicator = counterpart ?? indicator
      link.part = part.label
      link.partKind = part.kind
      link.decision.append((.part, part.range))
      return link
    }
    if let counterpart {
      link.indicator = counterpart
      return link
    }
    if let own = ownPart(of: indicator, figure, place, previous) {
      link.indicator = indicator
      link.part = own.label
      link.decision.append((.part, own.range))
      return link
    }
    if previous?.indicator == indicator, goesOnByVerb(indicator, figure, place, beside) {
      link.indicator = indicator
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

  /// 新签合同37份，续签85份: a verb alone goes on with what was counted.
  private func goesOnByVerb(
    _ indicator: Int, _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit]
  ) -> Bool {
    let verbs = catalogue.rules.verbs[indicator]
    let start = max(place.before, place.clause.lowerBound)
    return !Sign.isHan(words[figure.range.upperBound])
      && figure.range.lowerBound - start <= Self.breakdownVerb
      && beside.contains { hit in
        Int(hit.end) <= figure.range.lowerBound
          && words.concepts(of: hit).contains(where: verbs.contains)
      }
  }

  /// 会员30万人，其中女会员12万人: the same thing again behind 其中 is a part, whatever its name.
  private func ownPart(
    of indicator: Int, _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?
  ) -> ClauseWords.PartWord? {
    guard previous?.indicator == indicator, figure.range.lowerBound > place.before else {
      return nil
    }
    return words.ownLabel(
      in: place.before..<figure.range.lowerBound, before: figure.range,
      until: min(place.after, place.clause.upperBound))
  }

  /// 新建母婴室8处，总数达到41处: the stock that a flow adds to, and the flow that adds to a stock.
  private func counterpart(
    of indicator: Int, _ figure: Figure, _ place: FigurePlace, _ beside: [WordAutomaton.Hit]
  ) -> Int? {
    guard !Sign.isHan(words[figure.range.upperBound]) else { return nil }
    let touching = beside.filter {
      let gap = figure.range.lowerBound - Int($0.end)
      return (0...Self.counterpartVerb).contains(gap)
    }
    guard let verb = touching.map({ Int($0.start) }).min(),
      verb - max(place.before, place.clause.lowerBound) <= Self.breakdownVerb
    else { return nil }
    let nature = catalogue.indicators.indicators[indicator].nature
    let traits = catalogue.rules.traits[indicator]
    if touching.contains(where: { words.has($0, Phrase.stock.concept) }) {
      return nature == .stock ? indicator : traits.stock
    }
    if touching.contains(where: { words.has($0, Phrase.fresh.concept) }) {
      return nature == .flow ? indicator : traits.flow
    }
    return nil
  }

  private func sharesKind(_ unit: Unit, _ recent: (indicator: Int, unit: Unit)) -> Bool {
    let definition = catalogue.indicators.indicators[recent.indicator]
    return definition.countingUnit(for: unit) == definition.countingUnit(for: recent.unit)
  }
}
