import ArgumentParser
import Daemons
import Exports
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

  /// Writes to standard error as it is.
  static func errorText(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Whether people look at standard error.
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Makes what was printed visible now, also in a pipe.
  static func flush() {
    fflush(nil)
  }

  /// Whether people look at standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// What standard input holds, as far as an enrolment may go.
  static func readInput() -> [UInt8] {
    Array((try? FileHandle.standardInput.read(upToCount: Enrolment.maximumBytes)) ?? Data())
  }

  /// Whether somebody is there to answer a question.
  static var isAnswered: Bool { isatty(STDIN_FILENO) == 1 }

  /// Asks a question at the terminal.
  ///
  /// - Returns: Whether the answer is yes.
  static func confirm(_ question: String) -> Bool {
    errorText(question)
    flush()
    return ["y", "yes", "是"].contains(readLine()?.lowercased() ?? "")
  }

  /// A value as one line of JSON with its keys in order.
  static func json(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// One record of comma-separated values.
  static func csv(_ fields: [String]) -> String {
    CSVRecord.line(fields)
  }
}
