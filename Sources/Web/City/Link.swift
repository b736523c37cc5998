internal import Foundation
internal import Reports

/// The addresses of the city's pages.
enum Link {
  /// A text as part of a path or query.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  static func indicator(_ code: IndicatorCode, _ year: Int) -> String {
    "/indicators/\(code)?year=\(year)"
  }

  /// What an office states on an indicator.
  static func figures(of area: AreaCode, on code: IndicatorCode, _ year: Int) -> String {
    indicator(code, year) + "#area-\(area)"
  }

  static func area(_ area: AreaCode, _ year: Int) -> String { "/areas/\(area)?year=\(year)" }

  static func report(_ report: ReportID) -> String {
    "/reports/\(report.area)/\(report.period)/\(escaped(report.series.rawValue))"
  }

  /// The words of a report that state a figure.
  static func words(of row: Dataset.Row) -> String {
    report(row.report) + "#" + anchor(of: row.observation.key)
  }

  /// The name of a figure within its report: the place of its key among those it can have.
  static func anchor(of key: ObservationKey) -> String {
    let part = key.part.map { "." + escaped($0).replacing("%", with: "_") } ?? ""
    return "f-\(key.indicator)-\(key.period)\(part)-"
      + escaped(key.unit.rawValue).replacing("%", with: "_")
  }
}
