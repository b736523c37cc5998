import Reports
import Testing

@testable import SyncProtocol

/// The table of `proto-docs/states.md`, row by row.
@Suite("A node's session")
struct NodeSessionTests {
  private static let chain = Chain(count: 200)
  private var chain: Chain { Self.chain }

  private func session(head: Int = 10) -> NodeSession {
    NodeSession(origin: zhenlai, head: chain.position(head), software: "test", nowMs: 0)
  }

  private func liveSession(head: Int = 10, cursor: Int = 10, nowMs: Int64 = 0) -> NodeSession {
    var session = session(head: head)
    _ = session.handle(.connected, nowMs: nowMs)
    _ = session.handle(.received(welcome(chain.position(cursor))), nowMs: nowMs)
    return session
  }

  private func welcome(_ cursor: Position?, version: UInt32 = 1) -> ControlMessage {
    .welcome(.init(version: version, incarnation: logID(9), cursor: cursor, credit: .full))
  }

  private func ack(_ sequence: Int) -> NodeSession.Event {
    .received(.ack(cursor: chain.position(sequence), credit: .full))
  }

  private func hello(_ head: Int) -> NodeSession.Action {
    .send(.hello(.init(head: chain.position(head), software: "test")))
  }

  private func replay(_ range: ClosedRange<Int>, head: Int) -> NodeSession.Action {
    .send(
      .replay(.init(logID: logID(1), head: chain.position(head), entries: chain[range])))
  }

  /// What a session does other than publish heartbeats.
  private func withoutHeartbeats(_ actions: [NodeSession.Action]) -> [NodeSession.Action] {
    actions.filter { action in
      switch action {
      case .publish(.heartbeat), .send(.heartbeat): false
      case .publish, .send, .readEntries, .reconnect: true
      }
    }
  }

  // MARK: Greeting

  @Test("A connection is greeted at once, and again with growing waits until answered")
  func greeting() {
    var session = session()
    #expect(session.handle(.connected, nowMs: 0) == [hello(10)])
    #expect(session.phase == .greeting)
    var helloTimes: [Int64] = []
    for nowMs in stride(from: Int64(100), through: 100_000, by: 100) {
      if session.handle(.tick, nowMs: nowMs).contains(hello(10)) { helloTimes.append(nowMs) }
    }
    #expect(helloTimes == [1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000])
  }

  @Test("WELCOME at the head makes the session live")
  func welcomeAtHead() {
    var session = session()
    _ = session.handle(.connected, nowMs: 0)
    #expect(session.handle(.received(welcome(chain.position(10))), nowMs: 5) == [])
    #expect(session.phase == .live)
    #expect(session.acknowledged == 10)
  }

  @Test("WELCOME behind the head, or without a cursor, begins a replay")
  func welcomeBehind() {
    var behind = session()
    #expect(
      behind.handle(.received(welcome(chain.position(4))), nowMs: 5) == [.readEntries(5...10)])
    #expect(behind.acknowledged == 4)
    var fresh = session()
    #expect(fresh.handle(.received(welcome(nil)), nowMs: 5) == [.readEntries(1...10)])
    #expect(fresh.acknowledged == 0)
    var empty = session(head: 0)
    #expect(empty.handle(.received(welcome(nil)), nowMs: 5) == [])
    #expect(empty.phase == .live)
  }

  @Test("A cursor that is not of this journal fails the session, and the city is told")
  func wrongCursors() {
    let cases: [(Position, ProtocolError.Code)] = [
      (Position(logID: logID(2), sequence: 10, hash: chain.head.hash), .logMismatch),
      (chain.position(11), .logMismatch),
      (Position(logID: logID(1), sequence: .max, hash: chain.head.hash), .logMismatch),
      (Position(logID: logID(1), sequence: 10, hash: entryHash(1)), .forked),
    ]
    for (cursor, code) in cases {
      for isWelcome in [true, false] {
        var session = liveSession()
        let message = isWelcome ? welcome(cursor) : .ack(cursor: cursor, credit: .full)
        let actions = session.handle(.received(message), nowMs: 5)
        guard case .failed(let error) = session.phase else {
          Issue.record("\(cursor) must fail the session")
          continue
        }
        #expect(error.code == code)
        #expect(actions == [.send(.fail(error))])
      }
    }
  }

  @Test("A version that this side does not speak fails the session", arguments: [0, 2, UInt32.max])
  func wrongVersion(version: UInt32) {
    var session = session()
    _ = session.handle(.received(welcome(nil, version: version)), nowMs: 5)
    guard case .failed(let error) = session.phase else {
      Issue.record("version \(version) must fail the session")
      return
    }
    #expect(error.code == .unsupportedVersion)
  }

  // MARK: Put off

  @Test("FAIL is tried again after 5 s, then twice as long each time, up to 5 min")
  func failing() {
    var session = session()
    _ = session.handle(.connected, nowMs: 0)
    let error = ProtocolError(.forked, "two")
    var waits: [Int64] = []
    var nowMs: Int64 = 0
    for _ in 0..<9 {
      let failedMs = nowMs
      #expect(session.handle(.received(.fail(error)), nowMs: nowMs) == [])
      #expect(session.phase == .failed(error))
      repeat { nowMs += 100 } while !session.handle(.tick, nowMs: nowMs).contains(hello(10))
      waits.append(nowMs - failedMs)
    }
    #expect(
      waits == [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000])
  }

  @Test("An acknowledgement after a WELCOME ends the growth of the waits, WELCOME alone does not")
  func failuresForgotten() {
    func waitMs(acknowledged: Bool) -> Int64 {
      var session = session()
      let fail = NodeSession.Event.received(.fail(ProtocolError(.forked, "two")))
      for _ in 0..<3 { _ = session.handle(fail, nowMs: 0) }
      _ = session.handle(.received(welcome(chain.position(10))), nowMs: 0)
      if acknowledged { _ = session.handle(ack(10), nowMs: 0) }
      _ = session.handle(fail, nowMs: 0)
      var nowMs: Int64 = 0
      repeat { nowMs += 100 } while !session.handle(.tick, nowMs: nowMs).contains(hello(10))
      return nowMs
    }
    #expect(waitMs(acknowledged: true) == 5_000)
    #expect(waitMs(acknowledged: false) == 40_000)
  }

  @Test(
    "WAIT is obeyed, but never longer than the longest wait for HELLO",
    arguments: [(0, 100), (700, 700), (30_000, 30_000), (4_294_967_295, 30_000)] as [(Int64, Int64)]
  )
  func waiting(askedMs: Int64, waitedMs: Int64) {
    var session = liveSession()
    #expect(session.handle(.received(.wait(retryAfterMs: askedMs, reason: "")), nowMs: 0) == [])
    #expect(session.phase == .waiting)
    var nowMs: Int64 = 0
    repeat { nowMs += 100 } while !session.handle(.tick, nowMs: nowMs).contains(hello(10))
    #expect(nowMs == waitedMs)
    #expect(session.phase == .greeting)
  }

  @Test("BYE is greeted again after a second")
  func bye() {
    var session = liveSession()
    #expect(session.handle(.received(.bye(reason: "")), nowMs: 0) == [])
    #expect(session.phase == .greeting)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_000)) == [hello(10)])
  }

  @Test("A refused key is tried again after 5 s to 5 min, although the link also goes down")
  func refused() {
    var session = session()
    var waits: [Int64] = []
    var nowMs: Int64 = 0
    for _ in 0..<8 {
      let refusedMs = nowMs
      #expect(session.handle(.keyRefused, nowMs: nowMs) == [])
      #expect(session.handle(.disconnected, nowMs: nowMs) == [])
      #expect(session.phase == .refused)
      repeat { nowMs += 100 } while !session.handle(.tick, nowMs: nowMs).contains(.reconnect)
      #expect(session.phase == .greeting)
      waits.append(nowMs - refusedMs)
    }
    #expect(waits == [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
    #expect(session.handle(.connected, nowMs: nowMs) == [hello(10)])
    _ = session.handle(.keyRefused, nowMs: nowMs)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: nowMs + 4_900)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: nowMs + 5_000)) == [.reconnect])
  }

  @Test("A lost link is greeted when it is back, or after a second")
  func disconnected() {
    var session = liveSession()
    #expect(session.handle(.disconnected, nowMs: 50) == [])
    #expect(session.phase == .greeting)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_000)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_050)) == [hello(10)])
    #expect(session.handle(.connected, nowMs: 1_060) == [hello(10)])
  }

  @Test("A lost link does not shorten WAIT or the wait after FAIL")
  func disconnectedWhilePutOff() {
    for message in [
      ControlMessage.wait(retryAfterMs: 20_000, reason: ""), .fail(ProtocolError(.forked, "")),
    ] {
      var session = liveSession()
      _ = session.handle(.received(message), nowMs: 0)
      let phase = session.phase
      _ = session.handle(.disconnected, nowMs: 0)
      #expect(session.phase == phase)
      #expect(withoutHeartbeats(session.handle(.tick, nowMs: 4_900)) == [])
    }
  }

  // MARK: Live

  @Test("Committed entries are published once, whatever the phase")
  func committed() {
    var greeting = session()
    #expect(
      greeting.handle(.committed(chain[11...12]), nowMs: 0)
        == [.publish(.entry(chain[11])), .publish(.entry(chain[12]))])
    #expect(greeting.head == chain.position(12))
    #expect(greeting.handle(.committed([]), nowMs: 0) == [])
    #expect(greeting.handle(.committed([chain[11]]), nowMs: 0) == [.publish(.entry(chain[11]))])
    #expect(greeting.head == chain.position(12), "Told of late, the head stays.")
    var live = liveSession()
    #expect(live.handle(.committed([chain[11]]), nowMs: 0) == [.publish(.entry(chain[11]))])
  }

  @Test("The head is told on LIVE each second, and 100 ms after a burst")
  func liveHeartbeats() {
    var session = liveSession()
    var times: [Int64] = []
    for nowMs in stride(from: Int64(0), through: 4_000, by: 10) {
      if nowMs == 2_500 { _ = session.handle(.committed([chain[11]]), nowMs: nowMs) }
      let actions = session.handle(.tick, nowMs: nowMs)
      if actions.contains(.publish(.heartbeat(origin: zhenlai, head: session.head))) {
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

  // MARK: Replay

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
    #expect(session.replayedCount == 164)
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
      session.handle(.received(.nack(logID: logID(1), missing: 4...10)), nowMs: 0)
        == [.readEntries(4...10)])
    #expect(session.acknowledged == 3)
    _ = session.handle(.entriesRead(chain[4...10]), nowMs: 10)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_010)) == [.readEntries(4...10)])
    _ = session.handle(.entriesRead(chain[4...10]), nowMs: 2_020)
    #expect(session.handle(ack(10), nowMs: 2_030) == [])
    #expect(session.acknowledged == 10)
  }

  @Test("NACK begins a replay of what the journal has")
  func nack() {
    func actions(_ range: ClosedRange<UInt64>, log: UInt8 = 1) -> [NodeSession.Action] {
      var session = liveSession()
      return session.handle(.received(.nack(logID: logID(log), missing: range)), nowMs: 0)
    }
    #expect(actions(3...5) == [.readEntries(3...5)])
    #expect(actions(3...UInt64.max) == [.readEntries(3...10)])
    #expect(actions(10...11) == [.readEntries(10...10)])
    #expect(actions(11...12) == [])
    #expect(actions(.max...UInt64.max) == [])
    #expect(actions(3...5, log: 2) == [])
    var busy = liveSession(cursor: 5)
    #expect(busy.handle(.received(.nack(logID: logID(1), missing: 1...2)), nowMs: 0) == [])
    var greeting = session()
    #expect(greeting.handle(.received(.nack(logID: logID(1), missing: 1...2)), nowMs: 0) == [])
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
      #expect(session.head == chain.position(10))
    }
  }
}
