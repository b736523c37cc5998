import Reports

/// A number with its measure word and qualifier, found in a text and not yet understood.
struct Figure: Hashable, Sendable {
  /// Its place in the folded text.
  var range: Range<Int>
  /// The number in base units.
  var value: FixedDecimal
  /// The measure word, by its number in the catalogue.
  var unit: MeasureTable.UnitNumber
  /// The power of ten that the number was written in.
  var scale: Int
  /// How exact it is.
  var qualifier: Qualifier
}
