import Reports
import Testing

@testable import SyncProtocol

/// Rows of the aggregator's tables in `proto-docs/states.md`.
@Suite("An inbox and its commits")
struct InboxCommitTests: InboxTests {
  @Test("After a failed commit everything since the cursor is asked for again")
  func commitFailed() {
    var inbox = inbox(cursor: 2)
    _ = inbox.handle(.live(.heartbeat(origin: zhenlai, head: chain.position(6))), nowMs: 0)
    _ = inbox.handle(live(3), nowMs: 0)
    _ = inbox.handle(live(5), nowMs: 0)
    #expect(inbox.handle(.commitFailed, nowMs: 100) == [])
    #expect(inbox.handedOut.isEmpty)
    #expect(inbox.waiting.isEmpty)
    #expect(inbox.cursor == chain.position(2))
    #expect(inbox.handle(.tick, nowMs: 2_000) == [])
    #expect(inbox.handle(.tick, nowMs: 2_100) == [nack(3...6)])
    #expect(inbox.handle(replay(3...6), nowMs: 2_200) == [merge(3...6)])
  }

  @Test("A commit that was reported as failed and still came moves the cursor")
  func lateCommit() {
    var inbox = inbox(cursor: 2)
    _ = inbox.handle(live(3), nowMs: 0)
    _ = inbox.handle(.commitFailed, nowMs: 0)
    _ = inbox.handle(live(5), nowMs: 0)
    #expect(inbox.handle(.committed(chain.position(3)), nowMs: 0) == [ack(3)])
    #expect(inbox.handle(live(4), nowMs: 0) == [merge(4...5)])
    #expect(inbox.handle(.committed(chain.position(3)), nowMs: 0) != [], "Told twice is fine.")
    #expect(inbox.handle(.committed(chain.position(2)), nowMs: 0) == [], "Never backwards.")
    #expect(inbox.cursor == chain.position(3))
  }

  @Test("No more entries are handed out than the credit, the rest waits or is dropped")
  func credit() {
    var inbox = inbox()
    for sequence in 1...400 { _ = inbox.handle(live(sequence), nowMs: 0) }
    #expect(inbox.handedOut.count == Limits.creditEntries)
    #expect(inbox.waiting.count == Limits.reorderEntries)
    #expect(inbox.counts.dropped == 400 - Limits.creditEntries - Limits.reorderEntries)
    #expect(inbox.handle(.tick, nowMs: 10_000) == [], "What is handed out must commit first.")
    let actions = inbox.handle(.committed(chain.position(256)), nowMs: 10_000)
    let bytes = chain[257...320].reduce(0) { $0 + $1.byteCount }
    #expect(
      actions == [
        ack(256, entries: 256 - 64, bytes: Limits.creditBytes - bytes), merge(257...320),
      ])
  }

  @Test("Bytes are limited like entries, and the next in turn always finds room")
  func bytes() throws {
    let body = [UInt8](repeating: 0, count: 200_000)
    let chain = Chain(bodies: Array(repeating: body, count: 20))
    var inbox = inbox()
    for entry in chain[2...20] { _ = inbox.handle(.live(.entry(entry)), nowMs: 0) }
    #expect(inbox.waiting.count == 5)
    #expect(inbox.waitingBytes <= Limits.reorderBytes)
    #expect(inbox.counts.dropped == 14)
    _ = inbox.handle(.live(.entry(chain[1])), nowMs: 0)
    #expect(inbox.handedOut.count == 6)
    #expect(inbox.handedOutBytes < Limits.creditBytes + chain[1].byteCount)
    #expect(inbox.waiting.isEmpty)
  }

  @Test("A hole is asked for after 250 ms, and again each 2 s until there is progress")
  func holes() {
    var inbox = inbox()
    #expect(inbox.handle(live(5), nowMs: 1_000) == [])
    #expect(inbox.handle(live(3), nowMs: 1_000) == [])
    var times: [Int64] = []
    for nowMs in stride(from: Int64(1_000), through: 6_000, by: 50) {
      let actions = inbox.handle(.tick, nowMs: nowMs)
      guard !actions.isEmpty else { continue }
      #expect(actions == [nack(1...2)])
      times.append(nowMs)
    }
    #expect(times == [1_250, 3_250, 5_250])
    #expect(inbox.counts.nacks == 3)
  }

  @Test("The next hole is asked for 250 ms after the one before it was filled")
  func nextHole() {
    var inbox = inbox()
    for sequence in [2, 4] { _ = inbox.handle(live(sequence), nowMs: 0) }
    #expect(inbox.handle(.tick, nowMs: 250) == [nack(1...1)])
    #expect(inbox.handle(replay(1...1), nowMs: 300) == [merge(1...2)])
    #expect(inbox.handle(.tick, nowMs: 500) == [])
    #expect(inbox.handle(.tick, nowMs: 550) == [nack(3...3)])
  }

  @Test("The end is asked for once a heartbeat tells of it")
  func lostEnd() {
    var inbox = inbox(cursor: 5)
    #expect(inbox.handle(.tick, nowMs: 5_000) == [])
    let heartbeat = LiveMessage.heartbeat(origin: zhenlai, head: chain.position(7))
    #expect(inbox.handle(.live(heartbeat), nowMs: 5_000) == [])
    #expect(inbox.handle(.tick, nowMs: 5_200) == [])
    #expect(inbox.handle(.tick, nowMs: 5_250) == [nack(6...7)])
    #expect(inbox.lag == 2)
  }

  @Test("No more is asked for at once than the credit, whatever the head says")
  func hugeHead() {
    var inbox = inbox(cursor: 5)
    let head = Position(logID: logID(1), sequence: .max, hash: entryHash(1))
    _ = inbox.handle(.received(.heartbeat(head: head)), nowMs: 0)
    #expect(inbox.lag == UInt64.max - 5)
    #expect(inbox.handle(.tick, nowMs: 250) == [nack(6...261)])
    _ = inbox.handle(hello(chain.position(7)), nowMs: 300)
    #expect(inbox.lag == 2, "HELLO outweighs what was said before.")
  }
}
