internal import ReportParsing
public import Reports

/// One quantity as `unionsync parse` shows it.
public struct ReadQuantity: Hashable, Sendable, Codable {
  /// The area it belongs to; nil where the text names none and none was given.
  public let area: AreaCode?
  /// The period it belongs to.
  public let period: Period
  /// What it measures; nil where no indicator fits.
  public let indicator: IndicatorCode?
  /// The indicator's name in Chinese.
  public let indicatorName: String?
  /// The label of a part; nil for a total.
  public let part: String?
  /// The number in base units.
  public let value: FixedDecimal
  /// The measure word as written.
  public let unit: Unit
  /// How exact it is.
  public let qualifier: Qualifier
  /// The words, as they stand in the text.
  public let mention: String
  /// Where they begin, in Unicode scalars.
  public let start: Int
  /// Where they end, exclusive.
  public let end: Int
  /// Where the sentence begins that they stand in, in Unicode scalars.
  public let sentenceStart: Int
  /// Where it ends, exclusive.
  public let sentenceEnd: Int
  /// The words that decided what it measures, in the order of the text.
  public let decisions: [DecidingWord]
}

/// A word that had a say in what a quantity measures.
public struct DecidingWord: Hashable, Sendable, Codable {
  /// What it did: `head` names what is counted, `verb` what was done, `subject` what the passage is
  /// about, `campaign`, `part` and `period` name these.
  public let role: String
  /// Where it begins, in Unicode scalars.
  public let start: Int
  /// Where it ends, exclusive.
  public let end: Int
}

/// Reads documents without a daemon, to see what would be found.
public struct ReportReading: Sendable {
  /// The quantities, in the order of the text.
  public let quantities: [ReadQuantity]
  /// What a person should look at, for all areas of the document.
  public let warnings: [ReviewWarning]
  /// The period that the document is about.
  public let period: Period
  /// The text that all places refer to; of a form, its rows as lines.
  public let text: String

  /// The indicators of this machine's catalogue, for their names; the built-in ones where its file
  /// can't be used, which whatever reads a report says aloud.
  public static let indicators = ((try? CatalogueFile.load(nil)) ?? .builtIn).indicators

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - area: The area of a text that names none.
  ///   - published: The day of publication, to which 去年 and 今年 refer; nil means today.
  ///   - catalogue: A file that extends the catalogue; nil takes the machine's own, if it has one.
  ///   - explains: Whether all words that decided are to be named.
  ///   - clock: Tells which day is today.
  /// - Throws: ``DaemonError`` where the file can't be read.
  public init(
    path: String, area: AreaCode?, published: CalendarDate?, catalogue: String? = nil,
    explains: Bool = false, clock: Clock = .system
  ) async throws(DaemonError) {
    let bytes = try DaemonClient.readDocument(path)
    let catalogue = try CatalogueFile.load(catalogue)
    let parsed: ParsedReport
    do throws(DaemonError) {
      (parsed, text) = try await ReportDocument(catalogue: catalogue, areas: .builtIn).parse(
        bytes,
        context: ParsingContext(
          defaultArea: area, published: published ?? clock.today, explains: explains))
    } catch {
      throw DaemonError(
        error.exitCode, zh: "\(path)：\(error.messageZh)", en: "\(path): \(error.messageEn)")
    }
    period = parsed.period
    quantities = parsed.quantities.map { quantity in
      ReadQuantity(
        area: quantity.area, period: quantity.period, indicator: quantity.indicator,
        indicatorName: quantity.indicator.flatMap { catalogue.indicators[$0]?.nameZh },
        part: quantity.part, value: quantity.value, unit: quantity.unit,
        qualifier: quantity.qualifier, mention: quantity.mention,
        start: quantity.span.lowerBound, end: quantity.span.upperBound,
        sentenceStart: quantity.sentence.lowerBound, sentenceEnd: quantity.sentence.upperBound,
        decisions: quantity.decision.map { word in
          DecidingWord(
            role: word.role.rawValue, start: word.span.lowerBound, end: word.span.upperBound)
        }.sorted { $0.start < $1.start })
    }
    // Each area's own; that the others are there is no news when all are shown.
    warnings = parsed.areas.flatMap { area in
      parsed.observations(for: area, catalogue: catalogue).warnings
    }.filter { $0.kind != .otherArea }
  }
}
