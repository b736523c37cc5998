internal import Logging

/// What is logged, as the journal's native protocol has it: fields of a name and a value, sent as one
/// datagram (systemd, "Native Journal Protocol").
///
/// A value without line breaks is `NAME=value`; one with them is the name, its length in eight bytes
/// and the value, so that no text of a stranger can begin a field of its own.
struct JournalRecord {
  /// The longest value, in bytes: a stranger's texts are far shorter, and a page of text belongs into
  /// no log.
  static let maximumValueBytes = 8 * 1024
  /// The longest record, in bytes. It fits into a datagram as Linux takes it without being told
  /// (212,992 bytes), so that no record has to be handed over as a file.
  static let maximumBytes = 64 * 1024
  /// The longest name that the journal takes.
  private static let maximumNameBytes = 64
  /// What stands where a value was cut.
  private static let ellipsis = "…"

  /// The datagram.
  private(set) var bytes: [UInt8] = []

  /// Puts an entry into fields: what journald knows by itself, and `UNIONSYNC_…` for each value.
  init(_ entry: LogEntry) {
    append("MESSAGE", entry.text)
    append("PRIORITY", "\(Self.priority(of: entry.level))")
    append("SYSLOG_IDENTIFIER", "unionsync")
    append("CODE_FILE", entry.place.file)
    append("CODE_LINE", "\(entry.place.line)")
    append("CODE_FUNC", entry.place.function)
    append("UNIONSYNC_LOGGER", entry.label)
    append("UNIONSYNC_EVENT", entry.event)
    if let repeated = entry.repeated { append("UNIONSYNC_REPEATED", "\(repeated)") }
    for field in entry.fields { append("UNIONSYNC_" + field.key, field.value) }
  }

  /// The levels of syslog; what is finer is debugging to it.
  static func priority(of level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  /// Adds a field, unless the record has no room for it.
  private mutating func append(_ name: String, _ value: String) {
    let name = Self.name(name)
    let value = Self.cut(value)
    // The name, an equals sign or line feed with a length, the value and the line feed at the end.
    guard bytes.count + name.count + value.count + 10 <= Self.maximumBytes else { return }
    bytes += name
    if value.contains(Self.lineFeed) {
      bytes.append(Self.lineFeed)
      withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
    } else {
      bytes.append(UInt8(ascii: "="))
    }
    bytes += value
    bytes.append(Self.lineFeed)
  }

  private static let lineFeed = UInt8(ascii: "\n")

  /// A name as the journal takes it: capital letters, digits and underscores.
  private static func name(_ text: String) -> [UInt8] {
    text.utf8.prefix(maximumNameBytes).map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "_")
      }
    }
  }

  private static func cut(_ text: String) -> [UInt8] {
    guard text.utf8.count > maximumValueBytes else { return Array(text.utf8) }
    // No character is cut in two.
    var rest = maximumValueBytes - ellipsis.utf8.count
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      rest -= UTF8.width(scalar)
      guard rest >= 0 else { break }
      kept.append(scalar)
    }
    return Array((String(kept) + ellipsis).utf8)
  }
}
