internal import Glibc
internal import Logging

/// Where entries are written: to the journal where standard error leads there, else as lines to
/// standard error.
struct LogSink: Sendable {
  /// The process's own, as its environment names it.
  static let own = LogSink(
    journal: JournalSocket.isMeant(by: getenv("JOURNAL_STREAM").map { String(cString: $0) })
      ? JournalSocket() : nil)

  private let journal: JournalSocket?

  /// Writes to a journal; nil writes lines.
  init(journal: JournalSocket?) {
    self.journal = journal
  }

  /// Writes an entry.
  func write(_ entry: LogEntry) {
    // What the journal does not take at once, such as while it is restarted, is not lost.
    if journal?.send(JournalRecord(entry).bytes) == true { return }
    let line = Array((Self.line(entry, at: Self.timestamp()) + "\n").utf8)
    // One call, so that lines of two threads do not mix.
    _ = Glibc.write(STDERR_FILENO, line, line.count)
  }

  /// An entry as a line for a terminal or a file.
  static func line(_ entry: LogEntry, at timestamp: String) -> String {
    // What strangers send must neither begin a line nor speak to the terminal.
    let text = String(
      String.UnicodeScalarView(
        entry.text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control ? " " : scalar
        }))
    return "\(timestamp) \(entry.level) \(entry.label): \(text)"
  }

  private static func timestamp() -> String {
    var seconds = time(nil)
    var fields = tm()
    localtime_r(&seconds, &fields)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &fields)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The socket on which journald takes records.
final class JournalSocket: Sendable {
  /// Where journald listens.
  static let path = "/run/systemd/journal/socket"

  private let path: String
  private let descriptor: Int32

  /// Opens a socket of our own; nothing is sent yet.
  init(path: String = JournalSocket.path) {
    self.path = path
    let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    descriptor = socket(AF_UNIX, Int32(kind), 0)
  }

  deinit {
    close(descriptor)
  }

  /// Sends a record, without waiting for a journal that has no room.
  ///
  /// - Returns: Whether the journal took it.
  func send(_ bytes: [UInt8]) -> Bool {
    descriptor >= 0 && Datagram.send(bytes, to: path, by: descriptor)
  }

  /// Whether the value of `JOURNAL_STREAM`, a device and an inode, names this process's standard
  /// error: it was set for a parent, where somebody has redirected it since.
  static func isMeant(by stream: String?, descriptor: Int32 = STDERR_FILENO) -> Bool {
    var status = stat()
    guard let stream, fstat(descriptor, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}
