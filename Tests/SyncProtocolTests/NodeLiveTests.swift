import Reports
import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node that is live")
struct NodeLiveTests: NodeTests {
  @Test("Committed entries are published once")
  func committed() {
    var live = liveSession()
    #expect(
      live.handle(.committed(chain[11...12]), nowMs: 0)
        == [.publish(.entry(chain[11])), .publish(.entry(chain[12]))])
    #expect(live.journal.head == chain.position(12))
    #expect(live.handle(.committed([]), nowMs: 0) == [])
    _ = live.handle(.committed([chain[11]]), nowMs: 0)
    #expect(live.journal.head == chain.position(12), "Told of late, the head stays.")
    #expect(live.handle(.tick, nowMs: 100).contains { $0.isHeartbeat(at: chain.position(12)) })
  }

  @Test("Nothing is published before the first sound WELCOME of the process")
  func silentBefore() {
    var session = session()
    _ = session.handle(.connected, nowMs: 0)
    #expect(session.handle(.committed(chain[11...12]), nowMs: 0) == [])
    #expect(session.journal.head == chain.position(12))
    #expect(session.handle(.tick, nowMs: 900) == [])
    #expect(
      session.handle(.received(welcome(chain.position(10))), nowMs: 950) == [.readEntries(11...12)])
    #expect(session.handle(.tick, nowMs: 960) == [], "The cursor is not confirmed yet.")
    _ = session.handle(.entriesRead(chain[11...12]), nowMs: 970)
    #expect(
      session.handle(.tick, nowMs: 980)
        == [.publish(.heartbeat(origin: zhenlai, head: chain.position(12)))])
    #expect(session.handle(ack(12), nowMs: 990) == [])
    #expect(session.handle(.committed([chain[13]]), nowMs: 1_000) == [.publish(.entry(chain[13]))])
  }

  @Test("The head is told on LIVE each second, and 100 ms after a burst")
  func liveHeartbeats() {
    var session = liveSession()
    var times: [Int64] = []
    for nowMs in stride(from: Int64(0), through: 4_000, by: 10) {
      if nowMs == 2_500 { _ = session.handle(.committed([chain[11]]), nowMs: nowMs) }
      let actions = session.handle(.tick, nowMs: nowMs)
      if actions.contains(.publish(.heartbeat(origin: zhenlai, head: session.journal.head))) {
        times.append(nowMs)
      }
    }
    #expect(times == [0, 1_000, 2_000, 2_600, 3_600])
  }

  @Test("The head is told on CTL each 5 s while live")
  func controlHeartbeats() {
    var session = liveSession()
    var times: [Int64] = []
    for nowMs in stride(from: Int64(0), through: 14_000, by: 100) {
      if session.handle(.tick, nowMs: nowMs).contains(.send(.heartbeat(head: chain.position(10)))) {
        times.append(nowMs)
      }
    }
    #expect(times == [5_000, 10_000])
  }

  @Test("15 s of silence on CTL are greeted anew, any message breaks the silence")
  func silence() {
    var session = liveSession()
    _ = session.handle(ack(10), nowMs: 5_000)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 19_900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 20_000)) == [hello(10)])
    #expect(session.phase == .greeting)
  }

  @Test("An acknowledgement moves forward only, and counts only while live")
  func acknowledgements() {
    var session = liveSession(cursor: 5)
    #expect(session.handle(ack(7), nowMs: 1) == [])
    #expect(session.acknowledged == 7)
    #expect(session.handle(ack(6), nowMs: 1) == [])
    #expect(session.acknowledged == 7)
    _ = session.handle(.disconnected, nowMs: 1)
    _ = session.handle(ack(9), nowMs: 1)
    #expect(session.acknowledged == 7)
  }

  @Test("A rejected entry is remembered")
  func rejected() {
    var session = liveSession()
    let error = ProtocolError(.malformedBody, "x")
    #expect(
      session.handle(.received(.reject(logID: logID(1), sequence: 4, error)), nowMs: 0) == [])
    #expect(session.lastRejected?.sequence == 4)
    #expect(session.lastRejected?.error == error)
  }

  @Test("Messages that a node never gets change nothing")
  func strayMessages() {
    var session = liveSession()
    let strays: [ControlMessage] = [
      .hello(.init(head: chain.head, software: "")), .heartbeat(head: chain.head),
      .replay(.init(logID: logID(1), head: chain.head, entries: chain[1...3])),
    ]
    for stray in strays {
      #expect(session.handle(.received(stray), nowMs: 0) == [])
      #expect(session.phase == .live)
      #expect(session.journal.head == chain.position(10))
    }
  }
}
