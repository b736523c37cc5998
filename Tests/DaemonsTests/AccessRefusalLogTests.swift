import Testing

@testable import Daemons

@Suite("The account of what was refused")
struct AccessRefusalLogTests {
  private func refusal(
    _ reason: RefusalLog.Reason = .foreignArea, _ identity: String = "220821/0123456789abcdef"
  ) -> RefusalLog.Refusal {
    .init(reason, identity: identity, address: "10.0.0.1", detail: "it speaks for 220822")
  }

  @Test("The first refusals of a minute have a line each, the others one line with their number")
  func suppression() {
    var log = RefusalLog()
    let own = (0..<10).flatMap { log.note(refusal(), nowMs: Int64($0)) }
    #expect(own.count == RefusalLog.linesPerWindow)
    #expect(own.allSatisfy { $0.suppressed == nil && $0.refusal == refusal() })
    #expect(log.advance(nowMs: RefusalLog.windowMs - 1).isEmpty)
    let summary = log.advance(nowMs: RefusalLog.windowMs)
    #expect(summary.map(\.suppressed) == [10 - RefusalLog.linesPerWindow])
    #expect(log.advance(nowMs: 10 * RefusalLog.windowMs).isEmpty)
    #expect(log.counts.map(\.count) == [10])
  }

  @Test("A refusal after the minute brings the line that is owed, and one of its own")
  func nextWindow() {
    var log = RefusalLog()
    for _ in 0..<5 { _ = log.note(refusal(), nowMs: 0) }
    let lines = log.note(refusal(), nowMs: RefusalLog.windowMs)
    #expect(lines.map(\.suppressed) == [5 - RefusalLog.linesPerWindow, nil])
  }

  @Test("Reasons and identities do not use up each other's lines")
  func apart() {
    var log = RefusalLog()
    for _ in 0..<100 { _ = log.note(refusal(.unknownKey, "a"), nowMs: 0) }
    #expect(log.note(refusal(.unknownKey, "b"), nowMs: 0).count == 1)
    #expect(log.note(refusal(.malformed, "a"), nowMs: 0).count == 1)
    #expect(log.counts.map(\.count) == [100, 1, 1])
    #expect(log.messageCount == 1)
  }

  @Test("A stranger with ever new keys gets one row, some lines, and no memory beyond the bound")
  func bounded() {
    var log = RefusalLog()
    var lines = 0
    for number in 0..<100_000 {
      lines += log.note(refusal(.unknownKey, "key \(number)"), nowMs: Int64(number % 50_000)).count
    }
    lines += log.advance(nowMs: 2 * RefusalLog.windowMs).count
    #expect(log.counts.count == RefusalLog.identitiesPerReason + 1)
    #expect(log.counts.map(\.count).reduce(0, +) == 100_000)
    #expect(log.counts.first?.identity == RefusalLog.others)
    #expect(
      lines <= (RefusalLog.identitiesPerReason + 1) * (RefusalLog.linesPerWindow + 1))
    let area = log.note(refusal(.foreignArea, "220821/0123456789abcdef"), nowMs: 0)
    #expect(area.first?.refusal.identity == "220821/0123456789abcdef")
  }

  @Test("What a peer makes long is cut")
  func long() {
    let long = String(repeating: "长", count: 10_000)
    let refusal = RefusalLog.Refusal(.malformed, identity: long, address: long, detail: long)
    #expect([refusal.identity, refusal.address, refusal.detail].allSatisfy { $0?.count == 120 })
    let nobody = RefusalLog.Refusal(.handshake, identity: nil, address: nil)
    #expect(nobody.identity == "none")
    #expect(nobody.address == "unknown")
  }

  @Test("A quarter of the descriptors is kept for others than strangers")
  func descriptors() {
    #expect(DescriptorRoom.limit > 0)
    #expect(!DescriptorRoom.isScarce(191, limit: 256))
    #expect(DescriptorRoom.isScarce(192, limit: 256))
  }
}
