/// Rows of comma-separated values (RFC 4180), or of tab-separated ones, as Excel and WPS write them.
struct SeparatedValues {
  private let separator: UInt8
  private var rest: ArraySlice<UInt8>
  private var number = 0

  /// Makes a reader of a text; the separator is ASCII.
  init(_ text: String, _ separator: Unicode.Scalar) {
    self.separator = UInt8(ascii: separator)
    rest = Array(text.utf8)[...]
  }

  /// Whether one of the first rows is the template's header.
  var beginsWithHeader: Bool {
    var copy = self
    for _ in 0...ReadingLimit.headingRows {
      guard let row = try? copy.next() else { return false }
      if TemplateHeader(row) != nil { return true }
    }
    return false
  }

  /// All rows that are not blank.
  ///
  /// - Throws: ``DocumentError`` where a row below the header has more cells than it, is quoted
  ///   wrongly, or where there are too many.
  func template() throws(DocumentError) -> [SheetRow] {
    var copy = self
    var rows: [SheetRow] = []
    var width = Int.max
    while let row = try copy.next() {
      guard row.width <= width else { throw SheetError.tooWide(row.number) }
      guard rows.count < ReadingLimit.rows else { throw SheetError.tooManyRows }
      rows.append(row)
      if width == .max, let header = TemplateHeader(row) { width = header.width }
    }
    return rows
  }

  /// The next row that is not blank; nil at the end.
  private mutating func next() throws(DocumentError) -> SheetRow? {
    while !rest.isEmpty {
      number += 1
      let row = SheetRow(number: number, cells: try cells())
      if row.width > 0 { return row }
    }
    return nil
  }

  private mutating func cells() throws(DocumentError) -> [String] {
    var cells: [String] = []
    while true {
      cells.append(String(decoding: try cell(), as: UTF8.self))
      guard cells.count <= ReadingLimit.columns else { throw SheetError.tooWide(number) }
      guard let mark = rest.popFirst() else { return cells }
      if mark == separator { continue }
      if mark == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
      return cells
    }
  }

  /// A cell, up to the separator or the end of the line behind it.
  private mutating func cell() throws(DocumentError) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard rest.first == quote else {
      let end = rest.firstIndex(where: endsCell) ?? rest.endIndex
      defer { rest = rest[end...] }
      return Array(rest[..<end])
    }
    var cell: [UInt8] = []
    while rest.first == quote {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: quote) else { throw SheetError.badQuotation(number) }
      cell += rest[..<end]
      rest = rest[(end + 1)...]
      if rest.first == quote { cell.append(quote) }
    }
    guard rest.first.map(endsCell) ?? true else { throw SheetError.badQuotation(number) }
    return cell
  }

  private func endsCell(_ byte: UInt8) -> Bool {
    byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
