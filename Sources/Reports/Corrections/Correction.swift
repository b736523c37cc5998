/// The words that a correction is about, so that it finds them in the next revision of the report,
/// wherever they have moved.
public struct FigureAnchor: Hashable, Sendable, Codable {
  /// The sentence, folded, without spaces and line ends; shortened around the mention where long.
  public let sentence: String
  /// The number as written with qualifier and measure word, likewise folded.
  public let mention: String
  /// Which of the like mentions in the sentence, from 0.
  public let occurrence: Int
  /// Which of the like sentences in the report, from 0.
  public let repetition: Int

  /// The longest sentence kept, in Unicode scalars: a change far from the figure in a sentence
  /// without end shall not lose the correction.
  public static let maximumSentenceLength = 400

  /// Makes an anchor.
  public init(sentence: String, mention: String, occurrence: Int = 0, repetition: Int = 0) {
    self.sentence = sentence
    self.mention = mention
    self.occurrence = occurrence
    self.repetition = repetition
  }
}

/// What a person decided about a figure that was read in a report.
///
/// It belongs to one report: the same sentence in next year's is another statement.
public struct Correction: Hashable, Sendable, Codable {
  /// What is to become of the figure.
  public enum Change: Hashable, Sendable, Codable {
    /// It states something else than was read.
    case figure(FigureChange)
    /// It is no statistical figure of the report and states nothing.
    case drop
    /// It stands as it was read: a correction before is taken back, or the reading is confirmed.
    case asRead
  }

  /// The report whose words they are.
  public let report: ReportID
  /// The words.
  public let anchor: FigureAnchor
  /// What is to become of the figure.
  public let change: Change
  /// Who, when and why.
  public let note: CorrectionNote

  /// The most corrections kept for one report, those that later ones replaced among them: several
  /// for every figure that a report may state.
  public static let maximumPerReport = 4_096

  /// Makes a correction.
  public init(report: ReportID, anchor: FigureAnchor, change: Change, note: CorrectionNote) {
    self.report = report
    self.anchor = anchor
    self.change = change
    self.note = note
  }
}

/// What a figure states in the place of what was read; nil leaves what was read.
public struct FigureChange: Hashable, Sendable, Codable {
  /// The whole of an area or a part of it.
  public enum Part: Hashable, Sendable, Codable {
    /// The area's total.
    case total
    /// A part, by its label.
    case part(String)
  }

  /// The number with its unit.
  public var figure: WrittenFigure?
  /// What it measures.
  public var indicator: IndicatorCode?
  /// The part that it is of.
  public var part: Part?
  /// The period that it belongs to.
  public var period: Period?

  /// Makes a change.
  public init(
    figure: WrittenFigure? = nil, indicator: IndicatorCode? = nil, part: Part? = nil,
    period: Period? = nil
  ) {
    self.figure = figure
    self.indicator = indicator
    self.part = part
    self.period = period
  }

  /// Whether it leaves everything as it was read.
  public var isEmpty: Bool { self == FigureChange() }
}

/// A number with unit and qualifier as people write it, such as 57万余人, and what it says.
public struct WrittenFigure: Hashable, Sendable, Codable {
  /// As written.
  public let written: String
  /// The number in base units.
  public let value: FixedDecimal
  /// How exact it is.
  public let qualifier: Qualifier
  /// The measure word.
  public let unit: Unit
  /// The power of ten that it is written in: 4 for 万.
  public let scale: Int

  /// The longest writing, in bytes of UTF-8.
  public static let maximumLength = 96

  /// Makes a figure.
  public init(
    written: String, value: FixedDecimal, qualifier: Qualifier, unit: Unit, scale: Int
  ) {
    self.written = written
    self.value = value
    self.qualifier = qualifier
    self.unit = unit
    self.scale = scale
  }
}
