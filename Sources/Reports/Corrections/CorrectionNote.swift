/// Who corrected a figure, when, and why.
public struct CorrectionNote: Hashable, Sendable, Codable {
  /// The person's name, as typed.
  public let author: String
  /// When, in milliseconds since 1970.
  public let correctedAtMs: Int64
  /// Why, in one line.
  public let reason: String

  /// The longest name, in bytes of UTF-8: thirty Chinese characters.
  public static let maximumAuthorLength = 96
  /// The longest reason, in bytes of UTF-8: a hundred Chinese characters, as it is sent with the
  /// figure.
  public static let maximumReasonLength = 300

  /// Makes a note; nil where name or reason is empty, too long or has control characters.
  public init?(author: String, correctedAtMs: Int64, reason: String) {
    guard let author = TypedLine(author, atMost: Self.maximumAuthorLength)?.text,
      let reason = TypedLine(reason, atMost: Self.maximumReasonLength)?.text
    else { return nil }
    self.author = author
    self.correctedAtMs = correctedAtMs
    self.reason = reason
  }
}

/// What the parser had read before a person corrected it.
public struct FigureAsRead: Hashable, Sendable, Codable {
  /// The period that it was taken to belong to.
  public let period: Period
  /// What it was taken to measure; nil where no indicator fitted.
  public let indicator: IndicatorCode?
  /// The label of a part; nil for a total.
  public let part: String?
  /// The number in base units.
  public let value: FixedDecimal
  /// How exact the number is.
  public let qualifier: Qualifier
  /// The measure word as written.
  public let writtenUnit: Unit
  /// The power of ten that the number was written in.
  public let writtenScale: Int

  /// Makes a figure.
  public init(
    period: Period, indicator: IndicatorCode?, part: String?, value: FixedDecimal,
    qualifier: Qualifier, writtenUnit: Unit, writtenScale: Int
  ) {
    self.period = period
    self.indicator = indicator
    self.part = part
    self.value = value
    self.qualifier = qualifier
    self.writtenUnit = writtenUnit
    self.writtenScale = writtenScale
  }
}

/// A correction as it goes with the figure that it made: a total that rests on it can name it.
public struct AppliedCorrection: Hashable, Sendable, Codable {
  /// Who, when and why.
  public let note: CorrectionNote
  /// What the parser had read in the same words.
  public let read: FigureAsRead

  /// Makes a correction that has been applied.
  public init(note: CorrectionNote, read: FigureAsRead) {
    self.note = note
    self.read = read
  }
}
