internal import CXLSXWriter
public import Reports

/// A sheet of a ``Workbook``. Rows and columns count from 0.
public struct Worksheet {
  private let sheet: UnsafeMutablePointer<lxw_worksheet>
  private let workbook: Workbook

  /// The most rows that Excel can open.
  public static let maximumRows = 1_048_576

  init(_ sheet: UnsafeMutablePointer<lxw_worksheet>, of workbook: Workbook) {
    self.sheet = sheet
    self.workbook = workbook
  }

  /// Writes text. It never becomes a formula, whatever it begins with; control characters are left
  /// out, and what is longer than a cell can hold ends in `…`.
  public func write(
    _ text: String, row: Int, column: Int, format: CellFormat = CellFormat()
  ) {
    workbook.requireOpen()
    worksheet_write_string(
      sheet, UInt32(row), UInt16(column), CellText.cleaned(text), workbook.pointer(of: format))
  }

  /// Writes a number, as text where it has more digits than a sheet can hold.
  public func write(
    _ number: FixedDecimal, row: Int, column: Int, format: CellFormat = CellFormat()
  ) {
    guard let double = number.sheetNumber else {
      let text = format.with(\.numberFormat, nil).with(\.alignment, .right)
      return write(number.description, row: row, column: column, format: text)
    }
    workbook.requireOpen()
    worksheet_write_number(
      sheet, UInt32(row), UInt16(column), double, workbook.pointer(of: format))
  }

  /// Sets the widths of the first columns, in digits of the standard font.
  public func setWidths(_ widths: [Double]) {
    workbook.requireOpen()
    for (column, width) in widths.enumerated() {
      worksheet_set_column(sheet, UInt16(column), UInt16(column), width, nil)
    }
  }

  /// Sets the height of a row in points.
  public func setHeight(_ points: Double, row: Int) {
    workbook.requireOpen()
    worksheet_set_row(sheet, UInt32(row), points, nil)
  }

  /// Makes a row as high as a Chinese text that wraps in a column of a width, since not every
  /// program does so by itself.
  public func fitHeight(to text: String, width: Double, row: Int) {
    fitHeight(to: [(text, width)], row: row)
  }

  /// Makes a row as high as the highest of several texts that wrap in columns of their widths.
  public func fitHeight(to texts: [(text: String, width: Double)], row: Int) {
    // A Chinese character is about 1.8 digits wide.
    let lines = texts.map { (Double($0.text.count) * 1.8 / $0.width).rounded(.up) }.max() ?? 0
    if lines > 1 { setHeight(min(lines * Self.lineHeight, Self.maximumHeight), row: row) }
  }

  /// The height of a line of the standard font, in points.
  private static let lineHeight = 15.0
  /// The highest row that Excel takes, in points.
  private static let maximumHeight = 409.0

  /// Keeps the first rows and columns in sight.
  public func freeze(rows: Int, columns: Int) {
    workbook.requireOpen()
    worksheet_freeze_panes(sheet, UInt32(rows), UInt16(columns))
  }

  /// Lets people filter the rows below a heading.
  public func addFilter(heading: Int, lastRow: Int, columns: Int) {
    workbook.requireOpen()
    worksheet_autofilter(
      sheet, UInt32(heading), 0, UInt32(max(lastRow, heading)), UInt16(columns - 1))
  }

  /// Prints on A4 across, all columns on one page's width, with the heading on every page and the
  /// page's number below.
  public func printOnA4(heading: Int?, columns: Int, title: String) {
    workbook.requireOpen()
    worksheet_set_landscape(sheet)
    worksheet_set_paper(sheet, Self.a4)
    worksheet_fit_to_pages(sheet, 1, 0)
    worksheet_set_margins(sheet, 0.4, 0.4, 0.6, 0.6)
    if let heading { worksheet_repeat_rows(sheet, UInt32(heading), UInt32(heading)) }
    if columns > 0 { worksheet_repeat_columns(sheet, 0, UInt16(columns - 1)) }
    // An ampersand begins a command there, and 255 characters is all that fits.
    let words = CellText.cleaned(title).prefix(80).replacing("&", with: "&&")
    worksheet_set_footer(sheet, "&L\(words)&R第 &P 页，共 &N 页")
  }

  /// ISO A4 in the numbers of DEVMODE.
  private static let a4: UInt8 = 9
}

extension FixedDecimal {
  /// The number as a sheet keeps it; nil where it has more than the 15 digits that Excel keeps.
  var sheetNumber: Double? {
    let digits = String(tenThousandths.magnitude)
    let significant = digits.reversed().drop { $0 == "0" }.count
    return significant <= 15 ? Double(description) : nil
  }

  /// How many digits stand behind the point.
  var fractionDigits: Int {
    description.split(separator: ".").dropFirst().first?.count ?? 0
  }
}
