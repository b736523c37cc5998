import Reports
import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node sends again")
struct NodeReplayTests: NodeTests {
  @Test("A long replay goes in batches, each after the acknowledgement of the one before")
  func batches() {
    var session = session(head: 200)
    #expect(session.handle(.received(welcome(nil)), nowMs: 0) == [.readEntries(1...64)])
    #expect(session.handle(ack(64), nowMs: 1) == [], "Nothing was sent yet.")
    #expect(
      session.handle(.entriesRead(chain[1...50]), nowMs: 2) == [replay(1...50, head: 200)],
      "Fewer than asked for, as bytes allow.")
    #expect(session.handle(.entriesRead(chain[1...50]), nowMs: 2) == [], "Only once.")
    #expect(session.handle(ack(49), nowMs: 3) == [])
    #expect(session.handle(ack(50), nowMs: 4) == [.readEntries(51...114)])
    #expect(
      session.handle(.entriesRead(chain[51...114]), nowMs: 5) == [replay(51...114, head: 200)])
    #expect(session.handle(ack(150), nowMs: 6) == [.readEntries(151...200)])
    _ = session.handle(.entriesRead(chain[151...200]), nowMs: 7)
    #expect(session.handle(ack(200), nowMs: 8) == [])
    #expect(session.counts.replayed == 164)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 3_000)) == [])
  }

  @Test("A replay without progress for 2 s begins again after what was acknowledged")
  func stuckReplay() {
    var session = session(head: 100)
    _ = session.handle(.received(welcome(nil)), nowMs: 0)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_000)) == [.readEntries(1...64)])
    _ = session.handle(.entriesRead(chain[1...64]), nowMs: 2_100)
    _ = session.handle(ack(64), nowMs: 2_200)
    _ = session.handle(.entriesRead(chain[65...100]), nowMs: 2_300)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 4_300)) == [.readEntries(65...100)])
    _ = session.handle(.entriesRead([]), nowMs: 4_400)
    #expect(
      withoutHeartbeats(session.handle(.tick, nowMs: 4_500)) == [.readEntries(65...100)],
      "Without entries the replay is over, and the standing acknowledgement begins another.")
  }

  @Test("A replay that got on in part goes on after what was acknowledged")
  func partialReplay() {
    var session = session(head: 100)
    _ = session.handle(.received(welcome(nil)), nowMs: 0)
    _ = session.handle(.entriesRead(chain[1...64]), nowMs: 10)
    #expect(session.handle(ack(40), nowMs: 1_500) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 3_400)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 3_500)) == [.readEntries(41...100)])
  }

  @Test("A city that went back to a backup gets from NACK what it had acknowledged before")
  func wentBack() {
    var session = liveSession()
    #expect(
      session.handle(nack(4...10), nowMs: 0)
        == [.readEntries(4...10)])
    #expect(session.acknowledged == 3)
    _ = session.handle(.entriesRead(chain[4...10]), nowMs: 10)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_010)) == [.readEntries(4...10)])
    _ = session.handle(.entriesRead(chain[4...10]), nowMs: 2_020)
    #expect(session.handle(ack(10), nowMs: 2_030) == [])
    #expect(session.acknowledged == 10)
  }

  @Test("NACK begins a replay of what the journal has")
  func nacks() {
    func actions(_ range: ClosedRange<UInt64>, log: UInt8 = 1) -> [NodeSession.Action] {
      var session = liveSession()
      return session.handle(nack(range, log: log), nowMs: 0)
    }
    #expect(actions(3...5) == [.readEntries(3...5)])
    #expect(actions(3...UInt64.max) == [.readEntries(3...10)])
    #expect(actions(10...11) == [.readEntries(10...10)])
    #expect(actions(11...12) == [hello(10)], "HELLO says how far the journal really goes.")
    #expect(actions(.max...UInt64.max) == [hello(10)])
    #expect(actions(3...5, log: 2) == [])
    var busy = liveSession(cursor: 5)
    #expect(busy.handle(nack(1...2), nowMs: 0) == [])
    var greeting = session()
    #expect(greeting.handle(nack(1...2), nowMs: 0) == [])
  }

  @Test("Entries that are not acknowledged within 2 s are sent again on CTL")
  func unacknowledged() {
    var session = liveSession()
    _ = session.handle(.committed(chain[11...13]), nowMs: 1_000)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 3_000)) == [.readEntries(11...13)])
    #expect(
      session.handle(.entriesRead(chain[11...13]), nowMs: 3_010) == [replay(11...13, head: 13)])
    #expect(session.handle(ack(13), nowMs: 3_020) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 5_000)) == [])
  }

  @Test("Entries read for a replay that is over are not sent")
  func staleRead() {
    var session = session(head: 100)
    _ = session.handle(.received(welcome(nil)), nowMs: 0)
    _ = session.handle(.disconnected, nowMs: 1)
    #expect(session.handle(.entriesRead(chain[1...64]), nowMs: 2) == [])
  }
}
