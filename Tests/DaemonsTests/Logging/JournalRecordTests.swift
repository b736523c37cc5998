import Logging
import Testing

@testable import Daemons

@Suite("Records of the journal")
struct JournalRecordTests {
  private func entry(
    _ event: String = "report committed", level: Logger.Level = .info,
    _ fields: [LogEntry.Field] = [], repeated: Int? = nil
  ) -> LogEntry {
    LogEntry(
      level: level, label: "unionsync.node", event: event, fields: fields,
      place: .init(file: "Daemons/NodeDaemon.swift", function: "push(_:)", line: 17),
      repeated: repeated)
  }

  @Test(
    "An entry is a message with its values, its priority, its place, and a field for each value")
  func fields() throws {
    let record = JournalRecord(
      entry(fields: [.init(key: "area", value: "220821"), .init(key: "report", value: "年度总结")]))
    #expect(
      String(decoding: record.bytes, as: UTF8.self) == """
        MESSAGE=report committed area=220821 report=年度总结
        PRIORITY=6
        SYSLOG_IDENTIFIER=unionsync
        CODE_FILE=Daemons/NodeDaemon.swift
        CODE_LINE=17
        CODE_FUNC=push(_:)
        UNIONSYNC_LOGGER=unionsync.node
        UNIONSYNC_EVENT=report committed
        UNIONSYNC_AREA=220821
        UNIONSYNC_REPORT=年度总结

        """)
  }

  @Test("Levels are those of syslog")
  func priorities() {
    #expect(Logger.Level.allCases.map(JournalRecord.priority) == [7, 7, 6, 5, 4, 3, 2])
  }

  @Test("A value with line breaks has its length before it, and begins no field")
  func injection() throws {
    let hostile = "x\nPRIORITY=0\nUNIONSYNC_AREA=220822"
    let fields = try journalFields(
      JournalRecord(entry(fields: [.init(key: "file", value: hostile)])).bytes)
    #expect(fields["UNIONSYNC_FILE"] == [hostile])
    #expect(fields["MESSAGE"] == ["report committed file=" + hostile])
    #expect(fields["PRIORITY"] == ["6"])
    #expect(fields["UNIONSYNC_AREA"] == nil)
  }

  @Test("Names are what the journal takes, whatever the key is")
  func names() throws {
    let fields = try journalFields(
      JournalRecord(
        entry(fields: [
          .init(key: "access-list", value: "1"), .init(key: "a=b\nc", value: "2"),
          .init(key: "单位", value: "3"),
          .init(key: String(repeating: "k", count: 100), value: "4"),
        ])
      ).bytes)
    #expect(fields["UNIONSYNC_ACCESS_LIST"] == ["1"])
    #expect(fields["UNIONSYNC_A_B_C"] == ["2"])
    #expect(fields["UNIONSYNC_______"] == ["3"])
    #expect(fields.keys.allSatisfy { $0.utf8.count <= 64 })
  }

  @Test("A long value is cut between characters, and a record has its limit")
  func long() throws {
    let long = String(repeating: "长", count: 100_000)
    let one = try journalFields(JournalRecord(entry(fields: [.init(key: "a", value: long)])).bytes)
    let value = try #require(one["UNIONSYNC_A"]?.first)
    #expect(value.hasSuffix("长…"))
    #expect(value.utf8.count <= JournalRecord.maximumValueBytes)
    #expect(value.utf8.count > JournalRecord.maximumValueBytes - 4)
    let many = JournalRecord(
      entry(fields: (0..<100).map { LogEntry.Field(key: "key-\($0)", value: long) })
    ).bytes
    #expect(many.count <= JournalRecord.maximumBytes)
    #expect(try journalFields(many)["PRIORITY"] == ["6"])
  }

  @Test("A line for a terminal has no control characters of strangers")
  func line() {
    let entry = entry(fields: [.init(key: "file", value: "a\u{1B}[31m\nb\r\u{7}")])
    #expect(
      LogSink.line(entry, at: "now") == "now info unionsync.node: report committed file=a [31m b  ")
  }
}

extension JournalRecordTests {
  private func entry(fields: [LogEntry.Field]) -> LogEntry {
    entry("report committed", level: .info, fields)
  }
}

struct NoRecord: Error {}

/// Reads a record as journald does.
func journalFields(_ bytes: [UInt8]) throws -> [String: [String]] {
  var fields: [String: [String]] = [:]
  var rest = bytes[...]
  while !rest.isEmpty {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw NoRecord() }
    let line = rest[..<end]
    rest = rest[(end + 1)...]
    if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
      let value = String(decoding: line[(equals + 1)...], as: UTF8.self)
      fields[String(decoding: line[..<equals], as: UTF8.self), default: []].append(value)
      continue
    }
    guard rest.count >= 8 else { throw NoRecord() }
    let length = rest.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    rest = rest.dropFirst(8)
    guard rest.count > length, rest[rest.startIndex + length] == UInt8(ascii: "\n") else {
      throw NoRecord()
    }
    fields[String(decoding: line, as: UTF8.self), default: []]
      .append(String(decoding: rest.prefix(length), as: UTF8.self))
    rest = rest.dropFirst(length + 1)
  }
  return fields
}
