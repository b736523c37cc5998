import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node sends a snapshot")
struct NodeSnapshotTests: NodeTests {
  private let pieces = chunks(3)

  /// Entries 1 to 5 are gone, 6 to 10 are kept.
  private var journal: JournalState { JournalState(chain, head: 10, base: 5, chunks: pieces) }

  private var offer: [NodeSession.Action] {
    [
      .send(.replayGone(logID: logID(1), firstKept: 6)), .send(.snapshotBegin(journal.base)),
    ]
  }

  private func offering(_ cursor: Position? = nil) -> NodeSession {
    var session = session(journal)
    _ = session.handle(.received(welcome(cursor)), nowMs: 0)
    return session
  }

  private func next(_ index: Int, at sequence: Int = 5) -> NodeSession.Event {
    .received(.snapshotNext(at: chain.position(sequence), index: index))
  }

  private func chunk(_ index: Int) -> NodeSession.Action {
    .send(.snapshotChunk(at: chain.position(5), pieces[index]))
  }

  private func read(_ index: Int) -> NodeSession.Event {
    .chunkRead(pieces[index], of: journal.base)
  }

  @Test("Where entries after the cursor are gone the base is offered")
  func offers() {
    for cursor in [nil, chain.position(0), chain.position(4)] {
      var session = session(journal)
      #expect(session.handle(.received(welcome(cursor)), nowMs: 0) == offer)
      #expect(session.phase == .live)
      #expect(session.counts.snapshots == 1)
    }
    var kept = session(journal)
    #expect(
      kept.handle(.received(welcome(chain.position(5))), nowMs: 0) == [.readEntries(6...10)])
  }

  @Test("The aggregator pulls one chunk after the other, and the entries after it follow")
  func pull() {
    var session = offering()
    for index in 0..<3 {
      #expect(
        session.handle(next(index), nowMs: 10) == [.readChunk(of: journal.base, index: index)])
      #expect(session.handle(read(index), nowMs: 10) == [chunk(index)])
    }
    #expect(session.handle(next(3), nowMs: 20) == [.send(.snapshotEnd(at: chain.position(5)))])
    #expect(session.handle(ack(5), nowMs: 30) == [.readEntries(6...10)])
    #expect(!session.isSendingSnapshot)
    #expect(session.handle(.entriesRead(chain[6...10]), nowMs: 40) == [replay(6...10, head: 10)])
  }

  @Test("A chunk that was lost is asked for and sent again")
  func lostChunk() {
    var session = offering()
    for _ in 0..<2 {
      #expect(session.handle(next(1), nowMs: 10) == [.readChunk(of: journal.base, index: 1)])
      #expect(session.handle(read(1), nowMs: 10) == [chunk(1)])
    }
    for _ in 0..<2 {
      #expect(session.handle(next(3), nowMs: 20) == [.send(.snapshotEnd(at: chain.position(5)))])
    }
  }

  @Test("Where SNAP_NEXT does not come for 2 s the snapshot is offered again")
  func lostNext() {
    var session = offering()
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_000)) == offer)
    _ = session.handle(next(0), nowMs: 2_100)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 4_000)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 4_100)) == offer)
    #expect(session.counts.snapshots == 1)
  }

  @Test("Where the node compacts under way the new base is offered, and the old one is over")
  func compacted() {
    var session = offering()
    _ = session.handle(next(0), nowMs: 10)
    let newer = Snapshot(position: chain.position(8), chunkHashes: chunks(4, seed: 1).map(\.hash))
    #expect(
      session.handle(.compacted(newer), nowMs: 20)
        == [
          .send(.replayGone(logID: logID(1), firstKept: 9)), .send(.snapshotBegin(newer)),
        ])
    #expect(session.handle(read(0), nowMs: 30) == [], "A chunk of the old base.")
    #expect(session.handle(next(1), nowMs: 40) == [])
    #expect(session.handle(next(0, at: 8), nowMs: 50) == [.readChunk(of: newer, index: 0)])
    #expect(session.handle(ack(8), nowMs: 60) == [.readEntries(9...10)])
  }

  @Test("A compaction without a snapshot under way changes nothing but the base")
  func quietCompaction() {
    var session = liveSession()
    let base = Snapshot(position: chain.position(8), chunkHashes: [])
    #expect(session.handle(.compacted(base), nowMs: 0) == [])
    #expect(session.journal.base == base)
    let foreign = Snapshot(position: Chain(log: 2, count: 3).head, chunkHashes: [])
    #expect(session.handle(.compacted(foreign), nowMs: 0) == [])
    #expect(session.journal.base == base, "A base of another log is late word.")
  }

  @Test("A NACK for entries that are gone is answered by the snapshot")
  func gone() {
    var session = session(journal)
    _ = session.handle(.received(welcome(chain.position(10))), nowMs: 0)
    #expect(session.handle(nack(3...10), nowMs: 10) == offer)
    #expect(session.acknowledged == 2)
    #expect(session.handle(nack(3...10), nowMs: 20) == [], "It is on its way.")
    #expect(session.handle(ack(2), nowMs: 30) == [])
    #expect(session.isSendingSnapshot)
    #expect(session.handle(ack(5), nowMs: 40) == [.readEntries(6...10)])
  }

  @Test("An acknowledgement of nothing begins anew, unless the snapshot is on its way")
  func acknowledgesNothing() {
    let nothing = NodeSession.Event.received(.ack(cursor: nil, credit: .full))
    var offering = offering()
    #expect(offering.handle(nothing, nowMs: 10) == [])
    #expect(offering.isSendingSnapshot)
    var merged = session(journal)
    _ = merged.handle(.received(welcome(chain.position(10))), nowMs: 0)
    #expect(merged.handle(nothing, nowMs: 10) == [hello(10)])
    var whole = liveSession(cursor: 5)
    #expect(whole.handle(nothing, nowMs: 10) == [], "Its entries are on their way.")
  }

  @Test("What is not there, or not asked for, is not sent")
  func strays() {
    var session = offering()
    #expect(session.handle(next(4), nowMs: 0) == [])
    #expect(session.handle(next(0, at: 6), nowMs: 0) == [])
    #expect(session.handle(read(0), nowMs: 0) == [], "Nobody has asked for it.")
    _ = session.handle(next(1), nowMs: 0)
    #expect(session.handle(read(0), nowMs: 0) == [], "Chunk 1 was asked for.")
    #expect(session.handle(.chunkRead(nil, of: journal.base), nowMs: 0) == [])
    var level = liveSession()
    #expect(
      level.handle(.received(.snapshotNext(at: chain.start, index: 0)), nowMs: 0) == [])
  }

  @Test("A lost link ends a snapshot, and the next WELCOME begins it again")
  func disconnected() {
    var session = offering()
    _ = session.handle(.disconnected, nowMs: 10)
    #expect(!session.isSendingSnapshot)
    #expect(session.handle(next(0), nowMs: 20) == [])
    #expect(session.handle(.received(welcome(nil)), nowMs: 30) == offer)
    #expect(session.counts.snapshots == 2)
  }
}
