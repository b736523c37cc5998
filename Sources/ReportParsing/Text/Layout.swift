/// Normalisation: folds the scalars of a text and repairs its lines.
///
/// A new line within a sentence is a wrap and vanishes, with blank lines that OCR put there; a new
/// line between paragraphs stays as ``NormalisedText/paragraphEnd``.
struct Layout {
  /// A line of the text without the spaces around it, by places in the original.
  private struct Line {
    var range: Range<Int>
    var isAfterBlank: Bool
    var hasInnerStop: Bool
    var last: UInt16
  }

  /// Lines wider than this are paragraphs of their own: no newspaper column or page is as wide.
  private static let widestWrap = 64
  /// How many lines around one tell whether the text is wrapped there.
  private static let neighbourhood = 6

  private let folded: [UInt16]
  private var lines: [Line] = []
  private var text: NormalisedText

  /// Whether no line is a wrap.
  private let linesAreParagraphs: Bool

  /// Normalises a text. Where lines are paragraphs, none are joined.
  static func normalise(_ text: String, linesAreParagraphs: Bool = false) -> NormalisedText {
    // Counting scalars takes as long as reading them; most have two bytes or more.
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count / 2)
    for scalar in text.unicodeScalars { scalars.append(scalar) }
    var layout = Layout(original: scalars, linesAreParagraphs: linesAreParagraphs)
    layout.assemble()
    return layout.text
  }

  private init(original: [Unicode.Scalar], linesAreParagraphs: Bool) {
    self.linesAreParagraphs = linesAreParagraphs
    let fold = ScalarFolding.standard
    folded = original.map { fold($0) }
    text = NormalisedText(original: original)
    findLines()
  }

  private mutating func findLines() {
    var start = 0
    var isAfterBlank = false
    while start < folded.count {
      let end = folded[start...].firstIndex(of: NormalisedText.paragraphEnd) ?? folded.count
      var range = start..<end
      while let first = range.first, folded[first] == Sign.space { range.removeFirst() }
      while let last = range.last, folded[last] == Sign.space { range.removeLast() }
      if range.isEmpty {
        isAfterBlank = true
      } else {
        let hasInnerStop = folded[range].contains {
          $0 == Sign.comma || $0 == Sign.semicolon || Sign.endsSentence($0)
        }
        lines.append(
          Line(
            range: range, isAfterBlank: isAfterBlank, hasInnerStop: hasInnerStop,
            last: folded[range.upperBound - 1]))
        isAfterBlank = false
      }
      start = end + 1
    }
  }

  private mutating func assemble() {
    var startsParagraph = true
    for index in lines.indices {
      append(lines[index].range)
      guard index + 1 < lines.count else { break }
      if isWrap(after: index, startsParagraph: startsParagraph) {
        startsParagraph = false
      } else {
        text.scalars.append(NormalisedText.paragraphEnd)
        text.origins.append(Int32(clamping: lines[index].range.upperBound))
        startsParagraph = true
      }
    }
  }

  /// Whether the new line after a line only wraps the sentence.
  private func isWrap(after index: Int, startsParagraph: Bool) -> Bool {
    guard !linesAreParagraphs else { return false }
    let line = lines[index]
    let next = lines[index + 1]
    let width = widestLine(around: index)
    guard width <= Self.widestWrap, !isNumbered(next) else { return false }
    if endsSentence(line) {
      return !next.isAfterBlank && line.range.count >= width - 1
    }
    let isHeading =
      startsParagraph && !line.hasInnerStop
      && (line.range.count * 4 < next.range.count * 3 || !next.hasInnerStop && next.isAfterBlank)
    return !isHeading
  }

  private func widestLine(around index: Int) -> Int {
    let first = max(0, index - Self.neighbourhood)
    let last = min(lines.count - 1, index + Self.neighbourhood)
    var widest = 0
    for line in first...last { widest = max(widest, lines[line].range.count) }
    return widest
  }

  private func endsSentence(_ line: Line) -> Bool {
    if Sign.endsSentence(line.last) { return true }
    guard line.last == Sign.closeQuote || line.last == Sign.closeBracket, line.range.count > 1
    else { return false }
    return line.last == Sign.closeBracket
      || Sign.endsSentence(folded[line.range.upperBound - 2])
  }

  /// Whether a line begins with 一、 or （一） or 1、 and so is an item of its own.
  private func isNumbered(_ line: Line) -> Bool {
    var place = line.range.lowerBound
    let end = line.range.upperBound
    if folded[place] == Sign.openBracket { place += 1 }
    let start = place
    while place < end, place - start < 3,
      Sign.isDigit(folded[place]) || ChineseDigits.isUnitOrDigit(folded[place])
    {
      place += 1
    }
    guard place > start, place < end else { return false }
    return folded[place] == Sign.enumerationComma
      || folded[place] == Sign.closeBracket && start > line.range.lowerBound
  }

  /// Appends a line; spaces stay only between two Latin letters or digits, where they part words.
  private mutating func append(_ range: Range<Int>) {
    for place in range {
      let scalar = folded[place]
      if scalar == Sign.space {
        guard let last = text.scalars.last, last < 0x80, last != Sign.space,
          place + 1 < range.upperBound
        else { continue }
        let next = folded[place + 1]
        guard next < 0x80, next != Sign.space else { continue }
      }
      text.scalars.append(scalar)
      text.origins.append(Int32(clamping: place))
    }
  }
}
