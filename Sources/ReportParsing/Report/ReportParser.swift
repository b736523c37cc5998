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
    let normalised = Layout.normalise(text)
    let times = TimeScanner.scan(normalised)
    let figures = FigureScanner.scan(normalised, times: times, measures: catalogue.measures)
    let sentences = Sentences(of: normalised)
    let words = ClauseWords(normalised, lexicon: catalogue.lexicon, automaton: automaton)
    let unions = SubordinateUnions(normalised, sentences: sentences, offices: areaFinder.names)
    let links = Linker(catalogue, words: words, unions: unions).links(of: figures, in: sentences)
    let periods = PeriodResolver(times, in: normalised, published: context.published)
    let areas = areaFinder.areas(
      of: sentences.paragraphs, in: normalised, defaultArea: context.defaultArea)
    var actors = Actors(normalised, times: times, area: context.defaultArea)
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
      let indicator = link.indicator.map { catalogue.indicators.indicators[$0] }
      let paragraph = place.map { sentences.paragraphs[$0.paragraph] } ?? range
      let owner = actors.owner(of: figure.range.lowerBound, in: range, of: paragraph)
      quantities.append(
        Quantity(
          area: place.flatMap { areas[$0.paragraph] } ?? context.defaultArea,
          period: periods.period(at: figure.range.lowerBound, in: range),
          indicator: owner == .other ? nil : indicator?.code,
          part: Self.part(of: link, indicator: indicator, owner: owner), value: figure.value,
          unit: figure.unit, scale: figure.scale,
          qualifier: figure.qualifier, mention: normalised.originalText(in: span), span: span,
          sentence: normalised.originalRange(of: range),
          decision: link.decision.map {
            .init(role: $0.role, span: normalised.originalRange(of: $0.range))
          }))
    }
    return ParsedReport(
      quantities: quantities, period: .year(periods.year), isPeriodAssumed: periods.isAssumed,
      scalars: normalised.original)
  }

  /// The part that the words name; else the event that a flow is of.
  private static func part(
    of link: FigureLink, indicator: Indicator?, owner: Actors.Owner
  ) -> String? {
    guard let indicator, owner != .other else { return nil }
    if let part = link.part { return part }
    guard indicator.nature == .flow, case .event(let day) = owner else { return nil }
    return day
  }
}

/// What is known about a text beside its words.
public struct ParsingContext: Sendable {
  /// The area of a text that names none.
  public let defaultArea: AreaCode?
  /// The day it was published, to which 去年 and 今年 refer.
  public let published: CalendarDate?

  /// Makes a context.
  public init(defaultArea: AreaCode?, published: CalendarDate?) {
    self.defaultArea = defaultArea
    self.published = published
  }
}
