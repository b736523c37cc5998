public import Reports

/// Reads the statistical quantities out of a report's text.
public struct ReportParser: Sendable {
  private let catalogue: Catalogue
  private let automaton: WordAutomaton
  private let areaFinder: AreaFinder

  /// Makes a parser for a catalogue and a list of areas.
  public init(catalogue: Catalogue, areas: AreaList) {
    self.catalogue = catalogue
    automaton = WordAutomaton(catalogue.lexicon.words)
    areaFinder = AreaFinder(areas)
  }

  /// Reads a text; it never fails, and offsets always lie in the text.
  public func parse(_ text: String, context: ParsingContext) -> ParsedReport {
    let normalised = Layout.normalise(text, linesAreParagraphs: context.linesAreParagraphs)
    let times = TimeScanner.scan(normalised)
    let figures = FigureScanner.scan(normalised, times: times, measures: catalogue.measures)
    let sentences = Sentences(of: normalised)
    let words = ClauseWords(normalised, lexicon: catalogue.lexicon, automaton: automaton)
    let unions = SubordinateUnions(
      normalised, sentences: sentences, offices: areaFinder.names, area: context.defaultArea)
    let links = Linker(
      catalogue, words: words, unions: unions, explains: context.explains
    ).links(of: figures, in: sentences)
    let periods = PeriodResolver(times, in: normalised, published: context.published)
    let areas = areaFinder.areas(
      of: sentences.paragraphs, in: normalised, defaultArea: context.defaultArea)
    var actors = Actors(
      normalised, times: times, area: context.defaultArea, published: context.published)
    var quantities: [Quantity] = []
    var sentence = 0
    for (figure, link) in zip(figures, links) where !link.isPlan {
      while sentence + 1 < sentences.sentences.count,
        sentences.sentences[sentence].range.upperBound <= figure.range.lowerBound
      {
        sentence += 1
      }
      let place =
        sentences.sentences.indices.contains(sentence) ? sentences.sentences[sentence] : nil
      let range = place?.range ?? figure.range
      let span = normalised.originalRange(of: figure.range)
      let nature = link.indicator.map { catalogue.rules.natures[$0] }
      let paragraph = place.map { sentences.paragraphs[$0.paragraph] } ?? range
      let owner = actors.owner(of: figure.range.lowerBound, in: range, of: paragraph)
      let period = periods.period(
        at: figure.range.lowerBound, in: range, of: paragraph)
      if periods.isAhead(period.value) { continue }
      let time: [FigureLink.Decision] =
        context.explains ? period.words.map { [(.period, $0)] } ?? [] : []
      let area = place.flatMap { areas[$0.paragraph] } ?? context.defaultArea
      quantities.append(
        Quantity(
          area: area,
          period: period.value,
          indicator: owner == .other ? nil : link.indicator.map { catalogue.rules.codes[$0] },
          part: Self.part(of: link, nature: nature, owner: owner),
          value: figure.value,
          unit: catalogue.measures.units[figure.unit], scale: figure.scale,
          qualifier: figure.qualifier, mention: normalised.originalText(in: span), span: span,
          sentence: normalised.originalRange(of: range),
          decision: (link.decision + time).map {
            .init(role: $0.role, span: normalised.originalRange(of: $0.range))
          }))
    }
    return ParsedReport(
      quantities: quantities, period: .year(periods.year), isPeriodAssumed: periods.isAssumed,
      scalars: normalised.original)
  }

  /// The part that the words name; else the event that a flow is of.
  private static func part(
    of link: FigureLink, nature: IndicatorNature?, owner: Actors.Owner
  ) -> String? {
    guard let nature, owner != .other else { return nil }
    if let part = link.part { return part }
    guard nature == .flow, case .event(let day) = owner else { return nil }
    return day
  }
}

/// What is known about a text beside its words.
public struct ParsingContext: Sendable {
  /// The area of a text that names none.
  public let defaultArea: AreaCode?
  /// The day it was published, to which 去年 and 今年 refer.
  public let published: CalendarDate?
  /// Whether each line is a paragraph, as in Word documents; else lines are wrapped, and those of
  /// a paragraph are joined.
  public let linesAreParagraphs: Bool
  /// Whether ``Quantity/decision`` shall name all words that decided; else it names the head and
  /// the part, which costs nothing.
  public let explains: Bool

  /// Makes a context.
  public init(
    defaultArea: AreaCode?, published: CalendarDate?, linesAreParagraphs: Bool = false,
    explains: Bool = false
  ) {
    self.defaultArea = defaultArea
    self.published = published
    self.linesAreParagraphs = linesAreParagraphs
    self.explains = explains
  }
}
