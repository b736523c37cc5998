/// The styles of a Word document that hide text, by their own or through the styles they are based
/// on.
struct HiddenStyles {
  private struct Style {
    var base: String?
    var hides: Bool?
  }

  private var styles: [String: Style] = [:]

  /// A document without styles.
  init() {}

  /// Reads the styles part.
  ///
  /// - Throws: ``DocumentError`` where its XML is broken.
  init(_ part: [UInt8]) throws(DocumentError) {
    var reader = try XMLReader(part)
    var id = ""
    while true {
      switch try reader.next() {
      case .finish: return
      case .text, .end: continue
      case .start: break
      }
      guard reader.namespace == .word else { continue }
      switch reader.name {
      case "style":
        id = try reader.attribute("styleId", in: .word) ?? ""
        styles[id] = Style()
      case "basedOn": styles[id]?.base = try reader.attribute("val", in: .word)
      case "vanish": styles[id]?.hides = try reader.isOn()
      // Formats for the first row and the like, and formats as they were before a revision.
      case "tblStylePr", "rPrChange", "pPrChange", "docDefaults": try reader.skipElement()
      default: continue
      }
    }
  }

  /// Whether a style hides its text; nil where it leaves that open.
  func hides(_ id: String) -> Bool? {
    var next: String? = id
    for _ in 0..<ReadingLimit.styleAncestors {
      guard let current = next, let style = styles[current] else { return nil }
      if let hides = style.hides { return hides }
      next = style.base
    }
    return nil
  }
}
