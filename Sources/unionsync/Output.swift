import ArgumentParser
import Foundation

/// How a command prints its answer.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  /// A table for people.
  case table
  /// One JSON value.
  case json
  /// One JSON object a line.
  case jsonl
  /// Comma-separated values with a heading line (RFC 4180).
  case csv
}

/// How a command prints an answer that is no list.
enum AnswerFormat: String, CaseIterable, ExpressibleByArgument {
  /// Text for people.
  case table
  /// One JSON value.
  case json
}

/// Writing to the terminal and to programs.
enum Output {
  /// Writes a line to standard output.
  static func line(_ text: String = "") {
    print(text)
  }

  /// Writes a line to standard error.
  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Makes what was printed visible now, also in a pipe.
  static func flush() {
    fflush(nil)
  }

  /// Whether people look at standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// A value as one line of JSON with its keys in order.
  static func json(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// One record of comma-separated values.
  static func csv(_ fields: [String]) -> String {
    fields.map { field in
      // A spreadsheet takes a field that begins so for a formula.
      let isFormula = field.first.map { "=+-@\t\r".contains($0) } == true && Double(field) == nil
      let text = isFormula ? "'" + field : field
      let needsQuotes = text.contains { ",\"\n\r".contains($0) || $0.isNewline }
      return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",")
  }
}
