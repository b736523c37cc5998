/// The first sheet of a workbook that a person sees.
enum Workbook {
  /// Its rows that are not blank.
  ///
  /// - Throws: ``DocumentError`` where the workbook is broken, too large or without a sheet.
  static func rows(of package: consuming OfficePackage) throws(DocumentError) -> [SheetRow] {
    let outline = try outline(of: package.main)
    let links = try package.relationships()
    let sheets = Dictionary(
      links.lazy.filter { $0.type == "worksheet" }.map { ($0.id, $0.target) },
      uniquingKeysWith: { first, _ in first })
    guard let sheet = outline.sheets.lazy.compactMap({ sheets[$0] }).first else {
      throw SheetError.notTemplate
    }
    var strings: [String] = []
    if let link = links.first(where: { $0.type == "sharedStrings" }) {
      strings = try SharedStrings.all(in: try package.read(link.target))
    }
    var formats = CellFormats(dayOffset: outline.dayOffset)
    if let link = links.first(where: { $0.type == "styles" }) {
      try formats.read(try package.read(link.target))
    }
    var reader = try WorksheetReader(
      try package.read(sheet), strings: strings, formats: formats)
    return try reader.rows()
  }

  private struct Outline {
    /// The relationships that lead to the sheets, in order, without hidden ones.
    var sheets: [String] = []
    /// Days between the workbook's day zero and that of 1900 (ECMA-376-1, 18.17.4.1).
    var dayOffset = 0
  }

  private static func outline(of part: [UInt8]) throws(DocumentError) -> Outline {
    var reader = try XMLReader(part)
    var outline = Outline()
    while true {
      let event = try reader.next()
      if event == .finish { return outline }
      guard event == .start, reader.namespace == .spreadsheet else { continue }
      switch reader.name {
      case "workbookPr":
        let is1904 = try reader.attribute("date1904").map { $0 == "1" || $0 == "true" } ?? false
        if is1904 { outline.dayOffset = 1_462 }
      case "sheet":
        guard try reader.attribute("state") ?? "visible" == "visible",
          let id = try reader.attribute("id", in: .officeRelationships)
        else { continue }
        outline.sheets.append(id)
      default: continue
      }
    }
  }
}
