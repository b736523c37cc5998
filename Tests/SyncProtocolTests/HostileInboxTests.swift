import Reports
import TestSupport
import Testing

@testable import SyncProtocol

/// Events that no honest peer sends, in any order. A trap ends the process, and with it the test.
@Suite("Hostile events at an aggregator")
struct HostileInboxTests {
  private static let chains = [Chain(count: 90), Chain(log: 2, count: 90)]
  private static let fork = Chain(count: 90, seed: 1_000)
  private static let pieces = chunks(2)

  /// An inbox with the store that it speaks of.
  private struct City {
    var inbox: OriginInbox
    var accepted: Position?
    var uncommitted: [JournalEntry] = []
    var installing: Snapshot?
    var staging: (snapshot: Snapshot, index: Int)?
    var mergedCount = 0
    var installedCount = 0

    init(cursor: Position?) {
      inbox = OriginInbox(
        origin: zhenlai, state: OriginState(cursor: cursor), incarnation: logID(3), nowMs: 0)
      accepted = cursor
    }

    mutating func take(_ action: OriginInbox.Action) {
      switch action {
      case .merge(let merges):
        #expect(installing == nil)
        for entry in merges.map(\.entry) {
          #expect(entry.follows(accepted ?? .start(of: entry.header.logID, origin: zhenlai)))
          accepted = entry.position
          uncommitted.append(entry)
          mergedCount += 1
        }
      case .install(let snapshot):
        #expect(uncommitted.isEmpty)
        installing = snapshot
      case .stage(let snapshot, let chunk):
        staging = (snapshot, chunk.index)
      case .send, .quarantine:
        break
      }
    }

    /// What the store tells next, if anything.
    mutating func answer(_ generator: inout SeededGenerator) -> OriginInbox.Event? {
      if generator.chance(5) {
        (uncommitted, installing) = ([], nil)
        accepted = inbox.cursor
        return .commitFailed
      }
      if let staging {
        self.staging = nil
        return generator.chance(90)
          ? .staged(staging.snapshot, index: staging.index) : .stageFailed
      }
      if let installing {
        self.installing = nil
        accepted = installing.position
        installedCount += 1
        return .committed(installing.position)
      }
      guard !uncommitted.isEmpty else { return nil }
      let count = generator.number(1...uncommitted.count)
      defer { uncommitted.removeFirst(count) }
      return .committed(uncommitted[count - 1].position)
    }
  }

  @Test("An inbox takes whatever comes, hands out one chain and stays within its limits")
  func inboxes() {
    var generator = SeededGenerator(seed: 17)
    var (mergedCount, installedCount, quarantines) = (0, 0, 0)
    for _ in 0..<300 {
      var nowMs: Int64 = 0
      let start = generator.pick([nil, 0, 5])
      var city = City(cursor: start.map(Self.chains[0].position))
      for _ in 0..<200 {
        nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
        let event = event(&generator, &city)
        for action in city.inbox.handle(event, nowMs: nowMs) {
          city.take(action)
          if case .quarantine = action { quarantines += 1 }
        }
        checkLimits(of: city.inbox)
        #expect(
          city.inbox.waitingBytes == city.inbox.waiting.values.reduce(0) { $0 + $1.byteCount })
        #expect(city.inbox.handedOutBytes == city.inbox.handedOut.reduce(0) { $0 + $1.bytes })
      }
      mergedCount += city.mergedCount
      installedCount += city.installedCount
    }
    #expect(mergedCount > 1_000, "The events must bring many entries through.")
    #expect(installedCount > 100, "The events must bring many snapshots through.")
    #expect(quarantines > 50, "The events must bring many quarantines about.")
  }

  private func event(_ generator: inout SeededGenerator, _ city: inout City) -> OriginInbox.Event {
    switch generator.number(0...15) {
    case 0...3: return entries(&generator, city.inbox)
    case 4...6: return city.answer(&generator) ?? .tick
    case 7: return .live(.heartbeat(origin: zhenlai, head: generator.position()))
    case 8: return .received(.hello(.init(head: Self.chains[0].head, software: "")))
    case 9: return .received(generator.message(replaying: Self.chains[0]))
    case 10...13: return .received(snapshotStep(&generator, city.inbox))
    case 14 where city.inbox.refusal != nil: return .released
    default: return .tick
    }
  }

  /// Entries near the cursor, of the log that is followed or, at times, of another or a fork.
  private func entries(
    _ generator: inout SeededGenerator, _ inbox: OriginInbox
  ) -> OriginInbox.Event {
    let followed = Self.chains.first { $0.start.logID == inbox.cursor?.logID } ?? Self.chains[0]
    let source = generator.chance(95) ? followed : generator.pick(Self.chains + [Self.fork])
    let base = Int(clamping: inbox.cursor?.sequence ?? 0)
    let first = min(max(1, base + generator.number(-3...6)), 90)
    let entries = source[first...min(first + generator.number(0...4), 90)]
    return generator.chance(50)
      ? .live(.entry(entries[0]))
      : .received(
        .replay(.init(logID: source.start.logID, head: generator.position(), entries: entries)))
  }

  /// One step of a sound change to the second log, or of a sound snapshot in the one followed.
  private func snapshotStep(
    _ generator: inout SeededGenerator, _ inbox: OriginInbox
  ) -> ControlMessage {
    let chain = inbox.cursor?.logID == logID(2) ? Self.chains[1] : generator.pick(Self.chains)
    let snapshot =
      inbox.state.staged?.snapshot
      ?? Snapshot(
        position: chain.position(generator.pick([0, 20, 50])),
        chunkHashes: Self.pieces.map(\.hash))
    switch inbox.state.staged.map(\.chunkHashes.count) {
    case nil where generator.chance(50):
      return .logReset(formerLog: logID(1), base: snapshot.position, reason: "")
    case nil: return .snapshotBegin(snapshot)
    case .some(2): return .snapshotEnd(at: snapshot.position)
    case .some(let count):
      return .snapshotChunk(at: snapshot.position, Self.pieces[min(count, 1)])
    }
  }

  @Test("An inbox at the end of all sequences does not trap")
  func lastSequence() throws {
    let almost = Position(logID: logID(1), sequence: .max - 1, hash: entryHash(1))
    let last = try JournalEntry(after: almost, origin: zhenlai, clock: 0, body: [])
    let beyond = try JournalEntry(after: last.position, origin: zhenlai, clock: 0, body: [])
    #expect(last.header.sequence == .max)
    var inbox = OriginInbox(
      origin: zhenlai, state: OriginState(cursor: almost), incarnation: logID(3), nowMs: 0)
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
  let held = inbox.held
  let isWithin =
    held.waitingEntries <= Limits.reorderEntries + 1
    && held.waitingBytes <= Limits.reorderBytes + largest
    && held.uncommittedEntries <= Limits.creditEntries
    && held.uncommittedBytes < Limits.creditBytes + largest
    && held.chunkBytes <= Limits.bodyBytes
  if !isWithin { Issue.record("the inbox holds more than its limits \(note())") }
}
