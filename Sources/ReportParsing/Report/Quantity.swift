public import Reports

/// A number with unit and qualifier found in a text, with its place and what it was taken for.
public struct Quantity: Hashable, Sendable {
  /// A word of the catalogue that led to the indicator, and where it stands.
  public struct Decision: Hashable, Sendable {
    /// What the word did.
    public enum Role: String, Hashable, Sendable {
      /// It names what is counted.
      case head
      /// It stands in the same clause.
      case near
      /// It is the subject of the passage.
      case with
      /// It names the part.
      case part
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
  /// Which words of the catalogue decided.
  public let decision: [Decision]
}
