import Reports
import Testing

@testable import SyncProtocol

/// The table of `proto-docs/states.md`, row by row.
@Suite("An origin's inbox")
struct OriginInboxTests {
  private static let chain = Chain(count: 400)
  private var chain: Chain { Self.chain }

  private func inbox(cursor: Int? = nil) -> OriginInbox {
    OriginInbox(
      origin: zhenlai, cursor: cursor.map(chain.position), incarnation: logID(9), nowMs: 0)
  }

  private func hello(_ head: Position, _ versions: ClosedRange<UInt32> = 1...1)
    -> OriginInbox.Event
  {
    .received(.hello(.init(versions: versions, head: head, software: "")))
  }

  private func live(_ sequence: Int) -> OriginInbox.Event { .live(.entry(chain[sequence])) }

  private func replay(_ range: ClosedRange<Int>, head: Int = 400) -> OriginInbox.Event {
    .received(
      .replay(.init(logID: logID(1), head: chain.position(head), entries: chain[range])))
  }

  private func merge(_ range: ClosedRange<Int>) -> OriginInbox.Action {
    .merge(chain[range].map(OriginInbox.Merge.init))
  }

  private func ack(_ sequence: Int, entries: Int = 256, bytes: Int = Limits.creditBytes)
    -> OriginInbox.Action
  {
    .send(
      .ack(
        cursor: chain.position(sequence),
        credit: .init(entries: UInt32(entries), bytes: UInt32(bytes))))
  }

  private func nack(_ range: ClosedRange<UInt64>) -> OriginInbox.Action {
    .send(.nack(logID: logID(1), missing: range))
  }

  private func code(_ actions: [OriginInbox.Action]) -> ProtocolError.Code? {
    guard case .send(.fail(let error)) = actions.first, actions.count == 1 else { return nil }
    return error.code
  }

  // MARK: HELLO

  @Test("HELLO is answered by WELCOME with the durable cursor, and tells the head")
  func greeting() {
    var fresh = inbox()
    let welcome = OriginInbox.Action.send(
      .welcome(.init(version: 1, incarnation: logID(9), cursor: nil, credit: .full)))
    #expect(fresh.handle(hello(chain.position(10)), nowMs: 0) == [welcome])
    #expect(fresh.knownHead == chain.position(10))
    #expect(fresh.lag == 10)
    var known = inbox(cursor: 4)
    let actions = known.handle(hello(chain.position(10)), nowMs: 0)
    guard case .send(.welcome(let answer)) = actions.first else {
      Issue.record("HELLO must be answered by WELCOME")
      return
    }
    #expect(answer.cursor == chain.position(4))
    #expect(known.lag == 6)
    #expect(known.lastHeardMs == 0)
  }

  @Test("A head that can't be of this journal is refused")
  func wrongHeads() {
    var inbox = inbox(cursor: 10)
    let otherLog = Position(logID: logID(2), sequence: 10, hash: chain.position(10).hash)
    let otherHash = Position(logID: logID(1), sequence: 10, hash: entryHash(1))
    for (head, expected) in [
      (otherLog, ProtocolError.Code.logMismatch), (otherHash, .forked),
    ] {
      #expect(code(inbox.handle(hello(head), nowMs: 0)) == expected)
      #expect(inbox.refusal?.code == expected)
      #expect(code(inbox.handle(.received(.heartbeat(head: head)), nowMs: 0)) == expected)
    }
  }

  @Test("A head behind the cursor may be late: the node is told the cursor and judges")
  func lateHeads() {
    var inbox = inbox(cursor: 10)
    guard case .send(.welcome) = inbox.handle(hello(chain.position(9)), nowMs: 0).first else {
      Issue.record("A late HELLO must be answered by WELCOME")
      return
    }
    #expect(inbox.handle(.received(.heartbeat(head: chain.position(9))), nowMs: 0) == [ack(10)])
    #expect(inbox.refusal == nil)
    #expect(inbox.lag == 0)
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
    let forked = Chain(count: 11, seed: 1_000)[11]
    #expect(code(inbox.handle(.live(.entry(forked)), nowMs: 0)) == .forked)
    #expect(inbox.handle(live(11), nowMs: 0) == [])
    #expect(inbox.handle(replay(11...12), nowMs: 0) == [])
    #expect(
      code(inbox.handle(.received(.heartbeat(head: chain.position(12))), nowMs: 0)) == .forked)
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

  // MARK: Entries

  @Test("Entries in order are handed out at once, and acknowledged only when durable")
  func inOrder() {
    var inbox = inbox()
    #expect(inbox.handle(live(1), nowMs: 0) == [merge(1...1)])
    #expect(inbox.handle(live(2), nowMs: 0) == [merge(2...2)])
    #expect(inbox.cursor == nil)
    #expect(
      inbox.handle(.received(.heartbeat(head: chain.position(2))), nowMs: 0)
        == [ack(0, entries: 254, bytes: Limits.creditBytes - inbox.handedOutBytes)])
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
      #expect(code(inbox.handle(.live(.entry(other[sequence])), nowMs: 0)) == .forked)
    }
    var far = inbox(cursor: 10)
    #expect(far.handle(.live(.entry(other[13])), nowMs: 0) == [])
    #expect(far.refusal == nil)
  }

  @Test("A stranger whose turn comes is thrown away, a fork told, and the right one taken")
  func strangers() {
    var inbox = inbox(cursor: 10)
    #expect(inbox.handle(.live(.entry(Chain(count: 20, seed: 1_000)[12])), nowMs: 0) == [])
    let actions = inbox.handle(live(11), nowMs: 0)
    #expect(actions.first == merge(11...11))
    #expect(code(Array(actions.dropFirst())) == .forked)
    #expect(inbox.waiting.isEmpty)
    #expect(inbox.waitingBytes == 0)
    _ = inbox.handle(hello(chain.position(12)), nowMs: 0)
    #expect(inbox.handle(live(12), nowMs: 0) == [merge(12...12)])
  }

  @Test("Entries of two logs can wait before the first; the log of the first stays")
  func twoLogs() {
    var inbox = inbox()
    #expect(inbox.handle(.live(.entry(Chain(log: 2, count: 3)[3])), nowMs: 0) == [])
    #expect(inbox.handle(live(1), nowMs: 0) == [merge(1...1)])
    #expect(inbox.handle(live(2), nowMs: 0) == [merge(2...2)])
    #expect(inbox.refusal == nil)
    #expect(inbox.handle(live(3), nowMs: 0) == [merge(3...3)])
    #expect(
      code(inbox.handle(.live(.entry(Chain(log: 2, count: 4)[4])), nowMs: 0)) == .logMismatch)
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

  // MARK: Commits

  @Test("After a failed commit everything since the cursor is asked for again")
  func commitFailed() {
    var inbox = inbox(cursor: 2)
    _ = inbox.handle(.live(.heartbeat(origin: zhenlai, head: chain.position(6))), nowMs: 0)
    _ = inbox.handle(live(3), nowMs: 0)
    _ = inbox.handle(live(5), nowMs: 0)
    #expect(inbox.handle(.commitFailed, nowMs: 100) == [])
    #expect(inbox.handedOut.isEmpty)
    #expect(inbox.waiting.isEmpty)
    #expect(inbox.cursor == chain.position(2))
    #expect(inbox.handle(.tick, nowMs: 2_000) == [])
    #expect(inbox.handle(.tick, nowMs: 2_100) == [nack(3...6)])
    #expect(inbox.handle(replay(3...6), nowMs: 2_200) == [merge(3...6)])
  }

  @Test("A commit that was reported as failed and still came moves the cursor")
  func lateCommit() {
    var inbox = inbox(cursor: 2)
    _ = inbox.handle(live(3), nowMs: 0)
    _ = inbox.handle(.commitFailed, nowMs: 0)
    _ = inbox.handle(live(5), nowMs: 0)
    #expect(inbox.handle(.committed(chain.position(3)), nowMs: 0) == [ack(3)])
    #expect(inbox.handle(live(4), nowMs: 0) == [merge(4...5)])
    #expect(inbox.handle(.committed(chain.position(3)), nowMs: 0) != [], "Told twice is fine.")
    #expect(inbox.handle(.committed(chain.position(2)), nowMs: 0) == [], "Never backwards.")
    #expect(inbox.cursor == chain.position(3))
  }

  // MARK: Limits

  @Test("No more entries are handed out than the credit, the rest waits or is dropped")
  func credit() {
    var inbox = inbox()
    for sequence in 1...400 { _ = inbox.handle(live(sequence), nowMs: 0) }
    #expect(inbox.handedOut.count == Limits.creditEntries)
    #expect(inbox.waiting.count == Limits.reorderEntries)
    #expect(inbox.counts.dropped == 400 - Limits.creditEntries - Limits.reorderEntries)
    #expect(inbox.handle(.tick, nowMs: 10_000) == [], "What is handed out must commit first.")
    let actions = inbox.handle(.committed(chain.position(256)), nowMs: 10_000)
    let bytes = chain[257...320].reduce(0) { $0 + $1.byteCount }
    #expect(
      actions == [
        ack(256, entries: 256 - 64, bytes: Limits.creditBytes - bytes), merge(257...320),
      ])
  }

  @Test("Bytes are limited like entries, and the next in turn always finds room")
  func bytes() throws {
    let body = [UInt8](repeating: 0, count: 200_000)
    let chain = Chain(bodies: Array(repeating: body, count: 20))
    var inbox = inbox()
    for entry in chain[2...20] { _ = inbox.handle(.live(.entry(entry)), nowMs: 0) }
    #expect(inbox.waiting.count == 5)
    #expect(inbox.waitingBytes <= Limits.reorderBytes)
    #expect(inbox.counts.dropped == 14)
    _ = inbox.handle(.live(.entry(chain[1])), nowMs: 0)
    #expect(inbox.handedOut.count == 6)
    #expect(inbox.handedOutBytes < Limits.creditBytes + chain[1].byteCount)
    #expect(inbox.waiting.isEmpty)
  }

  // MARK: Asking

  @Test("A hole is asked for after 250 ms, and again each 2 s until there is progress")
  func holes() {
    var inbox = inbox()
    #expect(inbox.handle(live(5), nowMs: 1_000) == [])
    #expect(inbox.handle(live(3), nowMs: 1_000) == [])
    var times: [Int64] = []
    for nowMs in stride(from: Int64(1_000), through: 6_000, by: 50) {
      let actions = inbox.handle(.tick, nowMs: nowMs)
      guard !actions.isEmpty else { continue }
      #expect(actions == [nack(1...2)])
      times.append(nowMs)
    }
    #expect(times == [1_250, 3_250, 5_250])
    #expect(inbox.counts.nacks == 3)
  }

  @Test("The next hole is asked for 250 ms after the one before it was filled")
  func nextHole() {
    var inbox = inbox()
    for sequence in [2, 4] { _ = inbox.handle(live(sequence), nowMs: 0) }
    #expect(inbox.handle(.tick, nowMs: 250) == [nack(1...1)])
    #expect(inbox.handle(replay(1...1), nowMs: 300) == [merge(1...2)])
    #expect(inbox.handle(.tick, nowMs: 500) == [])
    #expect(inbox.handle(.tick, nowMs: 550) == [nack(3...3)])
  }

  @Test("The end is asked for once a heartbeat tells of it")
  func lostEnd() {
    var inbox = inbox(cursor: 5)
    #expect(inbox.handle(.tick, nowMs: 5_000) == [])
    let heartbeat = LiveMessage.heartbeat(origin: zhenlai, head: chain.position(7))
    #expect(inbox.handle(.live(heartbeat), nowMs: 5_000) == [])
    #expect(inbox.handle(.tick, nowMs: 5_200) == [])
    #expect(inbox.handle(.tick, nowMs: 5_250) == [nack(6...7)])
    #expect(inbox.lag == 2)
  }

  @Test("No more is asked for at once than the credit, whatever the head says")
  func hugeHead() {
    var inbox = inbox(cursor: 5)
    let head = Position(logID: logID(1), sequence: .max, hash: entryHash(1))
    _ = inbox.handle(.received(.heartbeat(head: head)), nowMs: 0)
    #expect(inbox.lag == UInt64.max - 5)
    #expect(inbox.handle(.tick, nowMs: 250) == [nack(6...261)])
    _ = inbox.handle(hello(chain.position(7)), nowMs: 300)
    #expect(inbox.lag == 2, "HELLO outweighs what was said before.")
  }

  @Test("Messages that an aggregator never gets change nothing")
  func strayMessages() {
    var inbox = inbox(cursor: 5)
    let strays: [ControlMessage] = [
      .welcome(.init(version: 1, incarnation: logID(1), cursor: nil, credit: .full)),
      .wait(retryAfterMs: 1, reason: ""), .ack(cursor: chain.head, credit: .full),
      .nack(logID: logID(1), missing: 1...UInt64.max),
      .reject(logID: logID(1), sequence: 6, ProtocolError(.forked, "")), .bye(reason: ""),
    ]
    for stray in strays {
      #expect(inbox.handle(.received(stray), nowMs: 0) == [])
      #expect(inbox.cursor == chain.position(5))
      #expect(inbox.knownHead == nil)
    }
  }
}
