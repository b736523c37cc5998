import Reports

/// Totals and their parts, stocks and what is added to them, lists that go on.
extension Linker {
  /// The longest words between a total and its breakdown: 覆盖, 其中有.
  private static let breakdownVerb = 4
  /// The longest words between 总数, 新增 and the figure: 了, 已.
  private static let counterpartVerb = 1
  /// The longest label in a list of parts that the catalogue does not have.
  private static let listedLabel = 12
  /// The longest name of whose an honour is, in characters: 新疆维吾尔自治区.
  private static let longestLevel = 8
  /// The longest words before a figure that only say that it is an amount: 支出金额共计.
  private static let amountWords = 6
  /// How many figures away the other parts of a breakdown stand.
  private static let neighbourhood = 4

  /// 现有工会60个，发展会员4200人 goes on with what is there; 新建工会6个，会员420人 with what came.
  func stockOrFlow(
    _ indicator: Int, _ beside: [Hit], _ previous: FigureLink?, isBare: Bool
  ) -> Int {
    guard let last = previous?.indicator, last != indicator else { return indicator }
    let traits = catalogue.rules.traits
    if let stock = traits[indicator].stock, traits[last].flow != nil, stock != last,
      !beside.contains(where: { words.has($0, Phrase.fresh) })
    {
      return stock
    }
    if let flow = traits[indicator].flow, traits[last].stock != nil, flow != last, isBare,
      !beside.contains(where: { words.has($0, Phrase.stock) })
    {
      return flow
    }
    return indicator
  }

  /// Whether both tell of one thing, so that a part of one is a part of the other.
  func isSameFamily(_ first: Int?, _ second: Int) -> Bool {
    guard let first, let family = catalogue.rules.traits[first].family else { return false }
    return family == catalogue.rules.traits[second].family
  }

  /// 国有企业和民营企业分别为100%和85%: the first part for the first figure.
  func listedPart(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit], _ kinds: Set<Int>
  ) -> PartWord? {
    guard isRespectively(figure, beside) else { return nil }
    let parts = words.partsInOrder(in: place.before..<figure.range.lowerBound, kinds: kinds)
    return parts.count > 1 ? parts.first : nil
  }

  /// 发放宣传册9000册 is no breakdown, 发放宣传册9000册、传单2000张 is one: parts of some kinds stand side
  /// by side or are none, and so do some names.
  func dropLoneParts(of links: inout [FigureLink]) {
    for index in links.indices {
      guard let indicator = links[index].indicator, links[index].part != nil else { continue }
      let traits = catalogue.rules.traits[indicator]
      guard links[index].partKind.map(traits.listedPartKinds.contains) ?? traits.hasListedNames
      else { continue }
      let first = max(0, index - Self.neighbourhood)
      let last = min(links.count - 1, index + Self.neighbourhood)
      let isAlone = !(first...last).contains {
        $0 != index && links[$0].indicator == indicator && links[$0].part != links[index].part
      }
      if isAlone { links[index].part = nil }
    }
  }

  /// 慰问困难职工386人、困难农民工120人: where the next ones of a list are parts, the first is one too.
  func beginListsOfParts(in links: inout [FigureLink]) {
    for index in links.indices.dropLast().reversed() {
      let next = links[index + 1]
      guard links[index].part == nil, next.isListed, next.part != nil, !next.isOwnPart,
        let kind = next.partKind, links[index].indicator == next.indicator,
        let head = links[index].decision.first(where: { $0.role == .head }),
        catalogue.lexicon.labels[kind]?.contains(where: { $0.hasSuffix("级") }) == false
      else { continue }
      links[index].part = words.text.text(in: head.range)
      links[index].isOwnPart = true
    }
  }

  /// A figure that no rule fits but that a part stands beside, or that is listed with the one
  /// before, belongs to the indicator before.
  func inherited(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit], _ previous: FigureLink?,
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
    if let own = ownPart(
      of: indicator, figure, place, previous, isUnnamed: true,
      isRecent: isBreakdown(figure, place))
      ?? listedOwnPart(of: indicator, figure, place, previous)
    {
      link.indicator = indicator
      link.part = own.label
      link.isOwnPart = true
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
  func isBreakdown(_ figure: Figure, _ place: FigurePlace) -> Bool {
    words.has(.ofWhich)
      && words.hits(in: place.listed(before: figure.range.lowerBound)).contains {
        words.has($0, Phrase.ofWhich)
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
    _ indicator: Int, _ figure: Figure, _ place: FigurePlace, _ beside: [Hit]
  ) -> Bool {
    let verbs = catalogue.rules.verbs[indicator]
    let start = max(place.before, place.clause.lowerBound)
    return !Sign.isHan(words[figure.range.upperBound])
      && figure.range.lowerBound - start <= Self.breakdownVerb
      && beside.contains { hit in
        Int(hit.end) <= figure.range.lowerBound
          && words.concepts(of: CollectionOfOne(hit)).intersects(verbs)
      }
  }

  /// 会员30万人，其中女会员12万人: the same thing again behind 其中 is a part, whatever its name.
  ///
  /// Behind 其中 what no rule names is also a part of what an amount went to; and what was counted
  /// before with other figures in between (`isRecent`) is a part too.
  func ownPart(
    of indicator: Int, _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?,
    isUnnamed: Bool = false, isRecent: Bool = false
  ) -> PartWord? {
    guard figure.range.lowerBound > place.before else { return nil }
    if let previous, previous.isOwnPart,
      isSameFamily(previous.indicator, indicator)
        || previous.indicator == indicator
    {
      let item = itemOfBreakdown(
        figure, place, verbs: catalogue.rules.verbs[indicator],
        isSameUnit: previous.unit == figure.unit)
      if item != nil || !previous.isCarried { return item }
    }
    guard
      previous?.indicator == indicator || isRecent
        || (isUnnamed || words.begins(place.sentence, with: .ofWhich))
          && (isSameFamily(previous?.indicator, indicator) || previous?.isForEach == true)
    else { return nil }
    return words.ownLabel(
      in: place.before..<figure.range.lowerBound, before: figure.range,
      until: min(place.after, place.clause.upperBound))
  }

  /// 筹集资金538万元，其中中央财政126万元、自筹317万元: behind 其中 money is of the money before.
  ///
  /// Unless its own words name a subject: 其中助学26万元.
  func shareOfMoney(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit], _ previous: FigureLink?
  ) -> FigureLink? {
    guard figure.unit == MeasureTable.yuan, let previous, previous.unit == MeasureTable.yuan,
      let indicator = previous.indicator, place.last >= place.sentence.lowerBound,
      !words.concepts(of: beside).intersects(catalogue.lexicon.topics)
    else { return nil }
    let label =
      words.ownLabel(
        in: place.before..<figure.range.lowerBound, before: figure.range,
        until: min(place.after, place.clause.upperBound))
      ?? (previous.isShare && words.isJoint(at: place.last)
        ? listedOwnPart(of: indicator, figure, place, previous, longest: Self.longestSource) : nil)
    guard let label else { return nil }
    var link = FigureLink()
    link.indicator = indicator
    link.part = label.label
    link.isOwnPart = true
    link.isShare = true
    link.decision.append((.part, label.range))
    return link
  }

  /// The longest name of a source of money, in characters: 自治区总工会配套资金.
  private static let longestSource = 14

  /// 其中，生活救助896人；医疗救助73人: behind the next semicolon the breakdown goes on.
  private func itemOfBreakdown(
    _ figure: Figure, _ place: FigurePlace, verbs: ConceptSet, isSameUnit: Bool
  ) -> PartWord? {
    // 非公企业15家，村（社区）12家: a bracket ends no item.
    let isInside = words.character(before: place.clause) == Sign.closeBracket
    let start = isInside ? place.last + 1 : place.clause.lowerBound
    let range = start..<max(figure.range.lowerBound, start)
    guard words.character(before: place.clause) == Sign.semicolon || isSameUnit,
      (2...Self.listedLabel).contains(range.count),
      !Self.forSomebody.contains(words[figure.range.lowerBound - 1]),
      range.allSatisfy({ Sign.isHan(words[$0]) || Self.brackets.contains(words[$0]) }),
      !words.hits(in: range).contains(where: {
        words.has($0, Phrase.total) || words.has($0, Phrase.fresh) || words.has($0, Phrase.stock)
          || !isSameUnit && Int($0.start) == range.lowerBound && Int($0.end) < range.upperBound
            && words.concepts(of: CollectionOfOne($0)).intersects(verbs)
      })
    else { return nil }
    let label = words[range.upperBound - 1] == Sign.of ? range.dropLast() : range
    return PartWord(label: words.text.text(in: label), range: label)
  }

  /// 其中本科21名、专科12名: a list of such parts goes on.
  func listedOwnPart(
    of indicator: Int, _ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?,
    longest: Int = listedLabel
  ) -> PartWord? {
    let range = (place.last + 1)..<max(figure.range.lowerBound, place.last + 1)
    guard let previous, previous.indicator == indicator, previous.part != nil,
      words.isJoint(at: place.last), (2...longest).contains(range.count),
      !Self.forSomebody.contains(words[figure.range.lowerBound - 1]),
      range.allSatisfy({ Sign.isHan(words[$0]) || Self.brackets.contains(words[$0]) }),
      !words.endsElsewhere(range)
    else { return nil }
    return PartWord(label: words.text.text(in: range), range: range)
  }

  private static let brackets = ScalarSet("（）“”")

  /// 慰问劳模65人、9万元; 资助29人，金额7万元: what nothing names completes the figure before, where its
  /// family has one indicator of the unit.
  func companion(
    of previous: FigureLink?, _ figure: Figure, _ place: FigurePlace, _ beside: [Hit]
  ) -> FigureLink? {
    guard let previous, let last = previous.indicator, previous.unit != figure.unit,
      let family = catalogue.rules.traits[last].family,
      !Sign.isHan(words[figure.range.upperBound])
    else { return nil }
    let start = max(place.last, place.clause.lowerBound)
    let isNamed = beside.contains {
      words.has($0, Phrase.amount) && Int($0.end) <= figure.range.lowerBound
    }
    let isBare = figure.range.lowerBound - place.last <= 1
    guard isBare || isNamed && figure.range.lowerBound - start <= Self.amountWords else {
      return nil
    }
    let members = catalogue.rules.families[family].filter { member in
      let definition = catalogue.indicators.indicators[member]
      return definition.nature == .flow
        && definition.unit == catalogue.measures.units[figure.unit]
    }
    guard members.count == 1 else { return nil }
    var link = FigureLink()
    link.indicator = members[0]
    link.part = previous.part
    link.partKind = previous.partKind
    return link
  }

  /// 江苏省五一劳动奖章: whose it is stands before it; in a list the first one says it for all.
  func namedLevel(
    of indicator: Int, _ head: Hit, _ figure: Figure, _ previous: FigureLink?
  ) -> PartWord? {
    let traits = catalogue.rules.traits[indicator]
    guard traits.hasNamedLevel || traits.hasListedNames else { return nil }
    var start = Int(head.start)
    if Self.quotes.contains(words[start - 1]) { start -= 1 }
    let end = start
    while end - start < Self.longestLevel, Sign.isHan(words[start - 1]),
      !Self.beforeHonour.contains(words[start - 1]),
      !figure.range.contains(start - 1)
    {
      start -= 1
    }
    let isEvery = words[start] == Self.every
    if end - start > 1, !isEvery {
      return PartWord(label: words.text.text(in: start..<end), range: start..<end)
    }
    guard let previous, let label = previous.part, let last = previous.indicator,
      isSameFamily(last, indicator), words.isJoint(at: start - 1)
    else { return nil }
    return PartWord(label: label, range: Int(head.start)..<Int(head.end))
  }

  /// 各级 honours are of no one level.
  private static let every: UInt16 = 0x5404
  private static let quotes = ScalarSet("“‘")
  /// The last characters of what is done with an honour: 荣获, 授予, 表彰的.
  private static let beforeHonour = ScalarSet("获得予为评的了被名受有出彰誉选工位人个与和及章状荐志")

  /// 新建母婴室8处，总数达到41处: the stock that a flow adds to, and the flow that adds to a stock.
  private func counterpart(
    of indicator: Int, _ figure: Figure, _ place: FigurePlace, _ beside: [Hit]
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
    if touching.contains(where: { words.has($0, Phrase.stock) }) {
      return nature == .stock ? indicator : traits.stock
    }
    if touching.contains(where: { words.has($0, Phrase.fresh) }) {
      return nature == .flow ? indicator : traits.flow
    }
    return nil
  }

  private func sharesKind(
    _ unit: MeasureTable.UnitNumber, _ recent: (indicator: Int, unit: MeasureTable.UnitNumber)
  ) -> Bool {
    if unit == recent.unit { return true }
    let definition = catalogue.indicators.indicators[recent.indicator]
    let units = catalogue.measures.units
    return definition.countingUnit(for: units[unit])
      == definition.countingUnit(for: units[recent.unit])
  }
}
