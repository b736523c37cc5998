/// What the format of a paragraph means for its text.
struct ParagraphFormat {
  /// Whether its style hides its text.
  var isHidden = false
  /// Whether the mark at its end was deleted in a revision, so that it runs into the next.
  var markIsDeleted = false

  /// A paragraph as it is by default.
  init() {}

  /// Reads a `w:pPr` that has just begun.
  ///
  /// - Throws: ``DocumentError`` where the XML is broken.
  init(_ reader: inout XMLReader, styles: HiddenStyles) throws(DocumentError) {
    let depth = reader.depth
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .word else { continue }
      switch reader.name {
      case "pStyle":
        isHidden = try reader.attribute("val", in: .word).flatMap(styles.hides) ?? false
      case "del", "moveFrom": markIsDeleted = true
      case "pPrChange", "rPrChange", "sectPr": try reader.skipElement()
      default: continue
      }
    }
  }
}
