internal import Logging
internal import Synchronization

/// What a process logs: its level, its limit of repeats, and where it is written.
final class LogOutput: Sendable {
  /// The process's own.
  static let own = LogOutput(clock: .system) { LogSink.own.write($0) }

  private struct State {
    var level = Logger.Level.info
    var limiter = RepeatLimiter()
  }

  private let clock: Clock
  private let write: @Sendable (LogEntry) -> Void
  private let state = Mutex(State())

  /// Makes an output; `write` is given what is to be written, each entry once.
  init(clock: Clock, write: @escaping @Sendable (LogEntry) -> Void) {
    self.clock = clock
    self.write = write
  }

  /// The least grave entries that are written; it changes for all loggers at once.
  var level: Logger.Level {
    get { state.withLock(\.level) }
    set { state.withLock { $0.level = newValue } }
  }

  /// A logger that writes here.
  func logger(label: String) -> Logger {
    Logger(label: label) { LogOutputHandler(label: $0, output: self) }
  }

  /// Takes what was logged, and writes it unless it repeats itself.
  func take(_ entry: LogEntry) {
    let nowMs = clock.monotonicMs()
    state.withLock { $0.limiter.take(entry, nowMs: nowMs) }.forEach(write)
  }

  /// Writes what is due about entries that had no line of their own.
  func flush() {
    let nowMs = clock.monotonicMs()
    state.withLock { $0.limiter.advance(nowMs: nowMs) }.forEach(write)
  }

  /// Writes all that is owed, before the process ends.
  func close() {
    state.withLock { $0.limiter.close() }.forEach(write)
  }
}

/// Takes what a logger is told to its output.
private struct LogOutputHandler: LogHandler {
  let label: String
  let output: LogOutput
  var metadata: Logger.Metadata = [:]
  /// A logger's own level; nil follows the output's.
  private var ownLevel: Logger.Level?

  init(label: String, output: LogOutput) {
    self.label = label
    self.output = output
  }

  var logLevel: Logger.Level {
    get { ownLevel ?? output.level }
    set { ownLevel = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = metadata.merging(event.metadata ?? [:]) { _, own in own }
    output.take(
      LogEntry(
        level: event.level, label: label, event: "\(event.message)",
        fields: values.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: "\($0.value)") },
        place: .init(file: event.file, function: event.function, line: event.line)))
  }
}
