import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node and its credit")
struct NodeCreditTests: NodeTests {
  /// A live session with room for so many entries in flight.
  private func session(credit: UInt32, bytes: UInt32 = .max) -> NodeSession {
    var session = session()
    _ = session.handle(
      .received(welcome(chain.position(10), credit: .init(entries: credit, bytes: bytes))),
      nowMs: 0)
    return session
  }

  private func published(_ range: ClosedRange<Int>) -> [NodeSession.Action] {
    chain[range].map { .publish(.entry($0)) }
  }

  @Test("Entries are published within the credit, and what is held back is sent by replay")
  func heldBack() {
    var session = session(credit: 2)
    #expect(session.handle(.committed(chain[11...14]), nowMs: 0) == published(11...12))
    #expect(session.counts.heldBack == 2)
    #expect(session.inFlight.entries == 2)
    let credit = ControlMessage.Credit(entries: 2, bytes: .max)
    #expect(session.handle(ack(11, credit: credit), nowMs: 10) == [])
    #expect(session.handle(ack(12, credit: credit), nowMs: 20) == [.readEntries(13...14)])
    #expect(session.inFlight.entries == 0)
    #expect(session.handle(.entriesRead(chain[13...14]), nowMs: 30) == [replay(13...14, head: 14)])
    #expect(session.handle(ack(14, credit: credit), nowMs: 40) == [])
    #expect(session.handle(.committed([chain[15]]), nowMs: 50) == published(15...15))
  }

  @Test("What comes while a replay runs is held back and follows it")
  func besideReplay() {
    var session = liveSession(cursor: 5)
    #expect(session.handle(.committed(chain[11...12]), nowMs: 0) == [])
    #expect(session.handle(.entriesRead(chain[6...10]), nowMs: 0) == [replay(6...10, head: 12)])
    #expect(session.handle(ack(10), nowMs: 10) == [.readEntries(11...12)])
    #expect(session.handle(.entriesRead(chain[11...12]), nowMs: 20) == [replay(11...12, head: 12)])
    #expect(session.handle(ack(12), nowMs: 30) == [])
    #expect(session.handle(.committed([chain[13]]), nowMs: 40) == published(13...13))
  }

  @Test("A frozen aggregator gets no more than its credit, whatever is committed")
  func frozen() {
    var session = liveSession()
    var count = 0
    for sequence in 11...400 {
      count += session.handle(.committed([chain[sequence]]), nowMs: Int64(sequence)).count
    }
    #expect(count == Limits.creditEntries)
    #expect(session.inFlight.entries == Limits.creditEntries)
    #expect(session.counts.heldBack == 390 - Limits.creditEntries)
  }

  @Test("A new WELCOME forgets what was in flight")
  func reconnected() {
    var session = session(credit: 1)
    #expect(session.handle(.committed(chain[11...12]), nowMs: 0) == published(11...11))
    #expect(
      session.handle(.received(welcome(chain.position(10))), nowMs: 10)
        == [.readEntries(11...12)])
    #expect(session.inFlight.entries == 0)
  }
}
