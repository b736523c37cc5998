/// The strings that the cells of a workbook share.
enum SharedStrings {
  /// The strings of a part, in order.
  ///
  /// - Throws: ``DocumentError`` where the XML is broken or there is too much text.
  static func all(in part: [UInt8]) throws(DocumentError) -> [String] {
    var reader = try XMLReader(part)
    var strings: [String] = []
    var count = 0
    while true {
      let event = try reader.next()
      if event == .finish { return strings }
      guard event == .start, reader.namespace == .spreadsheet, reader.name == "si" else { continue }
      let string = try richText(&reader)
      count += string.utf8.count
      guard count <= ReadingLimit.textBytes else { throw .tooMuchText }
      strings.append(string)
    }
  }

  /// The text of an `si` or `is` that has just begun, its runs joined, without readings above it.
  static func richText(_ reader: inout XMLReader) throws(DocumentError) -> String {
    let depth = reader.depth
    var result = ""
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .spreadsheet else { continue }
      switch reader.name {
      case "t": result += try reader.elementText()
      case "rPh": try reader.skipElement()
      default: continue
      }
    }
    return unescaped(result)
  }

  /// Excel writes characters that XML has no place for as `_x000D_` (ECMA-376-1, ST_Xstring).
  private static func unescaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      let escape = rest.prefix(7)
      if first == "_", escape.count == 7, escape.dropFirst().first == "x", escape.last == "_",
        let value = UInt32(String(escape.dropFirst(2).dropLast()), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        result.append(scalar)
        rest = rest.dropFirst(7)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(result)
  }
}
