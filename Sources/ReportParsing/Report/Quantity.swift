public import Reports

/// A number with unit and qualifier found in a text, with its place and what it was taken for.
public struct Quantity: Hashable, Sendable {
  /// A word that led to the indicator, the part or the period, and where it stands.
  public struct Decision: Hashable, Sendable {
    /// What the word did.
    public enum Role: String, Hashable, Sendable {
      /// It names what is counted.
      case head
      /// It says what was done.
      case verb
      /// It is the subject of the passage.
      case subject
      /// It is the campaign that the passage is about.
      case campaign
      /// It names the part.
      case part
      /// It names the time.
      case period
    }

    /// What the word did.
    public let role: Role
    /// Where it stands, in Unicode scalars of the text.
    public let span: Range<Int>
  }

  /// The area it belongs to; nil where the text names none and none was given.
  public let area: AreaCode?
  /// The period it belongs to.
  public let period: Period
  /// What it measures; nil where no indicator fits.
  public let indicator: IndicatorCode?
  /// The label of a part; nil for a total.
  public let part: String?
  /// The number in base units.
  public let value: FixedDecimal
  /// The measure word.
  public let unit: Unit
  /// The power of ten that it was written in: 4 for 万.
  public let scale: Int
  /// How exact it is.
  public let qualifier: Qualifier
  /// The words, as they stand in the text.
  public let mention: String
  /// Where they stand, in Unicode scalars of the text.
  public let span: Range<Int>
  /// The sentence they stand in, likewise.
  public let sentence: Range<Int>
  /// Which words decided: the head and the part, and where ``ParsingContext/explains`` asks for
  /// them also verbs, subjects, campaign and period.
  public let decision: [Decision]
  /// Who corrected what was read here; nil where it stands as it was read.
  public internal(set) var correction: AppliedCorrection?
}
