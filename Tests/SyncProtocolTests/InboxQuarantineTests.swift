import Reports
import Testing

@testable import SyncProtocol

/// Rows of the aggregator's tables in `proto-docs/states.md`.
@Suite("An inbox, its logs and its quarantine")
struct InboxQuarantineTests: InboxTests {
  private let second = Chain(log: 2, after: chunks(1), count: 20)
  private let fork = Chain(count: 20, seed: 1_000)
  private let pieces = chunks(1)

  private var snapshot: Snapshot {
    Snapshot(position: second.start, chunkHashes: pieces.map(\.hash))
  }

  private func reset(from log: UInt8 = 1, to base: Position? = nil) -> OriginInbox.Event {
    .received(.logReset(formerLog: logID(log), base: base ?? second.start, reason: ""))
  }

  /// Takes the snapshot of the second log in to its end.
  private func takeOver(_ inbox: inout OriginInbox) {
    _ = inbox.handle(.received(.snapshotBegin(snapshot)), nowMs: 0)
    _ = inbox.handle(.received(.snapshotChunk(at: second.start, pieces[0])), nowMs: 0)
    _ = inbox.handle(.staged(snapshot, index: 0), nowMs: 0)
    _ = inbox.handle(.received(.snapshotEnd(at: second.start)), nowMs: 0)
    _ = inbox.handle(.committed(second.start), nowMs: 0)
  }

  private func quarantined(cursor: Int = 10) -> OriginInbox {
    var inbox = inbox(cursor: cursor)
    _ = inbox.handle(.live(.entry(fork[cursor + 1])), nowMs: 0)
    return inbox
  }

  // MARK: Another log

  @Test("LOG_RESET from the log that is followed opens the way for the new log's snapshot")
  func reset() {
    var inbox = inbox(cursor: 10)
    #expect(inbox.handle(reset(), nowMs: 0) == [])
    takeOver(&inbox)
    #expect(inbox.cursor == second.start)
    #expect(inbox.state.formerLogs == [logID(1)])
    #expect(inbox.handle(.live(.entry(second[1])), nowMs: 0) == [merge(1...1, of: second)])
    #expect(inbox.handle(reset(), nowMs: 0) == [], "Told again, it changes nothing.")
    #expect(inbox.refusal == nil)
  }

  @Test("A snapshot of another log that was not announced is answered by the cursor")
  func notAnnounced() {
    var inbox = inbox(cursor: 10)
    #expect(inbox.handle(.received(.snapshotBegin(snapshot)), nowMs: 0) == [ack(10)])
    _ = inbox.handle(reset(to: second.position(1)), nowMs: 0)
    #expect(
      inbox.handle(.received(.snapshotBegin(snapshot)), nowMs: 0) == [ack(10)],
      "Announced was one at another place.")
  }

  @Test("LOG_RESET from a log that is not followed is answered by the cursor")
  func wrongFormerLog() {
    var inbox = inbox(cursor: 10)
    #expect(inbox.handle(reset(from: 7), nowMs: 0) == [ack(10)])
    #expect(inbox.handle(.received(.snapshotBegin(snapshot)), nowMs: 0) == [ack(10)])
    #expect(inbox.refusal == nil)
  }

  @Test("Going back to a log that was left is a fork, also where the city adopts")
  func backToFormerLog() {
    for adopts in [false, true] {
      var inbox = inbox(
        OriginState(cursor: chain.position(10), formerLogs: [logID(2)], adopts: adopts))
      #expect(quarantine(inbox.handle(reset(), nowMs: 0))?.error.code == .forked)
    }
  }

  @Test("An area that was never heard may begin with a snapshot, announced or not")
  func first() {
    var inbox = inbox()
    #expect(inbox.handle(reset(), nowMs: 0) == [])
    takeOver(&inbox)
    #expect(inbox.cursor == second.start)
    #expect(inbox.state.formerLogs == [])
  }

  @Test("Word of a log that was left does not count as its head")
  func lateHeads() {
    var inbox = inbox(cursor: 10)
    _ = inbox.handle(reset(), nowMs: 0)
    takeOver(&inbox)
    _ = inbox.handle(.live(.heartbeat(origin: zhenlai, head: chain.head)), nowMs: 0)
    #expect(inbox.knownHead == second.start)
    #expect(inbox.lag == 0)
  }

  // MARK: Quarantine

  @Test("A fork quarantines the area with the entry as evidence, and nothing is taken any more")
  func forked() {
    var inbox = inbox(cursor: 10)
    let kept = quarantine(inbox.handle(.live(.entry(fork[11])), nowMs: 0))
    #expect(kept?.error.code == .forked)
    #expect(kept?.evidence == [fork[11]])
    #expect(inbox.handle(live(11), nowMs: 0) == [])
    #expect(inbox.handle(replay(11...12), nowMs: 0) == [])
    #expect(inbox.handle(.received(.snapshotBegin(snapshot)), nowMs: 0) == [])
    #expect(inbox.handle(.tick, nowMs: 60_000) == [])
    #expect(inbox.cursor == chain.position(10))
  }

  @Test("A node that has met its double is quarantined, other failures only refuse it for a while")
  func nodeFails() {
    var forked = inbox(cursor: 10)
    let error = ProtocolError(.forked, "two")
    #expect(
      forked.handle(.received(.fail(error)), nowMs: 0)
        == [.quarantine(error, evidence: []), .send(.fail(error))])
    var mismatched = inbox(cursor: 10)
    _ = mismatched.handle(.received(.fail(ProtocolError(.logMismatch, ""))), nowMs: 0)
    #expect(mismatched.state.quarantine == nil)
    #expect(mismatched.refusal?.code == .logMismatch)
  }

  @Test("While quarantined HELLO, HEARTBEAT and LOG_RESET are answered by the reason")
  func answers() {
    var inbox = quarantined()
    #expect(code(inbox.handle(hello(chain.head), nowMs: 0)) == .forked)
    #expect(code(inbox.handle(.received(.heartbeat(head: chain.head)), nowMs: 0)) == .forked)
    #expect(code(inbox.handle(reset(), nowMs: 0)) == .forked)
  }

  @Test("A quarantine survives a restart")
  func survives() {
    var inbox = inbox(quarantined().state)
    #expect(inbox.refusal?.code == .forked)
    #expect(code(inbox.handle(hello(chain.head), nowMs: 0)) == .forked)
    #expect(inbox.handle(live(11), nowMs: 0) == [])
  }

  @Test("What was handed out before a quarantine is still committed and acknowledged")
  func commitsFinish() {
    var inbox = inbox(cursor: 10)
    _ = inbox.handle(live(11), nowMs: 0)
    _ = inbox.handle(.live(.entry(fork[12])), nowMs: 0)
    #expect(inbox.refusal?.code == .forked)
    #expect(inbox.handle(.committed(chain.position(11)), nowMs: 0) == [ack(11)])
    #expect(inbox.handle(.commitFailed, nowMs: 0) == [])
  }

  // MARK: Release

  @Test("Once released the node greets anew, and is told that its journal is taken over")
  func released() {
    var inbox = quarantined()
    #expect(
      inbox.handle(.released, nowMs: 0) == [.send(.bye(reason: "the quarantine is lifted"))])
    #expect(inbox.refusal == nil)
    let answer = welcome(inbox.handle(hello(second.start), nowMs: 0))
    #expect(answer?.adopts == true)
    #expect(answer?.cursor == chain.position(10))
    #expect(inbox.handle(reset(from: 7), nowMs: 0) == [], "Whatever log it comes from.")
    takeOver(&inbox)
    #expect(inbox.cursor == second.start)
    #expect(!inbox.state.adopts)
    #expect(welcome(inbox.handle(hello(second.start), nowMs: 0))?.adopts == false)
  }

  @Test("A journal that goes on where the cursor is ends the taking over")
  func goesOn() {
    var inbox = quarantined()
    _ = inbox.handle(.released, nowMs: 0)
    _ = inbox.handle(hello(chain.position(12)), nowMs: 0)
    #expect(inbox.handle(replay(11...12, head: 12), nowMs: 0) == [merge(11...12)])
    #expect(inbox.state.adopts)
    #expect(inbox.handle(.committed(chain.position(12)), nowMs: 0) == [ack(12)])
    #expect(!inbox.state.adopts)
  }
}
