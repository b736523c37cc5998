import Reports

/// Links figures to indicators by the words around them and the rules of the catalogue.
struct Linker {
  let catalogue: Catalogue
  let words: ClauseWords
  private let unions: SubordinateUnions
  let matcher: RuleMatcher
  private let explainer: Explainer?

  typealias Hit = WordAutomaton.Hit

  /// A clause that has so few characters before its figure has a noun and no verb of its own: it
  /// goes on with the verb of the clause before.
  private static let bareNoun = 6
  /// 该市, 该镇: the sentence goes on with the place of the one before.
  private static let thatOne: UInt16 = 0x8BE5
  /// 为24名, 与6家, 来自7个: whom something is done for or with, or comes from.
  private static let ofThose = Array("其中".utf16)
  static let forSomebody = ScalarSet("为给向对与同自")

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
    var context = PassageContext(occasions: catalogue.lexicon.occasions)
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
        if let section = unions.sections[sentence.range.lowerBound] {
          context.note(section: section)
        }
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
          link.isInBreakdown =
            link.part != nil && goesOn && previous?.part != nil
            && previous?.indicator == link.indicator
          link.isListed = !isFirst && words.isJoint(at: place.last)
          if !isFirst { link.listIndicator = previous?.indicator ?? previous?.listIndicator }
          if let whole = split(&link, previous), !links.isEmpty {
            links[links.count - 1].indicator = whole
          }
          if let flow = flowBefore(link, figures[index], place, previous), !links.isEmpty {
            links[links.count - 1].indicator = flow
          }
          if let name = context.subordinate, link.indicator != nil { link.add(partOf: name) }
          // 一本的19名，每人4000元，二本的35名: what each one got parts no list.
          let isBetween = link.isForEach && main?.isOwnPart == true
          if !context.isAside, !isBetween { main = link }
          links.append(link)
        }
      }
    }
    while links.count < figures.count { links.append(FigureLink()) }
    dropLoneParts(of: &links)
    beginListsOfParts(in: &links)
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
    // 举办技术比武，来自18个区队: what was done before is not done with or for these.
    let earlier =
      isForSomebody(figure) ? place.clause.lowerBound..<place.clause.lowerBound : place.earlier
    var around = RuleMatcher.Words(beside: beside, earlier: words.hits(in: earlier))
    around.isBare = isBare
    around.ofLast = endOfLastNoun(figure, place)
    around.isElliptic =
      figure.unit != MeasureTable.yuan && !Sign.isHan(words[figure.range.upperBound])
    if figure.value == .zero { around.beside += words.hits(in: figure.range) }
    if figure.unit != MeasureTable.yuan, figure.unit != MeasureTable.percent {
      around.later = later(figure, place)
    }
    if figure.unit == MeasureTable.yuan, previous == nil || isNewItem(place) {
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
          || isLevel(figure, place, beside)
          ? nil : previous?.indicator ?? previous?.listIndicator)
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
    let isRecent = context.recent.contains { $0.indicator == indicator && $0.unit == figure.unit }
    findPart(
      of: &link, indicator, match.hit, figure, place, beside, previous,
      PartContext(
        isRecent: isRecent, isSubordinate: context.subordinate != nil, isAside: context.isAside,
        event: context.event))
    context.note(indicator, in: figure.unit)
    return link
  }

  /// 22户困难企业、348名: where the noun ends that stands behind the figure before, at the next joint.
  private func endOfLastNoun(_ figure: Figure, _ place: FigurePlace) -> Int {
    guard place.last > place.clause.lowerBound else { return 0 }
    return (place.last..<figure.range.lowerBound).first { words.isJoint(at: $0) } ?? 0
  }

  /// 21个单位6700名职工参加了: of figures that stand together the last one's verb is every one's.
  private func later(_ figure: Figure, _ place: FigurePlace) -> ClauseWords.Run? {
    guard place.after < place.clause.upperBound,
      place.after - figure.range.upperBound <= Self.bareNoun || words.isJoint(at: place.after - 1)
    else { return nil }
    return words.hits(
      in: place.after..<min(place.clause.upperBound, place.after + FigurePlace.clauseReach))
  }

  /// 建成驿站36家，总数达到188家: where the second one is the stock, the first is what came.
  private func flowBefore(
    _ link: FigureLink, _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?
  ) -> Int? {
    guard let indicator = link.indicator, let previous, previous.indicator == indicator,
      link.part == nil, previous.part == nil, previous.unit == figure.unit,
      place.clause.lowerBound > place.before,
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

  /// The words beside a figure. 为24名劳模设立: what stands before whom something is done for says
  /// nothing of them.
  private func wordsBeside(_ figure: Figure, _ place: FigurePlace) -> [Hit] {
    let range = place.beside(figure)
    return Array(
      words.hits(
        in: isForSomebody(figure) ? figure.range.lowerBound..<range.upperBound : range))
  }

  private func isForSomebody(_ figure: Figure) -> Bool {
    let end = figure.range.upperBound
    let isOfThose = MeasureTable.stands(
      Self.ofThose, at: figure.range.lowerBound - Self.ofThose.count, of: words.text)
    let before = figure.range.lowerBound - (isOfThose ? Self.ofThose.count : 0) - 1
    return Self.forSomebody.contains(words[before]) && figure.unit != MeasureTable.percent
      && Sign.isHan(words[end]) && !words.isJoint(at: end)
  }
}
