internal import Reports

/// One record of comma-separated values (RFC 4180).
public enum CSVRecord {
  /// What a spreadsheet takes for the beginning of a formula, also in full width, as OWASP's page on
  /// CSV injection lists it.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
  ]

  /// The fields as one line, without its end. Text that a spreadsheet would take for a formula gets
  /// an apostrophe before it; numbers stay as they are.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      // Not by characters, as an accent behind the sign makes it another one.
      let first = field.unicodeScalars.first
      let isFormula = first.map(formulaStarts.contains) == true && FixedDecimal(field) == nil
      let text = isFormula ? "'" + field : field
      let needsQuotes = text.unicodeScalars.contains { scalar in
        scalar == "," || scalar == "\"" || scalar.value < 0x20
      }
      return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",")
  }
}
