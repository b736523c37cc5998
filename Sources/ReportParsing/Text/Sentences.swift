/// A sentence of a normalised text, with its clauses.
struct Sentence: Sendable {
  /// Its place, without the full stop.
  var range: Range<Int>
  /// Which paragraph it stands in, counted from 0.
  var paragraph: Int
  /// Its clauses, as indices into ``Sentences/clauses``.
  var clauses: Range<Int>
}

/// The sentences and clauses of a text.
///
/// Quotations and brackets are not cut, as names and slogans have commas of their own, except
/// where they hold whole sentences or, for brackets, figures.
struct Sentences: Sendable {
  private(set) var sentences: [Sentence] = []
  private(set) var clauses: [Range<Int>] = []
  private(set) var paragraphs: [Range<Int>] = []

  /// The longest quotation that is kept whole, in scalars: a long slogan.
  private static let longestQuotation = 40

  init(of text: NormalisedText) {
    var start = 0
    while start <= text.count {
      let end =
        start < text.count
        ? text.scalars[start...].firstIndex(of: NormalisedText.paragraphEnd) ?? text.count
        : text.count
      guard start < end else {
        start = end + 1
        continue
      }
      cut(paragraph: start..<end, of: text)
      start = end + 1
    }
  }

  private mutating func cut(paragraph: Range<Int>, of text: NormalisedText) {
    paragraphs.append(paragraph)
    var firstClause = clauses.count
    var sentenceStart = paragraph.lowerBound
    var clauseStart = paragraph.lowerBound
    func endClause(at place: Int, _ clauses: inout [Range<Int>]) {
      if clauseStart < place { clauses.append(clauseStart..<place) }
      clauseStart = place + 1
    }
    var place = paragraph.lowerBound
    while place < paragraph.upperBound {
      let scalar = text.scalars[place]
      if let end = Self.endOfWhole(at: place, in: paragraph, of: text) {
        place = end + 1
        continue
      }
      if Sign.endsSentence(scalar) {
        endClause(at: place, &clauses)
        endSentence(sentenceStart..<place, firstClause)
        firstClause = clauses.count
        sentenceStart = place + 1
      } else if Self.cutsClause(at: place, in: text) {
        endClause(at: place, &clauses)
      }
      place += 1
    }
    endClause(at: paragraph.upperBound, &clauses)
    endSentence(sentenceStart..<paragraph.upperBound, firstClause)
  }

  private mutating func endSentence(_ range: Range<Int>, _ firstClause: Int) {
    guard !range.isEmpty, firstClause < clauses.count else { return }
    sentences.append(
      Sentence(range: range, paragraph: paragraphs.count - 1, clauses: firstClause..<clauses.count))
  }

  private static func cutsClause(at place: Int, in text: NormalisedText) -> Bool {
    let scalar = text.scalars[place]
    if scalar == Sign.asciiComma {
      return !(Sign.isDigit(text[place - 1]) && Sign.isDigit(text[place + 1]))
    }
    if scalar == Sign.comma { return !partsDigits(at: place, in: text) }
    if scalar == Sign.colon {
      return !(Sign.isDigit(text[place - 1]) && Sign.isDigit(text[place + 1]))
    }
    return Sign.endsClause(scalar) || scalar == Sign.openBracket || scalar == Sign.closeBracket
  }

  /// 1，200名: a full-width comma before exactly three digits.
  private static func partsDigits(at place: Int, in text: NormalisedText) -> Bool {
    Sign.isDigit(text[place - 1]) && (1...3).allSatisfy { Sign.isDigit(text[place + $0]) }
      && !Sign.isDigit(text[place + 4]) && !Sign.isDigit(text[place - 4])
  }

  /// Where a quotation, title or bracket that opens here and is kept whole closes.
  private static func endOfWhole(
    at place: Int, in paragraph: Range<Int>, of text: NormalisedText
  ) -> Int? {
    let close: UInt16
    switch text.scalars[place] {
    case Sign.openQuote: close = Sign.closeQuote
    case Sign.openTitle: close = Sign.closeTitle
    case Sign.openBracket: close = Sign.closeBracket
    default: return nil
    }
    let limit = min(paragraph.upperBound, place + longestQuotation + 2)
    for end in (place + 1)..<max(limit, place + 1) {
      let scalar = text.scalars[end]
      if scalar == close { return end }
      if Sign.endsSentence(scalar) { return nil }
      if close == Sign.closeBracket && Sign.isDigit(scalar) { return nil }
    }
    return nil
  }
}
