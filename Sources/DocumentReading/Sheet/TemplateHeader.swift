/// The header row of a template: where each column stands.
struct TemplateHeader {
  /// How many cells the row has.
  let width: Int
  private let places: [TemplateSheet.Column: Int]

  /// Understands a row as a header; nil where it doesn't name code and value, or a column twice.
  init?(_ row: SheetRow) {
    var places: [TemplateSheet.Column: Int] = [:]
    for (place, cell) in row.cells.enumerated() {
      guard let column = Self.columns[cell.lowercased()] else { continue }
      guard places.updateValue(place, forKey: column) == nil else { return nil }
    }
    guard places[.code] != nil, places[.value] != nil else { return nil }
    self.places = places
    width = row.width
  }

  /// A row below the header, by columns.
  func row(_ row: SheetRow) -> TemplateSheet.Row {
    func cell(_ column: TemplateSheet.Column) -> String {
      guard let place = places[column], row.cells.indices.contains(place) else { return "" }
      return row.cells[place]
    }
    return TemplateSheet.Row(
      number: row.number, code: cell(.code), name: cell(.name), unit: cell(.unit),
      value: cell(.value), part: cell(.part), note: cell(.note))
  }

  private static let columns: [String: TemplateSheet.Column] = {
    var columns: [String: TemplateSheet.Column] = [:]
    for column in TemplateSheet.Column.allCases {
      for heading in column.headings { columns[heading] = column }
    }
    return columns
  }()
}
