/// The template as an office filled it in: rows of strings, not yet understood.
///
/// The header row names the columns, in any order and in Chinese or English; columns of other names
/// are left out. Above it may stand some rows of title, office and period.
public struct TemplateSheet: Hashable, Sendable {
  /// What a column of the template holds.
  public enum Column: String, Hashable, Sendable, CaseIterable {
    /// The code of the indicator.
    case code
    /// The name of the indicator.
    case name
    /// The unit that the value is in.
    case unit
    /// The number, with its qualifier if it has one.
    case value
    /// The label of a part; empty for the total.
    case part
    /// What the office has to say about it.
    case note

    /// The names that a header row may give the column, in lower case; the first is the template's.
    public var headings: [String] {
      switch self {
      case .code: ["代码", "指标代码", "code"]
      case .name: ["名称", "指标名称", "指标", "name"]
      case .unit: ["单位", "计量单位", "unit"]
      case .value: ["数值", "数量", "value"]
      case .part: ["其中", "分项", "part"]
      case .note: ["备注", "说明", "note"]
      }
    }
  }

  /// One row below the header.
  public struct Row: Hashable, Sendable {
    /// Its number as Excel shows it, from one.
    public let number: Int
    /// The code of the indicator, as written; empty where the cell or the column is.
    public let code: String
    /// The name of the indicator, likewise.
    public let name: String
    /// The unit, likewise.
    public let unit: String
    /// The value, likewise. A number of a workbook has the digits that Excel shows at most, fifteen,
    /// with `%` where its format says so; a date is `YYYY-MM-DD`; a formula that was never computed
    /// is the formula with `=`.
    public let value: String
    /// The label of a part, likewise.
    public let part: String
    /// The note, likewise.
    public let note: String
  }

  /// The rows above the header, each by its cells: title, office, period. Blank rows are left out.
  public let heading: [[String]]
  /// The rows below the header. Blank rows are left out.
  public let rows: [Row]

  /// Understands rows with a header among the first.
  ///
  /// - Throws: ``DocumentError`` where there is none.
  init(_ rows: [SheetRow]) throws(DocumentError) {
    let start = rows.prefix(ReadingLimit.headingRows + 1)
    guard let index = start.firstIndex(where: { TemplateHeader($0) != nil }),
      let header = TemplateHeader(rows[index])
    else { throw SheetError.notTemplate }
    heading = rows[..<index].map(\.cells)
    self.rows = rows[(index + 1)...].map(header.row)
  }

  /// Reads comma- or tab-separated values, the two that Excel and WPS write; nil where none of the
  /// first rows is the template's header: the text is a report.
  ///
  /// - Parameter text: Any text.
  /// - Throws: ``DocumentError`` where a row below the header is not as it must be.
  init?(separatedValues text: String) throws(DocumentError) {
    let separators: [Unicode.Scalar] = [",", "\t"]
    guard
      let separator = separators.first(where: { SeparatedValues(text, $0).beginsWithHeader })
    else { return nil }
    try self.init(try SeparatedValues(text, separator).template())
  }
}
