import Reports

/// What the passage adds to the search for a part: copies of the passage itself would cost more.
struct PartContext {
  /// Whether the indicator was counted before in the paragraph, in the same unit.
  let isRecent: Bool
  /// Whether the sentence tells of a union below the office.
  let isSubordinate: Bool
  /// Whether the clause stands in brackets.
  let isAside: Bool
  /// The event that the text says was held.
  let event: Range<Int>?
}

/// Which part of its indicator a figure is.
extension Linker {
  /// The longest words before a figure that is of the same part as the one before: 投入帮扶资金.
  private static let goingOn = 8
  /// How far behind a figure the word for its event may stand: 名选手参加.
  private static let eventReach = 8

  /// Finds the part by the words beside the figure, by the figure before, or by what the sentence
  /// tells of; where there is none, the figure is a total.
  func findPart(
    of link: inout FigureLink, _ indicator: Int, _ head: Hit, _ figure: Figure,
    _ place: FigurePlace, _ beside: [Hit], _ previous: FigureLink?, _ context: PartContext
  ) {
    let traits = catalogue.rules.traits[indicator]
    func set(_ part: PartWord?) -> Bool {
      guard let part else { return false }
      link.part = part.label
      link.partKind = part.kind
      link.isOwnPart = part.kind == nil
      link.decision.append((.part, part.range))
      return true
    }
    if set(listedPart(figure, place, beside, traits.partKinds)) { return }
    if set(
      words.part(
        among: beside, kinds: traits.partKinds, figure: figure.range, head: head.range,
        after: place.before, takesLists: traits.isRate))
    {
      return
    }
    if set(ownPart(of: indicator, figure, place, previous, isRecent: context.isRecent)) { return }
    if let previous, let label = previous.part,
      isOfSamePart(indicator, figure, place, beside, previous, context)
    {
      link.part = label
      link.partKind = previous.indicator == indicator ? previous.partKind : nil
      link.isOwnPart = previous.isOwnPart
      link.isCarried = true
      return
    }
    if set(namedLevel(of: indicator, head, figure, previous)) { return }
    // 市级“职工之家”6个、“职工小家”4个: a list of parts goes on with parts.
    if set(listedOwnPart(of: indicator, figure, place, previous)) { return }
    if !context.isSubordinate, set(addition(to: indicator, figure, beside)) { return }
    if traits.isRate, set(openingPart(traits.partKinds, figure, place)) { return }
    if context.isRecent, set(settled(figure, beside)) { return }
    if figure.unit == MeasureTable.yuan, set(beneficiary(traits.partKinds, place)) { return }
    if set(event(of: indicator, figure, place)) { link.isCarried = true }
    if traits.isOfOneEvent, link.part == nil {
      _ = set(context.event.map { PartWord(label: words.text.text(in: $0), range: $0) })
    }
  }

  /// Whether a figure is of the same part as the one before.
  private func isOfSamePart(
    _ indicator: Int, _ figure: Figure, _ place: FigurePlace, _ beside: [Hit],
    _ previous: FigureLink, _ context: PartContext
  ) -> Bool {
    guard let label = previous.part else { return false }
    if figure.unit == MeasureTable.percent {
      // 非公企业职代会建制率90%、厂务公开建制率88%: both are of the same employers.
      return previous.indicator == indicator && words.isJoint(at: place.before)
    }
    guard previous.indicator != indicator, isSameFamily(previous.indicator, indicator),
      !words.hasSemicolon(in: place.before..<figure.range.lowerBound),
      !beside.contains(where: { words.has($0, Phrase.total) || words.has($0, Phrase.stock) })
    else { return false }
    // 该行业签订协议31份，覆盖企业1080家、职工5.8万人: what goes on in the clause.
    if previous.isCarried, place.before >= place.clause.lowerBound { return true }
    // 其中非公企业76家，发展会员6218人: what comes next is told of all.
    let isBreakdown = isBreakdown(figure, place)
    let isNew =
      catalogue.rules.traits[indicator].stock != nil && (isBreakdown || !previous.isOwnPart)
    // 其中单建企业签订20份，覆盖1810人: the second figure is of the same part.
    return !previous.isListed && !isNew && (context.isAside || !previous.isInBreakdown)
      && place.clause.lowerBound > place.before
      && place.clause.lowerBound - place.before <= 2
      && figure.range.lowerBound - place.clause.lowerBound <= Self.goingOn
      && (previous.unit != figure.unit || context.isAside
        || !isBreakdown && isOther(indicator, than: previous.indicator))
      && (previous.isOwnPart
        || words.isPart(label, of: catalogue.rules.traits[indicator].partKinds))
      && holds(label, of: previous, for: figure, isBreakdown: isBreakdown)
  }

  /// 救助省级困难职工44户，投入78万元 is of these; 建成省级书屋5个，投入10万元 may be of all.
  private func holds(
    _ label: String, of previous: FigureLink, for figure: Figure, isBreakdown: Bool
  ) -> Bool {
    guard label.hasSuffix("级") || isBreakdown && figure.unit == MeasureTable.yuan,
      let unit = previous.unit
    else { return true }
    return catalogue.measures.countsPeople(unit)
  }

  /// Whether an indicator is neither the flow to nor the stock of another.
  private func isOther(_ indicator: Int, than other: Int?) -> Bool {
    let traits = catalogue.rules.traits[indicator]
    return traits.stock != other && traits.flow != other
  }

  /// 新建爱心母婴室4个: what is new is a part of a stock that no flow adds to.
  private func addition(to indicator: Int, _ figure: Figure, _ beside: [Hit]) -> PartWord? {
    guard catalogue.indicators.indicators[indicator].nature == .stock,
      catalogue.rules.traits[indicator].flow == nil
    else { return nil }
    return beside.first {
      words.has($0, Phrase.fresh) && Int($0.end) <= figure.range.lowerBound
    }.map { PartWord(label: words.text.text(in: $0.range), range: $0.range) }
  }

  /// 受理案件135件，调解成功119件: of those that were counted before.
  private func settled(_ figure: Figure, _ beside: [Hit]) -> PartWord? {
    beside.first { words.has($0, Phrase.settled) && Int($0.end) == figure.range.lowerBound }
      .map { PartWord(label: words.text.text(in: $0.range), range: $0.range) }
  }

  /// 国有企业全部建立职代会制度，建制率100%: of whom the sentence tells, the share is of them.
  private func openingPart(
    _ kinds: Set<Int>, _ figure: Figure, _ place: FigurePlace
  ) -> PartWord? {
    let start = place.sentence.lowerBound
    guard place.before == start else { return nil }
    return words.partsInOrder(in: start..<max(place.clause.lowerBound, start), kinds: kinds).first {
      $0.range.lowerBound == start || words[$0.range.lowerBound - 1] == Sign.closeBracket
    }
  }

  /// 走访慰问敬老院，慰问金共9万元: money for those whom the clause before names, and nobody else.
  private func beneficiary(_ kinds: Set<Int>, _ place: FigurePlace) -> PartWord? {
    let parts = words.partsInOrder(in: place.earlier, kinds: kinds)
    guard parts.count == 1, let part = parts.first, !part.label.hasSuffix("级"),
      Sign.endsClause(words[part.range.upperBound]),
      !words.isJoint(at: part.range.lowerBound - 1)
    else { return nil }
    return part
  }

  /// 现场领到, 首批; 仪式上，为…: the figure is of one event and not of the whole period.
  private func event(of indicator: Int, _ figure: Figure, _ place: FigurePlace) -> PartWord? {
    guard words.has(.event), catalogue.indicators.indicators[indicator].nature == .flow
    else { return nil }
    let beside = words.hits(in: place.beside(figure)).first {
      words.has($0, Phrase.event)
        && Int($0.start) - figure.range.upperBound <= Self.eventReach
    }
    // 活动现场，发放资料500份，接待咨询42人次: it holds for the rest of the sentence.
    let start = max(place.sentence.lowerBound, figure.range.lowerBound - FigurePlace.clauseReach)
    let before = min(start, place.clause.lowerBound)..<place.clause.lowerBound
    let hit =
      beside
      ?? words.hits(in: before).first {
        words.has($0, Phrase.event)
          && !words.hasSemicolon(in: Int($0.end)..<max(Int($0.end), before.upperBound))
      }
    return hit.map { hit in
      // 仪式上, 现场为: the event alone.
      let isOver = Self.afterEvent.contains(words[hit.range.upperBound - 1])
      let range = isOver ? hit.range.dropLast() : hit.range
      return PartWord(label: words.text.text(in: range), range: range)
    }
  }

  private static let afterEvent = ScalarSet("上为向给共")
}
