public import Reports

/// A document as it is read now, with what people decided about its figures, and what publishing it
/// would change.
public struct DraftReading: Sendable {
  /// The document.
  public let draft: Draft
  /// Which report it is.
  public let report: ReportID
  /// The revision that is published; nil where there is none.
  public let publishedRevision: Int?
  /// The whole text.
  public let text: String
  /// Every figure that was found in it, in the order of the text.
  public let figures: [ReadFigure]
  /// What publishing changes.
  public let diff: ReportDiff
  /// What a person should look at.
  public let warnings: [ReviewWarning]
  /// Decisions whose words are not in this text; they change nothing, and are kept.
  public let lostCorrections: [Correction]
  /// Names all that publishing would send.
  public let fingerprint: String

  /// Makes a reading.
  public init(
    draft: Draft, report: ReportID, publishedRevision: Int?, text: String, figures: [ReadFigure],
    diff: ReportDiff, warnings: [ReviewWarning], lostCorrections: [Correction], fingerprint: String
  ) {
    self.draft = draft
    self.report = report
    self.publishedRevision = publishedRevision
    self.text = text
    self.figures = figures
    self.diff = diff
    self.warnings = warnings
    self.lostCorrections = lostCorrections
    self.fingerprint = fingerprint
  }
}

/// A figure in the text of a document.
public struct ReadFigure: Hashable, Sendable {
  /// What becomes of a figure.
  public enum Standing: Hashable, Sendable {
    /// It states an observation.
    case stated
    /// Another figure of the document states the same key, and goes before it.
    case repeated
    /// No indicator fits: it is kept here, and not sent.
    case uncoded
    /// It is another area's, and not sent.
    case otherArea(AreaCode?)
    /// A person dropped it.
    case dropped
  }

  /// Its words, as they stand in the text.
  public let mention: String
  /// Where they stand, in Unicode scalars of the text.
  public let span: Range<Int>
  /// The sentence they stand in, likewise.
  public let sentence: Range<Int>
  /// What the parser took them for.
  public let read: FigureAsRead
  /// What they stand for now; as read where nobody changed it, also for a dropped one.
  public let now: FigureAsRead
  /// What becomes of it.
  public let standing: Standing
  /// The decision about it that is in force.
  public let correction: Correction?

  /// Makes a figure.
  public init(
    mention: String, span: Range<Int>, sentence: Range<Int>, read: FigureAsRead, now: FigureAsRead,
    standing: Standing, correction: Correction?
  ) {
    self.mention = mention
    self.span = span
    self.sentence = sentence
    self.read = read
    self.now = now
    self.standing = standing
    self.correction = correction
  }
}

/// What a person wants to become of a figure.
public struct CorrectionRequest: Hashable, Sendable {
  /// What is to become of it.
  public enum Change: Hashable, Sendable {
    /// It states something else; nil leaves what was read.
    case state(
      written: String?, indicator: IndicatorCode?, part: FigureChange.Part?, period: Period?)
    /// It states nothing.
    case drop
    /// It stands as it was read.
    case asRead
  }

  /// The document.
  public let draft: Draft.ID
  /// Which of the reading's figures, from 0.
  public let figure: Int
  /// The figure's words: others at this place say that the page is out of date.
  public let mention: String
  /// What is to become of it.
  public let change: Change
  /// Who decides, as typed.
  public let author: String
  /// Why, as typed.
  public let reason: String

  /// Makes a request.
  public init(
    draft: Draft.ID, figure: Int, mention: String, change: Change, author: String, reason: String
  ) {
    self.draft = draft
    self.figure = figure
    self.mention = mention
    self.change = change
    self.author = author
    self.reason = reason
  }
}
