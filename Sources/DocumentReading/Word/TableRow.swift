/// A row of a table while it is read.
struct TableRow {
  /// Whether the row was deleted in a revision.
  var isDeleted = false
  /// Whether the cell that is being read was deleted in a revision.
  var nextCellIsDeleted = false
  private var cells: [String] = []

  /// Adds a cell by its lines.
  mutating func append(cell lines: [String]) {
    if !nextCellIsDeleted {
      cells.append(
        lines.joined(separator: " ").split(separator: "\n").joined(separator: " "))
    }
    nextCellIsDeleted = false
  }

  /// The row as a line; nil where it was deleted or is blank.
  var line: String? {
    guard !isDeleted, let last = cells.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) }) else {
      return nil
    }
    return cells[...last].joined(separator: "\t")
  }
}
