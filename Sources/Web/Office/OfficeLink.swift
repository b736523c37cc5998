internal import Reports

/// The addresses of the office's pages.
enum OfficeLink {
  static func draft(_ id: Draft.ID) -> String { "/drafts/\(id)" }

  /// A report: the area is always the office's own.
  static func report(_ report: ReportID) -> String {
    "/reports/\(report.period)/\(Link.escaped(report.series.rawValue))"
  }

  /// The name of a figure's line in the table.
  static func line(_ figure: Int) -> String { "f-\(figure)" }

  /// The name of a figure's words in the text.
  static func words(_ figure: Int) -> String { "w-\(figure)" }
}
