import Reports
import Testing

@testable import SyncProtocol

/// Rows of the node's table in `proto-docs/states.md`.
@Suite("A node greets")
struct NodeGreetingTests: NodeTests {
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

  @Test("After a lost link nodes come back within the jitter, each at a time of its own")
  func jitter() {
    func helloMs(_ seed: UInt64) -> Int64 {
      var session = session(JournalState(chain, head: 10), jitterSeed: seed)
      _ = session.handle(.connected, nowMs: 0)
      _ = session.handle(.disconnected, nowMs: 0)
      #expect(session.handle(.connected, nowMs: 0) == [])
      return (0...Limits.helloJitterMs).first {
        session.handle(.tick, nowMs: $0).contains(hello(10))
      } ?? -1
    }
    let times = (1...100).map(helloMs)
    #expect(times.allSatisfy { $0 >= 0 })
    #expect(Set(times).count > 50)
    #expect(times == (1...100).map(helloMs))
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

  @Test("A cursor that is not of this journal fails a session that was sound, and the city is told")
  func wrongCursors() {
    let cursors = [
      Position(logID: logID(2), sequence: 10, hash: chain.head.hash), chain.position(11),
      Position(logID: logID(1), sequence: .max, hash: chain.head.hash),
      Position(logID: logID(1), sequence: 10, hash: entryHash(1)),
    ]
    for cursor in cursors {
      for message in [welcome(cursor), .ack(cursor: cursor, credit: .full)] {
        var session = liveSession()
        let actions = session.handle(.received(message), nowMs: 5)
        let error = failure(of: session)
        #expect(error?.code == .forked)
        #expect(actions == error.map { [.send(.fail($0))] })
      }
    }
  }

  @Test("A version that this side does not speak fails the session", arguments: [0, 2, UInt32.max])
  func wrongVersion(version: UInt32) {
    var session = session()
    _ = session.handle(.received(welcome(nil, version: version)), nowMs: 5)
    #expect(failure(of: session)?.code == .unsupportedVersion)
  }

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

  @Test("A lost link is greeted within a second of its return, or after a second")
  func disconnected() {
    var session = liveSession()
    #expect(session.handle(.disconnected, nowMs: 50) == [])
    #expect(session.phase == .greeting)
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_000)) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 1_050)) == [hello(10)])
    #expect(session.handle(.connected, nowMs: 1_060) == [])
    #expect(withoutHeartbeats(session.handle(.tick, nowMs: 2_060)) == [hello(10)])
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
}
