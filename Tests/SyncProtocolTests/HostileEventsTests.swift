import Reports
import Testing

@testable import SyncProtocol

/// Events that no honest peer sends, in any order. A trap ends the process, and with it the test.
@Suite("Hostile events")
struct HostileEventsTests {
  private static let chain = Chain(count: 90)
  private static let forks = [Chain(count: 90, seed: 1_000), Chain(log: 2, count: 90)]

  @Test("A session takes whatever comes, and its replays stay within its journal")
  func sessions() {
    var generator = SeededGenerator(seed: 16)
    let chain = Self.chain
    var lives = 0
    for _ in 0..<200 {
      var head = generator.number(0...80)
      var nowMs: Int64 = 0
      var session = NodeSession(
        origin: zhenlai, head: chain.position(head), software: "", nowMs: nowMs)
      for _ in 0..<150 {
        nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
        let event: NodeSession.Event
        switch generator.number(0...9) {
        case 0: event = generator.pick([.connected, .disconnected, .keyRefused])
        case 1 where head < 90:
          event = .committed([chain[head + 1]])
          head += 1
        case 2:
          event = .entriesRead(generator.chance(50) ? [] : chain[1...generator.number(1...90)])
        case 3: event = .tick
        case 4, 5: event = .received(soundMessage(&generator, head: head))
        default: event = .received(generator.message(replaying: chain))
        }
        for case .readEntries(let range) in session.handle(event, nowMs: nowMs) {
          #expect(range.upperBound <= UInt64(head))
          #expect(range.count <= Limits.replayEntries)
        }
        #expect(session.head == chain.position(head))
        lives += session.phase == .live ? 1 : 0
      }
    }
    #expect(lives > 1_000, "The events must keep many sessions live.")
  }

  /// What brings a session into its deeper states.
  private func soundMessage(
    _ generator: inout SeededGenerator, head: Int
  ) -> ControlMessage {
    let cursor = Self.chain.position(generator.number(0...head))
    switch generator.number(0...2) {
    case 0: return .welcome(.init(version: 1, incarnation: logID(1), cursor: cursor, credit: .full))
    case 1: return .ack(cursor: cursor, credit: generator.credit())
    default: return .nack(logID: logID(1), missing: generator.range())
    }
  }

  @Test("An inbox takes whatever comes, hands out one chain and stays within its limits")
  func inboxes() {
    var generator = SeededGenerator(seed: 17)
    let chain = Self.chain
    var mergedCount = 0
    for round in 0..<200 {
      var nowMs: Int64 = 0
      let start = generator.pick([nil, 0, 5])
      var inbox = OriginInbox(
        origin: zhenlai, cursor: start.map(chain.position), incarnation: logID(3), nowMs: nowMs)
      var accepted = inbox.cursor
      var uncommitted: [JournalEntry] = []
      for _ in 0..<150 {
        nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
        let event: OriginInbox.Event
        switch generator.number(0...9) {
        case 0...3:
          let source = generator.chance(90) ? chain : generator.pick(Self.forks)
          let base = Int(clamping: inbox.cursor?.sequence ?? 0)
          let first = min(max(1, base + generator.number(-3...6)), 90)
          let entries = source[first...min(first + generator.number(0...4), 90)]
          event =
            generator.chance(50)
            ? .live(.entry(entries[0]))
            : .received(
              .replay(
                .init(logID: source.start.logID, head: generator.position(), entries: entries)))
        case 4 where !uncommitted.isEmpty:
          let count = generator.number(1...uncommitted.count)
          event = .committed(uncommitted[count - 1].position)
          uncommitted.removeFirst(count)
        case 5 where generator.chance(20):
          event = .commitFailed
          uncommitted = []
          accepted = inbox.cursor
        case 6: event = .live(.heartbeat(origin: zhenlai, head: generator.position()))
        case 7: event = .received(.hello(.init(head: chain.head, software: "")))
        case 8: event = .received(generator.message(replaying: chain))
        default: event = .tick
        }
        for action in inbox.handle(event, nowMs: nowMs) {
          guard case .merge(let merges) = action else { continue }
          for entry in merges.map(\.entry) {
            let before = accepted ?? .start(of: entry.header.logID, origin: zhenlai)
            #expect(entry.follows(before), "round \(round)")
            accepted = entry.position
            uncommitted.append(entry)
            mergedCount += 1
          }
        }
        checkLimits(of: inbox)
        #expect(inbox.waitingBytes == inbox.waiting.values.reduce(0) { $0 + $1.byteCount })
        #expect(inbox.handedOutBytes == inbox.handedOut.reduce(0) { $0 + $1.bytes })
      }
    }
    #expect(mergedCount > 1_000, "The events must bring many entries through.")
  }

  @Test("An inbox at the end of all sequences does not trap")
  func lastSequence() throws {
    let almost = Position(logID: logID(1), sequence: .max - 1, hash: entryHash(1))
    let last = try JournalEntry(after: almost, origin: zhenlai, clock: 0, body: [])
    let beyond = try JournalEntry(after: last.position, origin: zhenlai, clock: 0, body: [])
    #expect(last.header.sequence == .max)
    var inbox = OriginInbox(origin: zhenlai, cursor: almost, incarnation: logID(3), nowMs: 0)
    _ = inbox.handle(.received(.heartbeat(head: last.position)), nowMs: 0)
    _ = inbox.handle(.tick, nowMs: 10_000)
    #expect(!inbox.handle(.live(.entry(last)), nowMs: 10_000).isEmpty)
    _ = inbox.handle(.committed(last.position), nowMs: 10_000)
    _ = inbox.handle(.live(.entry(beyond)), nowMs: 10_000)
    _ = inbox.handle(.tick, nowMs: 20_000)
    #expect(inbox.cursor == last.position)
  }
}

/// The most that an inbox may hold, whatever comes (I7).
func checkLimits(of inbox: OriginInbox, _ note: @autoclosure () -> String = "") {
  // The next in turn always finds room, so one entry more than the limit can wait.
  let largest = Limits.bodyBytes + FrameHeader.length
  let isWithin =
    inbox.waiting.count <= Limits.reorderEntries + 1
    && inbox.waitingBytes <= Limits.reorderBytes + largest
    && inbox.handedOut.count <= Limits.creditEntries
    && inbox.handedOutBytes < Limits.creditBytes + largest
  if !isWithin { Issue.record("the inbox holds more than its limits \(note())") }
}
