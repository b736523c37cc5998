/// Reads the rows of a worksheet.
struct WorksheetReader {
  private var reader: XMLReader
  private let strings: [String]
  private let formats: CellFormats
  private var textCount = 0

  /// Makes a reader of a worksheet's part.
  ///
  /// - Throws: ``DocumentError`` where the part is no XML.
  init(_ part: [UInt8], strings: [String], formats: CellFormats) throws(DocumentError) {
    reader = try XMLReader(part)
    self.strings = strings
    self.formats = formats
  }

  /// The rows that are not blank.
  ///
  /// - Throws: ``DocumentError`` where the XML is broken or there are too many rows or words.
  mutating func rows() throws(DocumentError) -> [SheetRow] {
    var rows: [SheetRow] = []
    var number = 0
    while true {
      let event = try reader.next()
      if event == .finish { return rows }
      guard event == .start, reader.namespace == .spreadsheet, reader.name == "row" else {
        continue
      }
      number = try reader.attribute("r").flatMap { Int($0) } ?? (number &+ 1)
      let row = SheetRow(number: number, cells: try cells())
      guard row.width > 0 else { continue }
      guard rows.count < ReadingLimit.rows else { throw SheetError.tooManyRows }
      rows.append(row)
    }
  }

  private mutating func cells() throws(DocumentError) -> [String] {
    let depth = reader.depth
    var cells: [String] = []
    var column = -1
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .spreadsheet, reader.name == "c" else { continue }
      column = try reader.attribute("r").flatMap(CellReference.column) ?? (column + 1)
      let text = try cell()
      guard column < ReadingLimit.columns, !text.isEmpty else { continue }
      textCount += text.utf8.count
      guard textCount <= ReadingLimit.textBytes else { throw .tooMuchText }
      while cells.count <= column { cells.append("") }
      cells[column] = text
    }
    return cells
  }

  /// The text of a `c` that has just begun.
  private mutating func cell() throws(DocumentError) -> String {
    let depth = reader.depth
    let type = try reader.attribute("t") ?? "n"
    let style = try reader.attribute("s").flatMap { Int($0) }
    var value: String?
    var formula: String?
    while let event = try reader.next(inside: depth) {
      guard event == .start, reader.namespace == .spreadsheet else { continue }
      switch reader.name {
      case "v": value = try reader.elementText()
      case "f": formula = try reader.elementText()
      case "is": value = try SharedStrings.richText(&reader)
      default: continue
      }
    }
    // A formula that no program has computed yet must not look like an empty cell.
    if let formula, value?.isEmpty ?? true, type == "n" { return "=\(formula)" }
    guard let value else { return "" }
    switch type {
    case "s":
      guard let index = Int(value), strings.indices.contains(index) else { throw .damagedOffice }
      return strings[index]
    case "b": return value == "0" ? "FALSE" : "TRUE"
    case "n": return formats.text(of: value, style: style)
    default: return value
    }
  }
}
