/// Folds one scalar for matching: full width to half width, traditional to simplified, the many
/// forms of one sign to one.
struct ScalarFolding: Sendable {
  private let table: [UInt16]

  /// The one folding; it is a table of the basic plane and costs one look-up a scalar.
  static let standard = ScalarFolding()

  /// The folded scalar.
  func callAsFunction(_ scalar: Unicode.Scalar) -> UInt16 {
    scalar.value < 0x1_0000 ? table[Int(scalar.value)] : NormalisedText.unknown
  }

  private init() {
    var table = (0..<0x1_0000).map { UInt16($0) }
    for value in 0xFF01...0xFF5E { table[value] = UInt16(value - 0xFEE0) }
    for (many, one) in Self.signs {
      for scalar in many.unicodeScalars { table[Int(scalar.value)] = one }
    }
    for (from, to) in zip(
      TraditionalCharacters.traditional.unicodeScalars,
      TraditionalCharacters.simplified.unicodeScalars)
    {
      table[Int(from.value)] = UInt16(to.value)
    }
    self.table = table
  }

  /// Signs that typists and OCR confuse, and the one that the stages know.
  private static let signs: [(many: String, one: UInt16)] = [
    ("\u{FF0C}", Sign.comma),
    (";\u{FF1B}", Sign.semicolon),
    (":\u{FF1A}\u{2236}", Sign.colon),
    ("!\u{FF01}", Sign.exclamation),
    ("?\u{FF1F}", Sign.question),
    ("(\u{FF08}\u{3014}[\u{FF3B}\u{3010}", Sign.openBracket),
    (")\u{FF09}\u{3015}]\u{FF3D}\u{3011}", Sign.closeBracket),
    ("\u{201C}\u{201E}\u{201F}\u{300C}\u{300E}\u{301D}\u{FF02}", Sign.openQuote),
    ("\u{201D}\u{300D}\u{300F}\u{301E}", Sign.closeQuote),
    ("\u{3008}\u{300A}", Sign.openTitle),
    ("\u{3009}\u{300B}", Sign.closeTitle),
    ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{FE63}", Sign.dash),
    ("\u{301C}\u{223C}\u{FF5E}", Sign.tilde),
    ("\u{2022}\u{30FB}\u{2027}\u{FF65}", Sign.middleDot),
    ("\u{FE6A}\u{FF05}\u{066A}", Sign.percent),
    ("\u{FF61}", Sign.fullStop),
    ("\u{3007}\u{25CB}\u{25EF}", 0x3007),
    ("\u{A0}\u{3000}\u{2002}\u{2003}\u{2009}\t\u{200B}\u{FEFF}", Sign.space),
    ("\r\u{0B}\u{0C}\u{85}\u{2028}\u{2029}", NormalisedText.paragraphEnd),
  ]
}
