import Daemons

/// A text whose sentences are shown with marks below their words.
struct MarkedText {
  private let scalars: [Unicode.Scalar]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// The columns of a terminal that a line takes at most, before it goes on in the next.
  private static let columns = 76

  /// The sentence of a quantity in lines, each with marks below it where it has any: `^` for the
  /// figure, `~` for the words that decided what it measures. Words elsewhere in the text are named.
  func lines(explaining quantity: ReadQuantity) -> [String] {
    let figure = clamped(quantity.start, quantity.end)
    let words = quantity.decisions.map { clamped($0.start, $0.end) }
    let sentence = clamped(quantity.sentenceStart, quantity.sentenceEnd)
    var lines: [String] = []
    var line = ""
    var below = ""
    var width = 0
    func flush() {
      if width == 0 { return }
      lines.append(line)
      while below.last == " " { below.removeLast() }
      if !below.isEmpty { lines.append(below) }
      (line, below, width) = ("", "", 0)
    }
    for place in sentence where !scalars[place].properties.isWhitespace || scalars[place] == " " {
      let columns = TextTable.width(of: String(scalars[place]))
      if width + columns > Self.columns { flush() }
      line.unicodeScalars.append(scalars[place])
      let mark =
        if figure.contains(place) {
          "^"
        } else if words.contains(where: { $0.contains(place) }) {
          "~"
        } else {
          " "
        }
      below += String(repeating: mark, count: columns)
      width += columns
    }
    flush()
    let elsewhere = quantity.decisions.filter { !sentence.overlaps(clamped($0.start, $0.end)) }
    lines += elsewhere.map { "前文 before: \(text(in: clamped($0.start, $0.end)))" }
    return lines
  }

  private func clamped(_ start: Int, _ end: Int) -> Range<Int> {
    let lower = min(max(start, 0), scalars.count)
    return lower..<max(lower, min(end, scalars.count))
  }

  private func text(in range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }
}
