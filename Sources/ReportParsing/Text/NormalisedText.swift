/// A text as the stages read it: folded for matching, joined over line wraps, with the way back
/// to the text as it was given.
///
/// Each folded scalar stands for one scalar of the original, so a range of the folded text always
/// has a place in the original. Scalars beyond the basic plane become ``unknown``.
struct NormalisedText: Sendable {
  /// The text as it was given.
  let original: [Unicode.Scalar]
  /// The folded text; paragraphs end with ``paragraphEnd``.
  var scalars: [UInt16] = []
  /// For each folded scalar, where it stands in the original.
  var origins: [Int32] = []

  /// Ends a paragraph in the folded text.
  static let paragraphEnd: UInt16 = 0x0A
  /// Stands for what no vocabulary can have.
  static let unknown: UInt16 = 0xFFFF

  init(original: [Unicode.Scalar]) {
    self.original = original
    scalars.reserveCapacity(original.count)
    origins.reserveCapacity(original.count)
  }

  /// How many folded scalars there are.
  var count: Int { scalars.count }

  /// The folded scalar at a place, or the end of a paragraph outside of the text.
  subscript(place: Int) -> UInt16 {
    UInt(bitPattern: place) < UInt(bitPattern: scalars.count)
      ? scalars[place] : Self.paragraphEnd
  }

  /// The range of the original that a range of the folded text stands for.
  func originalRange(of range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else {
      let place = range.lowerBound < origins.count ? Int(origins[range.lowerBound]) : original.count
      return place..<place
    }
    return Int(origins[range.lowerBound])..<(Int(origins[range.upperBound - 1]) + 1)
  }

  /// The words of the original in a range of it.
  func originalText(in range: Range<Int>) -> String {
    String(scalars: original, in: range)
  }

  /// The folded words in a range, for labels.
  func text(in range: Range<Int>) -> String {
    String(scalars: scalars[range].map { Unicode.Scalar($0) ?? "\u{FFFD}" }, in: 0..<range.count)
  }
}

extension String {
  /// The scalars of a range; appending them one by one takes the standard library many times longer.
  init(scalars: [Unicode.Scalar], in range: Range<Int>) {
    self.init(unsafeUninitializedCapacity: range.count * 4) { bytes in
      var count = 0
      for place in range {
        for byte in UTF8.encode(scalars[place]) ?? UTF8.encodedReplacementCharacter {
          bytes[count] = byte
          count += 1
        }
      }
      return count
    }
  }
}

/// The folded scalars that the stages look at.
enum Sign {
  static let fullStop: UInt16 = 0x3002
  static let comma: UInt16 = 0xFF0C
  static let enumerationComma: UInt16 = 0x3001
  /// 的.
  static let of: UInt16 = 0x7684
  static let semicolon: UInt16 = 0xFF1B
  static let colon: UInt16 = 0xFF1A
  static let exclamation: UInt16 = 0xFF01
  static let question: UInt16 = 0xFF1F
  static let openQuote: UInt16 = 0x201C
  static let closeQuote: UInt16 = 0x201D
  static let openTitle: UInt16 = 0x300A
  static let closeTitle: UInt16 = 0x300B
  static let openBracket: UInt16 = 0xFF08
  static let closeBracket: UInt16 = 0xFF09
  static let dash: UInt16 = 0x2D
  static let tilde: UInt16 = 0x7E
  static let point: UInt16 = 0x2E
  static let asciiComma: UInt16 = 0x2C
  static let plus: UInt16 = 0x2B
  static let slash: UInt16 = 0x2F
  static let middleDot: UInt16 = 0xB7
  static let space: UInt16 = 0x20
  static let percent: UInt16 = 0x25

  static func isDigit(_ scalar: UInt16) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

  static func isLatin(_ scalar: UInt16) -> Bool {
    (0x41...0x5A).contains(scalar) || (0x61...0x7A).contains(scalar)
  }

  /// Whether a sentence ends here.
  static func endsSentence(_ scalar: UInt16) -> Bool {
    scalar == fullStop || scalar == exclamation || scalar == question
      || scalar == NormalisedText.paragraphEnd
  }

  /// Whether a clause ends here.
  static func endsClause(_ scalar: UInt16) -> Bool {
    scalar == comma || scalar == asciiComma || scalar == semicolon || scalar == colon
  }

  /// Whether the scalar says that there is more: 余 多 几.
  static func isMore(_ scalar: UInt16) -> Bool {
    scalar == 0x4F59 || scalar == 0x591A || scalar == 0x51E0
  }

  /// Whether the scalar joins the items of a list: 、 和 及 与.
  static func isJoint(_ scalar: UInt16) -> Bool {
    scalar == enumerationComma || scalar == 0x548C || scalar == 0x53CA || scalar == 0x4E0E
  }

  /// Whether the scalar is a Han character.
  static func isHan(_ scalar: UInt16) -> Bool {
    (0x4E00...0x9FFF).contains(scalar) || scalar == 0x3007
  }
}
