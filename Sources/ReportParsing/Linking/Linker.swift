import Reports

/// Links figures to indicators by the words around them and the rules of the catalogue.
struct Linker {
  let catalogue: Catalogue
  let words: ClauseWords
  private let unions: SubordinateUnions
  private let matcher: RuleMatcher
  private let explainer: Explainer?

  typealias Hit = WordAutomaton.Hit

  /// A clause that has so few characters before its figure has a noun and no verb of its own: it
  /// goes on with the verb of the clause before.
  private static let bareNoun = 6
  /// The longest words before a figure that is of the same part as the one before: 投入帮扶资金.
  private static let goingOn = 8
  /// 该市, 该镇: the sentence goes on with the place of the one before.
  private static let thatOne: UInt16 = 0x8BE5
  /// The longest words between two values of a change: 成长, 提高.
  private static let changeVerb = 6
  /// 为, 给, 向, 对.
  private static let forSomebody = ScalarSet("为给向对")
  /// The longest words between 由 and the old value: 由去年的86家.
  private static let oldTime = 5
  /// 从 and 由 before the old value, 到 before the new one.
  private static let from = ScalarSet("从由")
  private static let upTo: UInt16 = 0x5230

  init(_ catalogue: Catalogue, words: ClauseWords, unions: SubordinateUnions, explains: Bool) {
    self.catalogue = catalogue
    self.words = words
    self.unions = unions
    matcher = RuleMatcher(catalogue, words: words)
    explainer = explains ? Explainer(rules: catalogue.rules, words: words) : nil
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
        at: sentence.range.lowerBound, isOfYear: words.namesYear(in: sentence.range),
        keepsSubject: words[sentence.range.lowerBound] == Self.thatOne)
      for number in sentence.clauses {
        let clause = sentences.clauses[number]
        context.enter(clause, words: words, lexicon: catalogue.lexicon)
        if !words.beginsWithWord(clause) {
          context.note(
            subordinate: unions.label(of: clause) ?? unions.place(of: clause, words: words))
        }
        while links.count < figures.count,
          figures[links.count].range.lowerBound < clause.upperBound
        {
          let index = links.count
          let before = neighbours.before[index].map { figures[$0] }
          let isFirst = before.map { $0.range.lowerBound < sentence.range.lowerBound } ?? true
          var end = isFirst ? sentence.range.lowerBound : before?.range.upperBound ?? 0
          // 救助25人3万元, 307户、465人: figures without a word between have the same words before.
          if !isFirst,
            words.isJoined(after: end, touching: figures[index].range.lowerBound)
              || before.map({ isOldValue($0.range, of: figures[index].range) }) ?? false
          {
            end = min(lastBefore, end)
          }
          let last = isFirst ? end : before?.range.upperBound ?? end
          lastBefore = end
          let place = FigurePlace(
            clause: clause, sentence: sentence.range,
            item: words.endOfItem(from: clause.upperBound, in: sentence.range), before: end,
            last: last,
            after: neighbours.after[index].map { figures[$0] }?.range.lowerBound ?? .max)
          let previous = context.isAside ? links.last : main
          // 救助560人。其中，医疗救助20人: the sentence breaks down what the one before ends with.
          let goesOn = !isFirst || words.begins(sentence.range, with: .ofWhich)
          var link = link(figures[index], place, &context, previous: goesOn ? previous : nil)
          link.unit = figures[index].unit
          link.isListed = !isFirst && words.isJoint(at: place.last)
          if let whole = split(&link, previous), !links.isEmpty {
            links[links.count - 1].indicator = whole
          }
          if let flow = flowBefore(link, figures[index], place, previous), !links.isEmpty {
            links[links.count - 1].indicator = flow
          }
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
    if isChange(figure, place, beside) || isLacking(figure, place) { return link }
    if let rest = previous?.rest, let next = nextOfList(figure, place, rest, context, previous) {
      context.note(next.indicator ?? 0, in: figure.unit)
      return next
    }
    let isBare =
      figure.range.lowerBound - max(place.before, place.clause.lowerBound) <= Self.bareNoun
    var around = RuleMatcher.Words(beside: beside, earlier: words.hits(in: place.earlier))
    around.isBare = isBare
    around.isElliptic =
      figure.unit != MeasureTable.yuan && !Sign.isHan(words[figure.range.upperBound])
    if figure.value == .zero { around.beside += words.hits(in: figure.range) }
    if isBare || place.after < place.clause.upperBound && words.isJoint(at: place.after - 1) {
      around.later = later(figure, place)
    }
    if figure.unit == MeasureTable.yuan {
      around.ahead = words.hits(in: words.upToBreakdown(place.ahead))
    }
    // 慰问26个单位2400名职工 names its verb once, as does a list.
    let isNounBetween =
      place.before > place.clause.lowerBound && !words.isJoint(at: place.last)
      && figure.range.lowerBound - place.before <= Self.bareNoun
    around.hasNounBetween = isNounBetween
    if previous != nil, words.isJoint(at: place.before) || isNounBetween {
      around.list = words.hits(in: place.list)
    }
    around.goesOn = place.after < place.clause.upperBound
    let isPlace =
      isPlaceOfDoing(figure, place)
      || previous?.isPlace == true && words.isJoint(at: place.last)
        && figure.unit != MeasureTable.percent && figure.unit != MeasureTable.yuan
    link.isPlace = isPlace
    around.headEnd = isPlace ? endOfPlace(figure, place) : nil
    if let share = shareOfMoney(figure, place, beside, previous) {
      context.note(share.indicator ?? 0, in: figure.unit)
      return share
    }
    guard
      let match = matcher.bestMatch(
        figure, around, context,
        previous: isNewItem(place) || sumsUpList(figure, place, previous)
          || isLevel(figure, place, beside) ? nil : previous?.indicator)
    else {
      return inherited(figure, place, beside, previous, context)
        ?? companion(of: previous, figure, place, beside) ?? link
    }
    // 省级书屋2个、市级5个: what goes on with the figure before is a breakdown first.
    if match.hit.range.upperBound <= place.before, match.indicator == previous?.indicator,
      let next = inherited(figure, place, beside, previous, context)
    {
      return next
    }
    let named = isRespectively(figure, beside) ? place.before..<figure.range.lowerBound : nil
    if let named, let first = nextOfList(figure, place, named, context, nil) {
      context.note(first.indicator ?? 0, in: figure.unit)
      return first
    }
    let indicator =
      isNewItem(place)
      ? match.indicator : stockOrFlow(match.indicator, beside, previous, isBare: isBare)
    link.indicator = indicator
    link.decision.append((.head, match.hit.range))
    if let explainer {
      link.decision += explainer.decisions(for: match, figure, in: place.clause)
    }
    let kinds = catalogue.rules.traits[indicator].partKinds
    if let part = listedPart(figure, place, beside, kinds)
      ?? words.part(
        among: beside, kinds: kinds, figure: figure.range, head: match.hit.range,
        after: place.before, takesLists: catalogue.rules.traits[indicator].isRate)
      ?? ownPart(of: indicator, figure, place, previous)
    {
      link.part = part.label
      link.partKind = part.kind
      link.isOwnPart = part.kind == nil
      link.decision.append((.part, part.range))
    } else if figure.unit == MeasureTable.percent, let previous, previous.indicator == indicator,
      previous.part != nil, words.isJoint(at: place.before)
    {
      // 非公企业职代会建制率90%、厂务公开建制率88%: both are of the same employers.
      link.part = previous.part
      link.partKind = previous.partKind
    } else if let previous, let label = previous.part, previous.indicator != indicator,
      !previous.isListed,
      place.clause.lowerBound > place.before, place.clause.lowerBound - place.before <= 2,
      figure.unit != MeasureTable.percent,
      figure.range.lowerBound - place.clause.lowerBound <= Self.goingOn,
      previous.unit != figure.unit || context.isAside, isSameFamily(previous.indicator, indicator),
      !words.hasSemicolon(in: place.before..<figure.range.lowerBound),
      previous.isOwnPart || words.isPart(label, of: kinds), holds(label, of: previous),
      !beside.contains(where: { words.has($0, Phrase.total) })
    {
      // 其中单建企业签订20份，覆盖1810人: the second figure is of the same part.
      link.part = label
      link.isOwnPart = previous.isOwnPart
    }
    if link.part == nil, let level = namedLevel(of: indicator, match.hit, figure, previous) {
      link.part = level.label
      link.isOwnPart = true
      link.decision.append((.part, level.range))
    }
    if link.part == nil, let event = event(of: indicator, figure, beside) {
      link.part = words.text.text(in: event)
      link.isOwnPart = true
      link.decision.append((.part, event))
    }
    context.note(indicator, in: figure.unit)
    return link
  }

  /// 现场领到, 首批: the figure is of one event and not of the whole period.
  private func event(of indicator: Int, _ figure: Figure, _ beside: [Hit]) -> Range<Int>? {
    guard catalogue.indicators.indicators[indicator].nature == .flow else { return nil }
    let hit = beside.first {
      words.has($0, Phrase.event)
        && Int($0.start) - figure.range.upperBound <= Self.eventReach
    }
    return hit?.range
  }

  /// How far behind a figure the word for its event may stand: 名选手参加.
  private static let eventReach = 8

  /// 21个单位6700名职工参加了: of figures that stand together the last one's verb is every one's.
  private func later(_ figure: Figure, _ place: FigurePlace) -> ClauseWords.Run? {
    guard place.after < place.clause.upperBound,
      place.after - figure.range.upperBound <= Self.bareNoun || words.isJoint(at: place.after - 1)
    else { return nil }
    return words.hits(
      in: place.after..<min(place.clause.upperBound, place.after + FigurePlace.clauseReach))
  }

  /// 救助省级困难职工44户，投入78万元 is of these; 建成省级书屋5个，投入10万元 may be of all.
  private func holds(_ label: String, of previous: FigureLink) -> Bool {
    guard label.hasSuffix("级"), let unit = previous.unit else { return true }
    return catalogue.measures.countsPeople(unit)
  }

  /// 建成驿站36家，总数达到188家: where the second one is the stock, the first is what came.
  private func flowBefore(
    _ link: FigureLink, _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?
  ) -> Int? {
    guard let indicator = link.indicator, let previous, previous.indicator == indicator,
      link.part == nil, previous.part == nil, previous.unit == figure.unit,
      let flow = catalogue.rules.traits[indicator].flow,
      words.hits(in: place.before..<figure.range.lowerBound).contains(where: {
        words.has($0, Phrase.stock) && Int($0.end) == figure.range.lowerBound
      })
    else { return nil }
    return flow
  }

  /// Of new members, 其中新就业形态劳动者644人 are an indicator of their own. Where the figure before
  /// was taken for it too, the whole that it is of.
  private func split(_ link: inout FigureLink, _ previous: FigureLink?) -> Int? {
    guard let indicator = link.indicator, link.part != nil,
      let range = link.decision.last(where: { $0.role == .part })?.range
    else { return nil }
    for split in catalogue.rules.splits
    where indicator == split.whole || indicator == split.part {
      guard words.concepts(of: words.hits(in: range)).intersects(split.words),
        indicator == split.whole || link.isOwnPart && previous?.indicator == split.part
      else { continue }
      link.indicator = split.part
      link.part = nil
      link.partKind = nil
      link.isOwnPart = false
      return previous?.indicator == split.part && previous?.part == nil ? split.whole : nil
    }
    return nil
  }

  func isRespectively(_ figure: Figure, _ beside: [Hit]) -> Bool {
    beside.contains {
      Int($0.end) <= figure.range.lowerBound && words.has($0, Phrase.respectively)
    }
  }

  /// 职工入会率和农民工入会率分别为93%和86%: of several things named in order, the next one.
  ///
  /// Nil where fewer than two are left to be told apart by their indicators.
  private func nextOfList(
    _ figure: Figure, _ place: FigurePlace, _ range: Range<Int>, _ context: PassageContext,
    _ previous: FigureLink?
  ) -> FigureLink? {
    var found: [(match: RuleMatcher.Match, end: Int)] = []
    for run in words.runs(in: range) {
      let around = RuleMatcher.Words(
        beside: Array(words.hits(in: run)), earlier: words.hits(in: run.upperBound..<run.upperBound)
      )
      if let match = matcher.bestMatch(figure, around, PassageContext(), previous: nil)
        ?? matcher.bestMatch(figure, around, context, previous: nil),
        !found.contains(where: { $0.match.indicator == match.indicator })
      {
        found.append((match, run.upperBound))
      }
    }
    let isFirst = range.lowerBound == place.before
    guard let (match, next) = found.first else { return nil }
    let areParts =
      figure.unit == MeasureTable.percent && (isFirst || previous?.restAreParts == true)
    if found.count == 1, areParts {
      return partOfList(match, words.runs(in: range), isFirst: isFirst)
    }
    guard found.count > 1 || !isFirst else { return nil }
    var link = FigureLink()
    link.indicator = match.indicator
    link.decision.append((.head, match.hit.range))
    link.rest = next < range.upperBound ? next..<range.upperBound : nil
    // 非公企业建会率和职工入会率分别为85%和88%.
    let run = max(range.lowerBound, match.hit.range.lowerBound - FigurePlace.clauseReach)..<next
    if let part = words.part(
      among: Array(words.hits(in: run)), kinds: catalogue.rules.traits[match.indicator].partKinds,
      figure: figure.range, head: match.hit.range, after: range.lowerBound)
    {
      link.part = part.label
      link.partKind = part.kind
    }
    return link
  }

  /// 厂务公开、职代会建制率分别达90%和93%: what is named in order are parts of one rate.
  private func partOfList(
    _ match: RuleMatcher.Match, _ runs: [Range<Int>], isFirst: Bool
  ) -> FigureLink? {
    guard let run = runs.first, runs.count > 1 || !isFirst else { return nil }
    var link = FigureLink()
    link.indicator = match.indicator
    link.decision.append((.head, match.hit.range))
    let end = run.contains(match.hit.range.lowerBound) ? match.hit.range.upperBound : run.upperBound
    let label = run.lowerBound..<min(end, run.lowerBound + Self.longestRateLabel)
    let kinds = catalogue.rules.traits[match.indicator].partKinds
    let known = words.partsInOrder(in: run, kinds: kinds).first
    link.part = known?.label ?? words.text.text(in: label)
    link.partKind = known?.kind
    link.isOwnPart = known == nil
    link.decision.append((.part, known?.range ?? label))
    link.rest = runs.count > 1 ? runs[1].lowerBound..<runs[runs.count - 1].upperBound : nil
    link.restAreParts = true
    return link
  }

  /// The longest name of a part of a rate, in characters.
  private static let longestRateLabel = 10

  /// Whether the figure is a change and no level: 增长3.4%, 由300元提高到500元.
  private func isChange(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit]
  ) -> Bool {
    let start = figure.range.lowerBound
    if place.after < place.clause.upperBound,
      isOldValue(figure.range, of: place.after..<place.after)
    {
      return true
    }
    if isMoreThanBefore(figure, place) { return true }
    return beside.contains { hit in
      // 技能提升培训5期: within a longer word it is of a name.
      // 由79%提高到86%: the second value is a level.
      words.has(hit, Phrase.change) && (0...2).contains(start - Int(hit.end))
        && !(figure.unit != MeasureTable.yuan && words[Int(hit.end)] == Self.upTo)
        && !beside.contains {
          $0.start <= hit.start && $0.end >= hit.end && $0.length > hit.length
            && !words.has($0, Phrase.change)
        }
    }
  }

  /// 较五年前净增7.1万人, 比上年增加1980人.
  private func isMoreThanBefore(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let start = max(place.last, place.clause.lowerBound)
    let isCompared = (start..<max(start, figure.range.lowerBound)).contains {
      (words[$0] == Self.comparedTo || words[$0] == Self.than)
        && Self.timesBefore.contains(words[$0 + 1])
    }
    guard isCompared else { return false }
    return words.hits(in: start..<figure.range.lowerBound).contains {
      Int($0.end) == figure.range.lowerBound && words.has($0, Phrase.more)
    }
  }

  /// The first characters of times that are compared with: 上年, 去年, 同期.
  private static let timesBefore = ScalarSet("上去年同往前五三")
  /// 较 and 比.
  private static let comparedTo: UInt16 = 0x8F83
  private static let than: UInt16 = 0x6BD4

  /// Whether a figure is the value from which another one changed: 由300元提高到500元.
  private func isOldValue(_ old: Range<Int>, of new: Range<Int>) -> Bool {
    (1...Self.oldTime).contains { Self.from.contains(words[old.lowerBound - $0]) }
      && (0...Self.changeVerb).contains(new.lowerBound - old.upperBound)
      && words[new.lowerBound - 1] == Self.upTo
  }

  /// The words beside a figure. 为24名劳模设立: what stands before whom something is done for says
  /// nothing of them.
  private func wordsBeside(_ figure: Figure, _ place: FigurePlace) -> [Hit] {
    let range = place.beside(figure)
    let end = figure.range.upperBound
    let isForSomebody =
      Self.forSomebody.contains(words[figure.range.lowerBound - 1])
      && figure.unit != MeasureTable.percent
      && Sign.isHan(words[end]) && !words.isJoint(at: end)
    return Array(
      words.hits(in: isForSomebody ? figure.range.lowerBound..<range.upperBound : range))
  }

  /// 每间补助5000元: 每 before any measure word.
  private func isForEachPiece(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let start = max(
      place.last, place.clause.lowerBound, figure.range.lowerBound - Self.pieceReach)
    return (start..<max(start, figure.range.lowerBound)).contains { place in
      // 每年 is when, not for whom.
      words[place] == Self.every
        && catalogue.measures.measure(at: place + 1, of: words.text)
          .map { $0.unit != MeasureTable.years } ?? false
    }
  }

  /// How far before its figure a word for each may end: 日均 holds for what comes, 每个 for its noun.
  private func reachOfEach(_ hit: Hit, _ figure: Figure) -> Int {
    let isAverage = words[Int(hit.end) - 1] == Self.average
    return figure.unit == MeasureTable.yuan || isAverage ? Self.eachAmount : Self.each
  }

  private static let average: UInt16 = 0x5747
  /// How far before its figure 每间 may stand, in characters.
  private static let pieceReach = 8
  private static let every: UInt16 = 0x6BCF
  /// How far before its figure 每个 may end; before an amount: 每个工作室补助资金3万元.
  private static let each = 6
  private static let eachAmount = 10

  /// Whether the figure is an amount for each one: 每户1000元, 每户1000元和价值500元的物资.
  private func isForEach(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit], _ previous: FigureLink?
  ) -> Bool {
    let isNamed =
      beside.contains { hit in
        words.has(hit, Phrase.perHead)
          && (0...reachOfEach(hit, figure)).contains(figure.range.lowerBound - Int(hit.end))
      } || isForEachPiece(figure, place)
    guard !isNamed, figure.unit == MeasureTable.yuan else { return isNamed }
    if previous?.isForEach == true, words.isJoined(after: place.last, before: figure.range) {
      return true
    }
    return words.hits(in: place.listed(before: figure.range.lowerBound))
      .contains { words.has($0, Phrase.atEach) }
  }
}
