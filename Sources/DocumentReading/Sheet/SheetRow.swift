/// A row of a table, cell by cell.
struct SheetRow: Hashable {
  /// Its number as Excel counts, from one, blank rows included.
  let number: Int
  /// Its cells from the first column, without spaces around them.
  let cells: [String]

  /// Makes a row; the spaces around its cells are taken off.
  init(number: Int, cells: [String]) {
    self.number = number
    self.cells = cells.map(Self.trimmed)
  }

  /// How many cells there are up to the last that is not blank.
  var width: Int { (cells.lastIndex { !$0.isEmpty } ?? -1) + 1 }

  private static func trimmed(_ cell: String) -> String {
    var scalars = cell.unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
