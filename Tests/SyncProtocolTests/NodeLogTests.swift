import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node and its logs")
struct NodeLogTests: NodeTests {
  private let pieces = chunks(2)
  private let second = Chain(log: 2, after: chunks(2), count: 5)

  /// The journal after it has gone on in its second log.
  private var reopened: JournalState {
    JournalState(second, head: 0, base: 0, chunks: pieces, formerLogs: [logID(1)])
  }

  /// The one log that a session wants opened.
  private func opened(
    _ actions: [NodeSession.Action]
  ) -> (leaving: LogID, superseding: LogID)? {
    guard case .openLog(let leaving, let superseded, _) = actions.first, actions.count == 1 else {
      return nil
    }
    return (leaving, superseded)
  }

  @Test("A restored journal leaves its log at the first WELCOME, and offers its state instead")
  func restored() {
    var session = session()
    _ = session.handle(.connected, nowMs: 0)
    let cursor = chain.position(15)
    let wanted = opened(session.handle(.received(welcome(cursor)), nowMs: 10))
    #expect(wanted?.leaving == logID(1))
    #expect(wanted?.superseding == logID(1))
    #expect(session.phase == .greeting)
    #expect(session.handle(.logOpened(reopened), nowMs: 20) == [hello(0, of: second)])
    #expect(
      session.handle(.received(welcome(cursor)), nowMs: 30)
        == [
          .send(
            .logReset(
              formerLog: logID(1), base: second.start,
              reason: "the journal goes on in another log")),
          .send(.snapshotBegin(reopened.base)),
        ])
    #expect(session.phase == .live)
    #expect(session.acknowledged == 0)
    #expect(session.isSendingSnapshot)
  }

  @Test("Until the new log is open, HELLO goes on with growing waits")
  func logNotOpened() {
    var session = session()
    _ = session.handle(.connected, nowMs: 0)
    _ = session.handle(.received(welcome(chain.position(15))), nowMs: 10)
    #expect(session.handle(.tick, nowMs: 2_000) == [])
    #expect(session.handle(.tick, nowMs: 2_010) == [hello(10)])
    #expect(opened(session.handle(.received(welcome(chain.position(15))), nowMs: 2_020)) != nil)
  }

  @Test("A new log that another session opened is greeted with, or told when its time comes")
  func openedElsewhere() {
    var live = liveSession()
    #expect(live.handle(.logOpened(reopened), nowMs: 10) == [hello(0, of: second)])
    #expect(live.phase == .greeting)
    #expect(live.acknowledged == nil)
    var waiting = liveSession()
    _ = waiting.handle(.received(.wait(retryAfterMs: 5_000, reason: "")), nowMs: 10)
    #expect(waiting.handle(.logOpened(reopened), nowMs: 20) == [])
    #expect(waiting.handle(.tick, nowMs: 5_010) == [hello(0, of: second)])
  }

  @Test("A contradiction after a sound WELCOME is a fork: the city is told, no log is opened")
  func forked() {
    for message in [welcome(chain.position(15)), .ack(cursor: chain.position(15), credit: .full)] {
      var session = liveSession()
      let actions = session.handle(.received(message), nowMs: 10)
      #expect(failure(of: session)?.code == .forked)
      #expect(actions == failure(of: session).map { [.send(.fail($0))] })
    }
  }

  @Test(
    "A cursor in a log that was never kept is a mismatch, and a fork where all was sound before")
  func foreignLog() {
    var first = session()
    _ = first.handle(.received(welcome(second.position(3))), nowMs: 0)
    #expect(failure(of: first)?.code == .logMismatch)
    var later = liveSession()
    _ = later.handle(.received(welcome(second.position(3))), nowMs: 0)
    #expect(failure(of: later)?.code == .forked)
    var acknowledged = liveSession()
    _ = acknowledged.handle(ack(3, of: second), nowMs: 0)
    #expect(failure(of: acknowledged)?.code == .forked)
  }

  @Test("A city that adopts gets a new log in the place of whatever it follows")
  func adopts() {
    var foreign = session()
    let over = opened(
      foreign.handle(.received(welcome(second.position(3), adopts: true)), nowMs: 0))
    #expect(over?.leaving == logID(1))
    #expect(over?.superseding == logID(2))
    var forked = liveSession()
    let again = opened(
      forked.handle(.received(welcome(chain.position(15), adopts: true)), nowMs: 0))
    #expect(again?.superseding == logID(1))
    var level = session()
    #expect(level.handle(.received(welcome(chain.position(10), adopts: true)), nowMs: 0) == [])
    #expect(level.phase == .live, "Where all fits there is nothing to adopt.")
  }

  @Test("The first entry after the cursor confirms it, or shows the restored journal")
  func unverified() {
    let cursor = Position(logID: logID(1), sequence: 4, hash: entryHash(1))
    var restored = session()
    #expect(
      restored.handle(.received(welcome(cursor)), nowMs: 0) == [.readEntries(5...10)])
    #expect(opened(restored.handle(.entriesRead(chain[5...10]), nowMs: 0)) != nil)
    var sound = liveSession()
    _ = sound.handle(.received(welcome(cursor)), nowMs: 0)
    _ = sound.handle(.entriesRead(chain[5...10]), nowMs: 0)
    #expect(failure(of: sound)?.code == .forked)
    var confirmed = session()
    _ = confirmed.handle(.received(welcome(chain.position(4))), nowMs: 0)
    #expect(
      confirmed.handle(.entriesRead(chain[5...10]), nowMs: 0) == [replay(5...10, head: 10)])
  }

  @Test("Until its cursor is confirmed a NACK is not served and nothing is told of the head")
  func silentWhileUnverified() {
    var session = session()
    _ = session.handle(.received(welcome(chain.position(4))), nowMs: 0)
    #expect(session.handle(nack(3...4), nowMs: 0) == [])
    #expect(session.handle(.tick, nowMs: 0) == [])
    #expect(session.handle(.committed([chain[11]]), nowMs: 0) == [])
  }

  @Test("An acknowledgement in a log that was left begins anew where no snapshot is offered for it")
  func wentBackToFormerLog() {
    var session = session(JournalState(second, head: 5, formerLogs: [logID(1)]))
    _ = session.handle(.received(welcome(second.position(5))), nowMs: 0)
    #expect(session.handle(ack(10), nowMs: 10) == [hello(5, of: second)])
    var offering = self.session(reopened)
    _ = offering.handle(.received(welcome(chain.position(10))), nowMs: 0)
    #expect(offering.handle(ack(10), nowMs: 10) == [])
    #expect(offering.isSendingSnapshot)
  }
}
