import Reports
import Testing

@testable import SyncProtocol

/// Rows of the aggregator's tables in `proto-docs/states.md`.
@Suite("An inbox takes a snapshot in")
struct InboxSnapshotTests: InboxTests {
  private let pieces = chunks(3)
  private var snapshot: Snapshot {
    Snapshot(position: chain.position(50), chunkHashes: pieces.map(\.hash))
  }

  private var begin: OriginInbox.Event { .received(.snapshotBegin(snapshot)) }
  private var end: OriginInbox.Event { .received(.snapshotEnd(at: snapshot.position)) }

  private func piece(_ index: Int) -> OriginInbox.Event {
    .received(.snapshotChunk(at: snapshot.position, pieces[index]))
  }

  private func next(_ index: Int) -> [OriginInbox.Action] {
    [.send(.snapshotNext(at: snapshot.position, index: index))]
  }

  /// An inbox that has staged so many chunks.
  private func staging(_ count: Int, cursor: Int? = nil) -> OriginInbox {
    var inbox = inbox(cursor: cursor)
    _ = inbox.handle(begin, nowMs: 0)
    for index in 0..<count {
      _ = inbox.handle(piece(index), nowMs: 0)
      _ = inbox.handle(.staged(snapshot, index: index), nowMs: 0)
    }
    return inbox
  }

  @Test("Chunks are made durable one by one, then installed together with the cursor")
  func whole() {
    var inbox = inbox(cursor: 10)
    #expect(inbox.handle(begin, nowMs: 0) == next(0))
    for index in 0..<3 {
      #expect(inbox.handle(piece(index), nowMs: 0) == [.stage(snapshot, pieces[index])])
      #expect(inbox.held.chunkBytes == pieces[index].body.count)
      #expect(inbox.handle(.staged(snapshot, index: index), nowMs: 0) == next(index + 1))
    }
    #expect(inbox.held.chunkBytes == 0)
    #expect(inbox.handle(end, nowMs: 0) == [.install(snapshot)])
    #expect(inbox.cursor == chain.position(10), "Not before it is durable.")
    #expect(inbox.handle(.committed(snapshot.position), nowMs: 0) == [ack(50)])
    #expect(inbox.cursor == snapshot.position)
    #expect(inbox.state.staged == nil)
    #expect(inbox.counts.snapshots == 1)
    #expect(inbox.handle(live(51), nowMs: 0) == [merge(51...51)])
  }

  @Test("A snapshot without chunks is installed as well")
  func nothing() {
    let empty = Snapshot(position: chain.position(50), chunkHashes: [])
    var inbox = inbox()
    #expect(inbox.handle(.received(.snapshotBegin(empty)), nowMs: 0) == next(0))
    #expect(inbox.handle(end, nowMs: 0) == [.install(empty)])
  }

  @Test("A snapshot that the cursor has passed is answered by the cursor")
  func passed() {
    for cursor in [50, 51] {
      var inbox = inbox(cursor: cursor)
      #expect(inbox.handle(begin, nowMs: 0) == [ack(cursor)])
      #expect(inbox.state.staged == nil)
    }
  }

  @Test("What was asked for and does not come is asked for again each 2 s")
  func lost() {
    var inbox = staging(1)
    #expect(inbox.handle(.tick, nowMs: 1_900) == [])
    #expect(inbox.handle(.tick, nowMs: 2_000) == next(1))
    #expect(inbox.handle(.tick, nowMs: 3_900) == [])
    #expect(inbox.handle(.tick, nowMs: 4_000) == next(1))
    var complete = staging(3)
    #expect(complete.handle(.tick, nowMs: 2_000) == next(3))
    var silent = staging(1)
    #expect(silent.handle(.tick, nowMs: 15_000) == [], "The node is gone.")
  }

  @Test("Chunks that were not asked for are ignored")
  func strays() {
    var inbox = staging(1)
    #expect(inbox.handle(piece(0), nowMs: 0) == [])
    #expect(inbox.handle(piece(2), nowMs: 0) == [])
    let elsewhere = ControlMessage.snapshotChunk(at: chain.position(49), pieces[1])
    #expect(inbox.handle(.received(elsewhere), nowMs: 0) == [])
    #expect(inbox.handle(piece(1), nowMs: 0) == [.stage(snapshot, pieces[1])])
    #expect(inbox.handle(piece(1), nowMs: 0) == [], "It is being made durable.")
    #expect(inbox.handle(end, nowMs: 0) == [], "Not all chunks are there.")
  }

  @Test("A chunk that could not be made durable is asked for again")
  func stageFailed() {
    var inbox = staging(1)
    _ = inbox.handle(piece(1), nowMs: 0)
    #expect(inbox.handle(.stageFailed, nowMs: 0) == [])
    #expect(inbox.handle(.tick, nowMs: 2_000) == next(1))
    #expect(inbox.handle(piece(1), nowMs: 2_000) == [.stage(snapshot, pieces[1])])
  }

  @Test("Staging goes on after a restart where it was left")
  func resumes() {
    let kept = staging(2, cursor: 10).state
    var inbox = inbox(kept)
    #expect(
      welcome(inbox.handle(hello(chain.position(60)), nowMs: 0))?.cursor == chain.position(10))
    #expect(inbox.handle(begin, nowMs: 0) == next(2))
    #expect(inbox.handle(piece(2), nowMs: 0) == [.stage(snapshot, pieces[2])])
    _ = inbox.handle(.staged(snapshot, index: 2), nowMs: 0)
    #expect(inbox.handle(end, nowMs: 0) == [.install(snapshot)])
  }

  @Test("Another snapshot takes the place of the one that was coming in")
  func replaced() {
    var inbox = staging(2)
    let newer = Snapshot(position: chain.position(60), chunkHashes: [pieces[0].hash])
    #expect(
      inbox.handle(.received(.snapshotBegin(newer)), nowMs: 0)
        == [.send(.snapshotNext(at: newer.position, index: 0))])
    #expect(inbox.handle(piece(2), nowMs: 0) == [])
    #expect(inbox.handle(.staged(snapshot, index: 2), nowMs: 0) == [], "Late word of the old one.")
  }

  @Test("Chunks that do not fit the digest are thrown away, and the node is told")
  func digestMismatch() {
    let lie = Snapshot(position: snapshot.position, chunkCount: 3, digest: entryHash(1))
    var inbox = inbox()
    _ = inbox.handle(.received(.snapshotBegin(lie)), nowMs: 0)
    for index in 0..<3 {
      _ = inbox.handle(piece(index), nowMs: 0)
      _ = inbox.handle(.staged(lie, index: index), nowMs: 0)
    }
    #expect(code(inbox.handle(end, nowMs: 0)) == .damagedBody)
    #expect(inbox.state.staged == nil)
    #expect(inbox.refusal == nil)
    #expect(inbox.handle(begin, nowMs: 0) == next(0), "A sound one begins anew.")
  }

  @Test("A snapshot longer than the limit is refused before the chunk that passes it is kept")
  func oversized() {
    func answer(beyond bytes: Int) -> [OriginInbox.Action] {
      let full = Limits.snapshotBytes - pieces[1].body.count + bytes
      var inbox = inbox(
        OriginState(
          staged: StagedSnapshot(
            snapshot: snapshot, chunkHashes: [pieces[0].hash], byteCount: full)))
      return inbox.handle(piece(1), nowMs: 0)
    }
    #expect(answer(beyond: 0) == [.stage(snapshot, pieces[1])])
    #expect(code(answer(beyond: 1)) == .oversized)
  }

  @Test("A snapshot is installed only when all entries handed out before are durable")
  func afterCommits() {
    var inbox = staging(3, cursor: 10)
    #expect(inbox.handle(live(11), nowMs: 0) == [merge(11...11)])
    #expect(inbox.handle(end, nowMs: 0) == [])
    #expect(inbox.handle(.committed(chain.position(11)), nowMs: 0) == [ack(11)])
    #expect(inbox.handle(.tick, nowMs: 2_000) == next(3))
    #expect(inbox.handle(end, nowMs: 2_000) == [.install(snapshot)])
    #expect(inbox.handle(live(12), nowMs: 2_000) == [], "Nothing is handed out beside it.")
  }

  @Test("What waited behind the snapshot is handed out after it, what it stands for is forgotten")
  func waitingEntries() {
    var inbox = staging(3, cursor: 10)
    for sequence in [40, 51, 52] { _ = inbox.handle(live(sequence), nowMs: 0) }
    _ = inbox.handle(end, nowMs: 0)
    #expect(
      inbox.handle(.committed(snapshot.position), nowMs: 0) == [ack(50), merge(51...52)])
    #expect(inbox.held.waitingEntries == 0)
  }

  @Test("An installation that fails is tried again from what is staged")
  func installFailed() {
    var inbox = staging(3, cursor: 10)
    _ = inbox.handle(end, nowMs: 0)
    #expect(inbox.handle(.commitFailed, nowMs: 0) == [])
    #expect(inbox.cursor == chain.position(10))
    #expect(inbox.handle(.tick, nowMs: 2_000) == next(3))
    #expect(inbox.handle(end, nowMs: 2_000) == [.install(snapshot)])
  }
}
