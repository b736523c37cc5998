internal import Reports

/// The formats that all sheets share.
enum Looks {
  static let title = CellFormat().with(\.isBold, true).with(\.size, 14)
  static let note = CellFormat().with(\.colour, 0x595959)
  static let heading = CellFormat().with(\.isBold, true).with(\.background, 0xDDEBF7)
    .with(\.hasBorder, true).with(\.wraps, true).with(\.alignment, .centre)
  static let text = CellFormat().with(\.hasBorder, true)
  static let long = text.with(\.wraps, true)
  static let muted = text.with(\.colour, 0x7F7F7F).with(\.alignment, .centre)
  /// The reports of an office contradict each other.
  static let conflictColour: UInt32 = 0xFFE699

  /// A number with its thousands apart, and as many digits behind the point as it has.
  static func number(_ number: FixedDecimal, qualifier: Qualifier = .exact) -> CellFormat {
    let digits = number.fractionDigits
    let pattern = digits == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: digits)
    let marked =
      switch qualifier {
      case .exact: pattern
      case .over: "\(pattern)\"以上\""
      case .near, .about: "\"\(qualifier.mark)\"\(pattern)"
      }
    return text.with(\.numberFormat, marked)
  }

  static let percentage = text.with(\.numberFormat, "+0.0%;-0.0%;0.0%")
}

extension Worksheet {
  /// Writes a line of headings.
  func writeHeadings(_ headings: [String], row: Int) {
    for (column, heading) in headings.enumerated() {
      write(heading, row: row, column: column, format: Looks.heading)
    }
  }

  /// Writes a title and a note above a table.
  func writeTitle(_ title: String, note: String) {
    write(title, row: 0, column: 0, format: Looks.title)
    write(note, row: 1, column: 0, format: Looks.note)
  }
}
