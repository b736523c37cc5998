internal import Logging

/// One thing that a daemon logs, on its way to the journal or to a terminal.
struct LogEntry: Hashable, Sendable {
  /// A value that belongs to the message, such as the area that it is about.
  struct Field: Hashable, Sendable {
    /// What it is, in small letters and hyphens.
    let key: String
    /// The value; texts of strangers are cut where they are logged, and bounded where they are
    /// written.
    let value: String
  }

  /// Where in the program it was logged.
  struct Place: Hashable, Sendable {
    /// The file as the compiler names it, such as `Daemons/NodeDaemon.swift`.
    let file: String
    /// The function.
    let function: String
    /// The line, from 1.
    let line: UInt
  }

  /// How grave it is.
  let level: Logger.Level
  /// Which daemon says it, such as `unionsync.node`.
  let label: String
  /// What has happened: a constant phrase, so that it can be searched for.
  let event: String
  /// The values, by key.
  let fields: [Field]
  /// Where it was logged.
  let place: Place
  /// How many of the kind had no line of their own; nil where this is one's own line.
  var repeated: Int?

  /// The message with its values, in one line for people.
  var text: String {
    let summary = repeated.map { " (\($0) more in the last minute, the last one with this)" } ?? ""
    let values = fields.map { " \($0.key)=\($0.value)" }.joined()
    return event + summary + values
  }

  /// The value of a key; nil where there is none.
  subscript(key: String) -> String? {
    fields.first { $0.key == key }?.value
  }
}
