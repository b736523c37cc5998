import Reports
import Testing

@testable import SyncProtocol

/// Rows of the aggregator's tables in `proto-docs/states.md`.
@Suite("An inbox is greeted")
struct InboxGreetingTests: InboxTests {
  @Test("HELLO is answered by WELCOME with the durable cursor, and tells the head")
  func greeting() {
    var fresh = inbox()
    let welcome = OriginInbox.Action.send(
      .welcome(.init(version: 1, incarnation: logID(9), cursor: nil, credit: .full)))
    #expect(fresh.handle(hello(chain.position(10)), nowMs: 0) == [welcome])
    #expect(fresh.knownHead == chain.position(10))
    #expect(fresh.lag == 10)
    var known = inbox(cursor: 4)
    let answer = self.welcome(known.handle(hello(chain.position(10)), nowMs: 0))
    #expect(answer?.cursor == chain.position(4))
    #expect(known.lag == 6)
    #expect(known.lastHeardMs == 0)
  }

  @Test("A head is never judged: the node is told the cursor and judges")
  func wrongHeads() {
    let heads = [
      Position(logID: logID(2), sequence: 10, hash: chain.position(10).hash),
      Position(logID: logID(1), sequence: 10, hash: entryHash(1)), chain.position(9),
      Position(logID: logID(1), sequence: .max, hash: entryHash(1)),
    ]
    for head in heads {
      var inbox = inbox(cursor: 10)
      #expect(welcome(inbox.handle(hello(head), nowMs: 0))?.cursor == chain.position(10))
      #expect(inbox.handle(.received(.heartbeat(head: head)), nowMs: 0) == [ack(10)])
      #expect(inbox.refusal == nil)
    }
  }

  @Test("A head behind the cursor leaves nothing to wait for")
  func lateHeads() {
    var inbox = inbox(cursor: 10)
    _ = inbox.handle(hello(chain.position(9)), nowMs: 0)
    #expect(inbox.lag == 0)
    #expect(inbox.behindSinceMs == nil)
  }

  @Test("WELCOME repeats only the features that both sides have")
  func features() {
    var inbox = OriginInbox(
      origin: zhenlai, state: OriginState(), incarnation: logID(9), features: ["a", "b"], nowMs: 0)
    let hello = ControlMessage.hello(
      .init(features: ["c", "b"], head: chain.start, software: ""))
    #expect(welcome(inbox.handle(.received(hello), nowMs: 0))?.features == ["b"])
  }

  @Test("Versions without overlap are refused")
  func versions() {
    var inbox = inbox()
    #expect(code(inbox.handle(hello(chain.head, 2...UInt32.max), nowMs: 0)) == .unsupportedVersion)
    #expect(code(inbox.handle(hello(chain.head, 0...0), nowMs: 0)) == .unsupportedVersion)
    #expect(code(inbox.handle(hello(chain.head, 0...UInt32.max), nowMs: 0)) == nil)
  }

  @Test("While refused nothing is taken, heartbeats hear why, and HELLO begins anew")
  func refused() {
    var inbox = inbox(cursor: 10)
    let stranger = Chain(taobei, count: 1)[1]
    #expect(code(inbox.handle(.live(.entry(stranger)), nowMs: 0)) == .unauthorized)
    #expect(inbox.handle(live(11), nowMs: 0) == [])
    #expect(inbox.handle(replay(11...12), nowMs: 0) == [])
    #expect(
      code(inbox.handle(.received(.heartbeat(head: chain.position(12))), nowMs: 0))
        == .unauthorized)
    #expect(inbox.handle(.tick, nowMs: 60_000) == [])
    _ = inbox.handle(hello(chain.position(12)), nowMs: 60_000)
    #expect(inbox.refusal == nil)
    #expect(inbox.handle(live(11), nowMs: 60_000) == [merge(11...11)])
  }

  @Test("A node that gives up is shown, and takes it back by HELLO")
  func nodeFails() {
    var inbox = inbox(cursor: 10)
    let error = ProtocolError(.logMismatch, "restored")
    #expect(inbox.handle(.received(.fail(error)), nowMs: 0) == [])
    #expect(inbox.refusal == error)
    _ = inbox.handle(hello(chain.position(10)), nowMs: 0)
    #expect(inbox.refusal == nil)
  }

  @Test("Messages that an aggregator never gets change nothing")
  func strayMessages() {
    var inbox = inbox(cursor: 5)
    let strays: [ControlMessage] = [
      .welcome(.init(version: 1, incarnation: logID(1), cursor: nil, credit: .full)),
      .wait(retryAfterMs: 1, reason: ""), .ack(cursor: chain.head, credit: .full),
      .nack(logID: logID(1), missing: 1...UInt64.max),
      .snapshotNext(at: chain.head, index: 0),
      .reject(logID: logID(1), sequence: 6, ProtocolError(.forked, "")), .bye(reason: ""),
    ]
    for stray in strays {
      #expect(inbox.handle(.received(stray), nowMs: 0) == [])
      #expect(inbox.cursor == chain.position(5))
      #expect(inbox.knownHead == nil)
    }
  }
}
