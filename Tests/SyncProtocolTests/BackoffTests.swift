import Testing

@testable import SyncProtocol

@Suite("Waits that grow and spread")
struct BackoffTests {
  @Test("A wait doubles up to its limit, and begins again with the first")
  func doubling() {
    var backoff = Backoff(firstMs: 1_000, maximumMs: 30_000)
    let waits = (0..<7).map { _ in backoff.next() }
    #expect(waits == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    backoff.reset()
    #expect(backoff.next() == 1_000)
  }

  @Test("A wait never overflows, however often it is taken")
  func endless() {
    var backoff = Backoff(firstMs: Limits.refusedMs, maximumMs: Limits.refusedMaximumMs)
    for _ in 0..<1_000 { _ = backoff.next() }
    #expect(backoff.next() == Limits.refusedMaximumMs)
  }

  @Test("Jitter stays within its limit, reaches both halves of it, and follows from its seed")
  func jitter() {
    func numbers(_ seed: UInt64) -> [Int64] {
      var jitter = Jitter(seed: seed)
      return (0..<200).map { _ in jitter.next(atMost: 1_000) }
    }
    #expect(numbers(1).allSatisfy { (0...1_000).contains($0) })
    #expect(numbers(1).contains { $0 < 500 } && numbers(1).contains { $0 >= 500 })
    #expect(numbers(1) == numbers(1))
    #expect(numbers(1) != numbers(2))
    var none = Jitter(seed: 3)
    #expect(none.next(atMost: 0) == 0)
  }
}
