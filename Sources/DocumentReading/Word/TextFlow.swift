/// Lines of text as they come: the body of a document, a cell of a table or a text box.
struct TextFlow {
  /// The lines that are complete.
  private(set) var lines: [String] = []
  private var line = ""
  private var boxLines: [String] = []
  private var paragraph: ParagraphFormat?

  /// How the run that has begun is formatted; nil as its paragraph is.
  var run: RunFormat?

  /// Whether text that comes now is hidden.
  var isHidden: Bool { run?.isHidden ?? paragraph?.isHidden ?? false }

  /// Adds to the line.
  mutating func append(_ text: String) {
    line += text
  }

  /// Says how the paragraph that has begun is formatted.
  mutating func format(_ format: ParagraphFormat) {
    paragraph = format
  }

  /// Ends a paragraph. Where its mark was deleted, the next one goes on in the same line.
  mutating func endParagraph() {
    let goesOn = paragraph?.markIsDeleted ?? false
    paragraph = nil
    if !goesOn { endLine() }
  }

  /// Puts the lines of a text box behind the line that it is anchored in.
  mutating func append(box lines: [String]) {
    boxLines += lines
  }

  /// Adds a line of its own, such as a row of a table.
  mutating func append(row: String) {
    if !line.isEmpty { endLine() }
    lines.append(row)
  }

  /// Ends the flow.
  mutating func finish() -> [String] {
    if !line.isEmpty || !boxLines.isEmpty { endLine() }
    return lines
  }

  private mutating func endLine() {
    lines.append(line)
    lines += boxLines
    line = ""
    boxLines = []
  }
}
