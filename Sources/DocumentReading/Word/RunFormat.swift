/// What the format of a run means for its text.
struct RunFormat {
  /// Whether the text is hidden; nil where the paragraph's style decides.
  private(set) var isHidden: Bool?

  /// Reads a `w:rPr` that has just begun.
  ///
  /// Text hidden in web view only is page numbers of a table of contents, and left out as well.
  ///
  /// - Throws: ``DocumentError`` where the XML is broken.
  init(_ reader: inout XMLReader, styles: HiddenStyles) throws(DocumentError) {
    let depth = reader.depth
    var ofStyle: Bool?
    var own: Bool?
    var inWebView = false
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .word else { continue }
      switch reader.name {
      case "rStyle": ofStyle = try reader.attribute("val", in: .word).flatMap(styles.hides)
      case "vanish": own = try reader.isOn()
      case "webHidden": inWebView = try reader.isOn()
      case "rPrChange": try reader.skipElement()
      default: continue
      }
    }
    isHidden = inWebView ? true : own ?? ofStyle
  }
}
