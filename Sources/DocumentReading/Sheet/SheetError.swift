/// The answers for tables.
enum SheetError {
  /// The error of a table without the template's header.
  static let notTemplate = DocumentError(
    .notTemplate, zh: "表格里没有模板的表头（代码、名称、单位、数值、其中、备注），请用模板填写，或者提交报告正文。",
    en: "The table lacks the template's header (code, name, unit, value, part, note); fill in the"
      + " template, or push the report.")

  /// The error of a table that is longer than any template.
  static let tooManyRows = DocumentError(
    .tooLarge, zh: "表格超过 \(ReadingLimit.rows) 行，请用模板填写后再提交。",
    en: "The table has more than \(ReadingLimit.rows) rows; fill in the template and push that.")

  /// The error of a row with more cells than the header, where a comma in a number parts it in two.
  static func tooWide(_ row: Int) -> DocumentError {
    DocumentError(
      .damaged, zh: "第 \(row) 行的列数多于表头，请检查数字里的逗号（如 1,234），改正后再提交。",
      en: "Row \(row) has more columns than the header; look for a comma in a number such as 1,234,"
        + " correct it and push the file again.")
  }

  /// The error of a quotation mark without its other half, or in the midst of a cell.
  static func badQuotation(_ row: Int) -> DocumentError {
    DocumentError(
      .damaged, zh: "第 \(row) 行的英文引号不成对，请用 Excel 或 WPS 打开、重新另存为 CSV 后再提交。",
      en: "A quotation mark of row \(row) has no other half; open the file in Excel or WPS, save it"
        + " as CSV anew and push that.")
  }
}
