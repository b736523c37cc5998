/// The text of a Word document as a reader of the printed page has it.
///
/// - A paragraph is a line, and so is a row of a table, with tabs between its cells: a tab is in no
///   word, and invents no punctuation. A cell's own lines are joined by spaces.
/// - A text box comes behind the paragraph that it is anchored in, once.
/// - What was deleted or moved away is left out, what was inserted is kept, as if all revisions
///   were accepted.
/// - Left out are hidden text, codes of fields (their results stay), soft hyphens and readings
///   above characters. Footnotes, endnotes, comments, headers and footers are left out too: they
///   stand outside of the order of reading, repeat the text's figures or count its pages.
/// - Numbers that Word gives to paragraphs by itself are not in the file, and not made up.
struct WordText {
  private var reader: XMLReader
  private let styles: HiddenStyles
  private var flows = [TextFlow()]
  private var rows: [TableRow] = []
  /// For each alternative that is open, how much text there was before it.
  private var alternatives: [Int] = []
  private var textCount = 0

  /// The text of a package, without an end of line at its end.
  ///
  /// - Throws: ``DocumentError`` where it is broken, too large or without text.
  static func read(_ package: consuming OfficePackage) throws(DocumentError) -> String {
    var styles = HiddenStyles()
    if let link = try package.relationships().first(where: { $0.type == "styles" }) {
      styles = try HiddenStyles(try package.read(link.target))
    }
    var text = WordText(reader: try XMLReader(package.main), styles: styles)
    return try text.read()
  }

  private init(reader: XMLReader, styles: HiddenStyles) {
    self.reader = reader
    self.styles = styles
  }

  private mutating func read() throws(DocumentError) -> String {
    reading: while true {
      switch try reader.next() {
      case .start: try begin()
      case .end: end()
      case .text: continue
      case .finish: break reading
      }
    }
    let text = flows[0].finish().joined(separator: "\n")
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw DocumentError(
        .empty, zh: "Word 文件里没有文字（可能只有图片），请提交有文字的报告正文。",
        en: "The Word file holds no text, perhaps only pictures; push the report's text.")
    }
    return text
  }

  private mutating func begin() throws(DocumentError) {
    switch reader.namespace {
    case .word: try beginWord()
    case .math where reader.name == "r": flows[flows.count - 1].run = nil
    case .math where reader.name == "t": try append(try reader.elementText())
    case .compatibility: try beginAlternative()
    default: break
    }
  }

  private mutating func beginWord() throws(DocumentError) {
    switch reader.name {
    case "del", "moveFrom", "rt", "sdtPr", "tblPr", "sectPr": try reader.skipElement()
    case "pPr": flows[flows.count - 1].format(try ParagraphFormat(&reader, styles: styles))
    case "rPr": flows[flows.count - 1].run = try RunFormat(&reader, styles: styles)
    case "r": flows[flows.count - 1].run = nil
    case "t": try append(try words())
    case "tab", "ptab": try append("\t")
    case "br", "cr": try append("\n")
    case "noBreakHyphen": try append("-")
    case "txbxContent", "tc": flows.append(TextFlow())
    case "tr": rows.append(TableRow())
    case "trPr", "tcPr": try readTableFormat()
    default: break
    }
  }

  private mutating func end() {
    guard reader.namespace == .word else {
      if reader.namespace == .compatibility, reader.name == "AlternateContent" {
        alternatives.removeLast()
      }
      return
    }
    switch reader.name {
    case "p": flows[flows.count - 1].endParagraph()
    case "txbxContent":
      let lines = endFlow()
      flows[flows.count - 1].append(box: lines)
    case "tc":
      let cell = endFlow()
      guard !rows.isEmpty else { return flows[flows.count - 1].append(box: cell) }
      rows[rows.count - 1].append(cell: cell)
    case "tr":
      guard let line = rows.removeLast().line else { return }
      flows[flows.count - 1].append(row: line)
    default: break
    }
  }

  private mutating func endFlow() -> [String] {
    var flow = flows.removeLast()
    return flow.finish()
  }

  /// Word writes a text box twice, for itself and for readers that know less. The first choice that
  /// has text is taken, the others and the fallback are left out.
  private mutating func beginAlternative() throws(DocumentError) {
    switch reader.name {
    case "AlternateContent": alternatives.append(textCount)
    case "Choice", "Fallback":
      if let before = alternatives.last, textCount > before { try reader.skipElement() }
    default: break
    }
  }

  private mutating func readTableFormat() throws(DocumentError) {
    let depth = reader.depth
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .word, !rows.isEmpty else { continue }
      switch reader.name {
      case "del": rows[rows.count - 1].isDeleted = true
      case "cellDel": rows[rows.count - 1].nextCellIsDeleted = true
      case "trPrChange", "tcPrChange": try reader.skipElement()
      default: continue
      }
    }
  }

  /// The words of a `w:t`: an end of line in the XML is a space, and a soft hyphen is nothing.
  private mutating func words() throws(DocumentError) -> String {
    var words = ""
    for scalar in try reader.elementText().unicodeScalars where scalar != "\u{AD}" {
      words.unicodeScalars.append(scalar == "\n" || scalar == "\r" ? " " : scalar)
    }
    return words
  }

  private mutating func append(_ text: String) throws(DocumentError) {
    guard !flows[flows.count - 1].isHidden else { return }
    textCount += text.utf8.count
    guard textCount <= ReadingLimit.textBytes else { throw .tooMuchText }
    flows[flows.count - 1].append(text)
  }
}
