import Logging
import Testing

@testable import Daemons

@Suite("Repeats in the log")
struct RepeatLimiterTests {
  private func entry(
    _ event: String = "a message was refused", level: Logger.Level = .warning,
    _ values: [String: String] = ["identity": "220821/0123456789abcdef"]
  ) -> LogEntry {
    LogEntry(
      level: level, label: "unionsync.test", event: event,
      fields: values.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) },
      place: .init(file: "Daemons/Test.swift", function: "test()", line: 1))
  }

  @Test("The first of a minute have a line each, the others one line with their number")
  func suppression() {
    var limiter = RepeatLimiter()
    let own = (0..<10).flatMap { limiter.take(entry(), nowMs: Int64($0)) }
    #expect(own == Array(repeating: entry(), count: RepeatLimiter.linesPerWindow))
    #expect(limiter.advance(nowMs: RepeatLimiter.windowMs - 1).isEmpty)
    let summary = limiter.advance(nowMs: RepeatLimiter.windowMs)
    #expect(summary.map(\.repeated) == [10 - RepeatLimiter.linesPerWindow])
    #expect(
      summary.first?.text
        == "a message was refused (7 more in the last minute, the last one with this)"
        + " identity=220821/0123456789abcdef")
    #expect(limiter.advance(nowMs: 10 * RepeatLimiter.windowMs).isEmpty)
  }

  @Test("One after the minute brings the line that is owed, and one of its own")
  func nextWindow() {
    var limiter = RepeatLimiter()
    for _ in 0..<5 { _ = limiter.take(entry(), nowMs: 0) }
    let lines = limiter.take(entry(), nowMs: RepeatLimiter.windowMs)
    #expect(lines.map(\.repeated) == [5 - RepeatLimiter.linesPerWindow, nil])
  }

  @Test("Events, areas and reasons do not use up each other's lines, and other values do not help")
  func apart() {
    var limiter = RepeatLimiter()
    for number in 0..<100 {
      _ = limiter.take(entry("refused", ["area": "220821", "sequence": "\(number)"]), nowMs: 0)
    }
    #expect(limiter.take(entry("refused", ["area": "220821"]), nowMs: 0).isEmpty)
    #expect(limiter.take(entry("refused", ["area": "220822"]), nowMs: 0).count == 1)
    #expect(limiter.take(entry("merged", ["area": "220821"]), nowMs: 0).count == 1)
    #expect(
      limiter.take(entry("refused", ["area": "220821", "reason": "other"]), nowMs: 0).count == 1)
  }

  @Test("What is logged for debugging is never held back")
  func debugging() {
    var limiter = RepeatLimiter()
    for _ in 0..<100 { #expect(limiter.take(entry(level: .debug), nowMs: 0).count == 1) }
  }

  @Test("A stranger with ever new keys gets some lines, and takes none from others")
  func strangers() {
    var limiter = RepeatLimiter()
    var lines = 0
    for number in 0..<100_000 {
      let entry = entry("a connection was refused", ["identity": "key \(number)"])
      lines += limiter.take(entry, nowMs: Int64(number % 50_000)).count
    }
    lines += limiter.advance(nowMs: 2 * RepeatLimiter.windowMs).count
    #expect(
      lines <= (RepeatLimiter.subjectsPerEvent + 1) * (RepeatLimiter.linesPerWindow + 1))
    #expect(limiter.take(entry(), nowMs: 0) == [entry()])
  }

  @Test("Events without end share one row, and what was quiet for a minute makes room again")
  func events() {
    var limiter = RepeatLimiter()
    let count = RepeatLimiter.maximumEvents
    for number in 0..<count {
      #expect(limiter.take(entry("event \(number)", [:]), nowMs: 0).count == 1)
    }
    let more = (0..<10).flatMap { limiter.take(entry("another \($0)", [:]), nowMs: 0) }
    #expect(more.count == RepeatLimiter.linesPerWindow)
    #expect(limiter.advance(nowMs: RepeatLimiter.windowMs).map(\.repeated) == [7])
    #expect(limiter.take(entry("another 11", [:]), nowMs: RepeatLimiter.windowMs).count == 1)
  }

  @Test("What is owed is written when the process ends")
  func close() {
    var limiter = RepeatLimiter()
    for _ in 0..<5 { _ = limiter.take(entry(), nowMs: 0) }
    #expect(limiter.close().map(\.repeated) == [2])
    #expect(limiter.close().isEmpty)
  }
}

extension RepeatLimiterTests {
  private func entry(_ event: String, _ values: [String: String]) -> LogEntry {
    entry(event, level: .warning, values)
  }
}
