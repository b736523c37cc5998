import Testing

@testable import Daemons

@Suite("The account of what was refused")
struct AccessRefusalLogTests {
  private func refusal(
    _ reason: RefusalLog.Reason = .foreignArea, _ identity: String = "220821/0123456789abcdef"
  ) -> RefusalLog.Refusal {
    .init(reason, identity: identity, address: "10.0.0.1", detail: "it speaks for 220822")
  }

  @Test("Refusals are counted by reason and identity, the most frequent first, messages apart")
  func apart() {
    var log = RefusalLog()
    for _ in 0..<100 { log.note(refusal(.unknownKey, "a")) }
    log.note(refusal(.unknownKey, "b"))
    log.note(refusal(.malformed, "a"))
    #expect(log.counts.map(\.count) == [100, 1, 1])
    #expect(log.counts.map(\.identity) == ["a", "a", "b"])
    #expect(log.messageCount == 1)
  }

  @Test("A stranger with ever new keys gets one row, and no memory beyond the bound")
  func bounded() {
    var log = RefusalLog()
    for number in 0..<100_000 { log.note(refusal(.unknownKey, "key \(number)")) }
    #expect(log.counts.count == RefusalLog.identitiesPerReason + 1)
    #expect(log.counts.map(\.count).reduce(0, +) == 100_000)
    #expect(log.counts.first?.identity == RefusalLog.others)
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
