internal import DocumentReading
internal import Exports
internal import ReportParsing
public import Reports

/// The form for offices that prefer one to prose: a row for each indicator, to be filled in and
/// pushed like a report.
public struct TemplateWorkbook: Sendable {
  private let title: String
  private let rows: [[String]]

  private static let columns: [TemplateSheet.Column] = [.code, .name, .unit, .value, .part, .note]
  /// The widths of the columns, in characters.
  private static let widths: [Double] = [30, 32, 10, 16, 24, 30]

  /// Makes the form of an office for a year, with the indicators of this machine's catalogue.
  ///
  /// - Throws: ``DaemonError`` where the machine's own catalogue can't be used.
  public init(area: AreaCode, year: Int, areas: AreaList = .builtIn) throws(DaemonError) {
    title = "\(areas.name(of: area))总工会\(year)年统计表"
    rows = try CatalogueFile.load(nil).indicators.indicators.map { indicator in
      [indicator.code.rawValue, indicator.nameZh, indicator.unit.rawValue, "", "", ""]
    }
  }

  /// Writes the form, as a workbook or as comma-separated values by the name's ending. A file that
  /// is there already stays.
  ///
  /// - Throws: ``DaemonError``.
  public func write(to path: String) throws(DaemonError) {
    guard !FileSystem.exists(path) else {
      throw DaemonError(
        .cannotCreate, zh: "\(path) 已存在，请换一个文件名。",
        en: "\(path) exists already; choose another name.")
    }
    if path.hasSuffix(".csv") {
      try FileSystem.write(csv, to: path, mode: 0o644)
    } else if path.hasSuffix(".xlsx") {
      try write(xlsx: path)
    } else {
      throw DaemonError(
        .usage, zh: "文件名应以 .xlsx 或 .csv 结尾。", en: "The file's name must end in .xlsx or .csv.")
    }
  }

  /// The form as comma-separated values in UTF-8 with the mark that Excel needs.
  private var csv: [UInt8] {
    let lines = [[title], Self.columns.map { $0.headings[0] }] + rows
    return Array(
      ("\u{FEFF}" + lines.map { $0.joined(separator: ",") }.joined(separator: "\r\n") + "\r\n")
        .utf8)
  }

  private func write(xlsx path: String) throws(DaemonError) {
    do throws(ExportError) {
      let workbook = try Workbook(path: path)
      let sheet = try workbook.addSheet(named: "统计表")
      let bold = CellFormat().with(\.isBold, true)
      sheet.setWidths(Self.widths)
      sheet.write(title, row: 0, column: 0, format: bold)
      sheet.write("只填“数值”一列，没有的留空；“0”表示没有发生。同一指标的分项另起一行，在“其中”写明。", row: 1, column: 0)
      for (column, kind) in Self.columns.enumerated() {
        sheet.write(
          kind.headings[0], row: 2, column: column, format: bold.with(\.background, 0xDDEBF7))
      }
      for (row, cells) in rows.enumerated() {
        for (column, text) in cells.enumerated() where !text.isEmpty {
          sheet.write(text, row: row + 3, column: column)
        }
      }
      sheet.freeze(rows: 3, columns: 0)
      try workbook.close()
    } catch {
      throw DaemonError(.cannotCreate, zh: error.messageZh, en: error.messageEn)
    }
  }
}
