import Reports
import Testing

@testable import SyncProtocol

/// Rows of the aggregator's tables in `proto-docs/states.md`.
@Suite("An inbox takes entries")
struct InboxEntryTests: InboxTests {
  @Test("Entries in order are handed out at once, and acknowledged only when durable")
  func inOrder() {
    var inbox = inbox()
    #expect(inbox.handle(live(1), nowMs: 0) == [merge(1...1)])
    #expect(inbox.handle(live(2), nowMs: 0) == [merge(2...2)])
    #expect(inbox.cursor == nil)
    #expect(
      inbox.handle(.received(.heartbeat(head: chain.position(2))), nowMs: 0)
        == [ack(nil, entries: 254, bytes: Limits.creditBytes - inbox.handedOutBytes)])
    #expect(
      inbox.handle(.committed(chain.position(1)), nowMs: 0)
        == [ack(1, entries: 255, bytes: Limits.creditBytes - chain[2].byteCount)])
    #expect(inbox.handle(.committed(chain.position(2)), nowMs: 0) == [ack(2)])
    #expect(inbox.cursor == chain.position(2))
    #expect(inbox.handedOutBytes == 0)
  }

  @Test("An entry waits for the one before it, and leaves with it")
  func outOfOrder() {
    var inbox = inbox()
    #expect(inbox.handle(live(3), nowMs: 0) == [])
    #expect(inbox.handle(live(2), nowMs: 0) == [])
    #expect(inbox.waiting.count == 2)
    #expect(inbox.handle(live(1), nowMs: 0) == [merge(1...3)])
    #expect(inbox.waiting.isEmpty)
    #expect(inbox.waitingBytes == 0)
  }

  @Test("A clock that goes back changes no order")
  func clocks() throws {
    let start = Position.start(of: logID(1), origin: zhenlai)
    let body = delta().encoded
    let first = try JournalEntry(after: start, origin: zhenlai, clock: .max, body: body)
    let second = try JournalEntry(after: first.position, origin: zhenlai, clock: 0, body: body)
    var inbox = inbox()
    #expect(inbox.handle(.live(.entry(second)), nowMs: 0) == [])
    #expect(
      inbox.handle(.live(.entry(first)), nowMs: 0)
        == [.merge([first, second].map(OriginInbox.Merge.init))])
  }

  @Test("What is at or below the cursor, or waits already, is counted and ignored")
  func duplicates() {
    var inbox = inbox(cursor: 5)
    for sequence in [1, 5, 8, 8] { #expect(inbox.handle(live(sequence), nowMs: 0) == []) }
    #expect(inbox.counts.duplicates == 3)
    #expect(inbox.waiting.count == 1)
  }

  @Test("Other content at the cursor's place, or right after it, is a fork")
  func forks() {
    let other = Chain(count: 20, seed: 1_000)
    for sequence in [10, 11] {
      var inbox = inbox(cursor: 10)
      let kept = quarantine(inbox.handle(.live(.entry(other[sequence])), nowMs: 0))
      #expect(kept?.error.code == .forked)
      #expect(kept?.evidence == [other[sequence]])
      #expect(inbox.state.quarantine?.code == .forked)
    }
    var far = inbox(cursor: 10)
    #expect(far.handle(.live(.entry(other[13])), nowMs: 0) == [])
    #expect(far.refusal == nil)
  }

  @Test("A stranger whose turn comes is thrown away and kept as evidence of the fork")
  func strangers() {
    var inbox = inbox(cursor: 10)
    let other = Chain(count: 20, seed: 1_000)
    #expect(inbox.handle(.live(.entry(other[12])), nowMs: 0) == [])
    let actions = inbox.handle(live(11), nowMs: 0)
    #expect(actions.first == merge(11...11))
    let kept = quarantine(Array(actions.dropFirst()))
    #expect(kept?.error.code == .forked)
    #expect(kept?.evidence == [other[12]])
    #expect(inbox.held.waitingEntries == 0)
    #expect(inbox.held.waitingBytes == 0)
  }

  @Test("Entries of two logs can wait before the first; the log of the first stays")
  func twoLogs() {
    var inbox = inbox()
    #expect(inbox.handle(.live(.entry(Chain(log: 2, count: 3)[3])), nowMs: 0) == [])
    #expect(inbox.handle(live(1), nowMs: 0) == [merge(1...1)])
    #expect(inbox.handle(live(2), nowMs: 0) == [merge(2...2)])
    #expect(inbox.refusal == nil)
    #expect(inbox.handle(live(3), nowMs: 0) == [merge(3...3)])
    #expect(inbox.counts.dropped == 1)
  }

  @Test("The first entry of a log that begins with a snapshot is left until that is there")
  func snapshotFirst() {
    let pieces = chunks(1)
    let begun = Chain(after: pieces, count: 2)
    var inbox = inbox()
    #expect(inbox.handle(.live(.entry(begun[1])), nowMs: 0) == [])
    #expect(inbox.counts.foreign == 1)
    #expect(inbox.refusal == nil)
    let base = Snapshot(position: begun.start, chunkHashes: pieces.map(\.hash))
    let steps: [OriginInbox.Event] = [
      .received(.snapshotBegin(base)), .received(.snapshotChunk(at: base.position, pieces[0])),
      .staged(base, index: 0), .received(.snapshotEnd(at: base.position)),
      .committed(base.position),
    ]
    for step in steps { _ = inbox.handle(step, nowMs: 0) }
    #expect(inbox.handle(.live(.entry(begun[1])), nowMs: 0) == [merge(1...1, of: begun)])
  }

  @Test("Entries of other logs are ignored and counted")
  func otherLogs() {
    var inbox = inbox(cursor: 10)
    let other = Chain(log: 2, count: 12)
    #expect(inbox.handle(.live(.entry(other[11])), nowMs: 0) == [])
    #expect(inbox.handle(replay(11...12, head: 12, of: other), nowMs: 0) == [ack(10)])
    #expect(inbox.counts.foreign == 3)
    #expect(inbox.refusal == nil)
    #expect(inbox.held.waitingEntries == 0)
    #expect(inbox.handle(live(11), nowMs: 0) == [merge(11...11)])
  }

  @Test("An entry of another area is refused")
  func foreign() {
    var inbox = inbox()
    let entry = Chain(taobei, count: 1)[1]
    #expect(code(inbox.handle(.live(.entry(entry)), nowMs: 0)) == .unauthorized)
  }

  @Test("A poison entry is handed out, rejected and does not block")
  func poison() {
    let chain = Chain(bodies: [[0xFF], delta().encoded, delta(of: taobei).encoded])
    var inbox = inbox()
    let actions = inbox.handle(
      .received(.replay(.init(logID: logID(1), head: chain.head, entries: chain[1...3]))), nowMs: 0)
    guard case .merge(let merges) = actions.first else {
      Issue.record("Poison must be handed out")
      return
    }
    #expect(merges.map(\.entry) == chain.entries)
    let codes = actions.compactMap { action -> ProtocolError.Code? in
      guard case .send(.reject(_, _, let error)) = action else { return nil }
      return error.code
    }
    #expect(codes == [.malformedBody, .unauthorized])
    #expect(inbox.counts.poisoned == 2)
  }

  @Test("A replay that brings nothing new is answered at once")
  func emptyReplay() {
    var inbox = inbox(cursor: 5)
    #expect(inbox.handle(replay(2...5), nowMs: 0) == [ack(5)])
    #expect(inbox.handle(replay(6...7), nowMs: 0) == [merge(6...7)])
    #expect(inbox.handle(replay(6...7), nowMs: 0) == [], "The commit will answer.")
  }

  @Test("A replay gets through while other entries fill all the room")
  func replayBesideFullRoom() {
    var inbox = inbox()
    for sequence in 101...164 { _ = inbox.handle(live(sequence), nowMs: 0) }
    #expect(inbox.waiting.count == Limits.reorderEntries)
    #expect(inbox.handle(replay(1...64), nowMs: 0) == [merge(1...64)])
    #expect(inbox.handle(replay(65...100), nowMs: 0) == [merge(65...164)])
    #expect(inbox.counts.dropped == 0)
  }
}
