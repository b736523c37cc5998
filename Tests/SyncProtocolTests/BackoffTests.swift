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
}
