import Reports

/// Several things that are named first and get their figures in order: 分别为93%和86%.
extension Linker {
  func isRespectively(_ figure: Figure, _ beside: [Hit]) -> Bool {
    beside.contains {
      Int($0.end) <= figure.range.lowerBound && words.has($0, Phrase.respectively)
    }
  }

  /// 职工入会率和农民工入会率分别为93%和86%: of several things named in order, the next one.
  ///
  /// Nil where fewer than two are left to be told apart by their indicators.
  func nextOfList(
    _ figure: Figure, _ place: FigurePlace, _ range: Range<Int>, _ context: PassageContext,
    _ previous: FigureLink?
  ) -> FigureLink? {
    var found: [(match: RuleMatcher.Match, end: Int)] = []
    for run in words.runs(in: range) {
      let around = RuleMatcher.Words(
        beside: Array(words.hits(in: run)), earlier: words.hits(in: run.upperBound..<run.upperBound)
      )
      let alone = PassageContext(occasions: ConceptSet())
      if let match = matcher.bestMatch(figure, around, alone, previous: nil)
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
}
