internal import Reports
internal import SyncProtocol

/// Hostile events for a node's session, in any order. It never wants more than its journal has, and
/// holds no more than its limits.
enum NodeFuzzing {
  /// How many events make one input.
  private static let events = 60

  static func play(_ generator: inout SeededGenerator) throws(FuzzFailure) -> FuzzCounts {
    let material = FuzzMaterial.shared
    var journal = SimulatedJournal(area: material.area, start: material.log.start)
    journal.apply(.append(Array(material.log.records.prefix(generator.number(0...60)))))
    if generator.chance(30) {
      journal.apply(.compact(through: UInt64(generator.number(0...Int(journal.head.sequence)))))
    }
    var nowMs = Int64(generator.pick([0, 1_000_000]))
    var session = NodeSession(
      origin: material.area, journal: journal.state, software: "fuzz",
      jitterSeed: generator.next(), nowMs: nowMs)
    var counts = FuzzCounts()
    for _ in 0..<events {
      nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
      let event = event(&generator, &journal, material)
      let actions = session.handle(event, nowMs: nowMs)
      counts.taken += 1
      try check(session, actions, after: event, journal)
      if session.phase == .live { counts.deep += 1 }
    }
    return counts
  }

  private static func event(
    _ generator: inout SeededGenerator, _ journal: inout SimulatedJournal, _ material: FuzzMaterial
  ) -> NodeSession.Event {
    switch generator.number(0...13) {
    case 0: return generator.pick([.connected, .disconnected, .keyRefused])
    case 1:
      let next = nextRecords(&generator, journal, material)
      journal.apply(.append(next))
      return .committed(next.map(\.entry))
    case 2:
      let entries = generator.chance(50) ? material.entries : material.fork
      return .entriesRead(generator.chance(30) ? [] : generator.run(of: entries))
    case 3:
      guard let chunk = journal.base.chunks.first else { return .tick }
      return .chunkRead(chunk, of: journal.base.snapshot)
    case 4 where generator.chance(30):
      journal.apply(.compact(through: journal.head.sequence))
      return .compacted(journal.base.snapshot)
    case 5 where generator.chance(20):
      let logID = LogID.random(using: &generator)
      journal.apply(.open(logID, leaving: journal.head.logID, superseding: material.otherLog))
      return .logOpened(journal.state)
    case 6, 7: return .received(soundMessage(&generator, journal))
    case 8, 9: return .tick
    default: return .received(generator.controlMessage(material))
    }
  }

  private static func nextRecords(
    _ generator: inout SeededGenerator, _ journal: SimulatedJournal, _ material: FuzzMaterial
  ) -> [Record] {
    var records: [Record] = []
    var head = journal.head
    for _ in 0..<generator.pick([1, 1, 3, 20]) {
      guard let next = material.log.record(after: head) else { break }
      records.append(next)
      head = next.entry.position
    }
    return records
  }

  /// What brings a session into its deeper states.
  private static func soundMessage(
    _ generator: inout SeededGenerator, _ journal: SimulatedJournal
  ) -> ControlMessage {
    let base = Int(journal.base.position.sequence)
    let sequence = generator.number(base...Int(journal.head.sequence))
    let cursor = journal.position(at: UInt64(sequence)) ?? journal.head
    switch generator.number(0...3) {
    case 0:
      return .welcome(
        .init(
          version: 1, incarnation: .zero, cursor: generator.chance(80) ? cursor : nil,
          credit: .full))
    case 1: return .ack(cursor: cursor, credit: generator.credit())
    case 2:
      return .snapshotNext(at: journal.base.position, index: generator.number(0...3))
    default:
      return .nack(
        logID: journal.head.logID, missing: UInt64(max(1, sequence))...UInt64(sequence + 300))
    }
  }

  private static func check(
    _ session: NodeSession, _ actions: [NodeSession.Action], after event: NodeSession.Event,
    _ journal: SimulatedJournal
  ) throws(FuzzFailure) {
    guard session.journal.head == journal.head else {
      throw FuzzFailure("the session's head left its journal after \(event)")
    }
    let inFlight = session.inFlight
    guard inFlight.entries <= Limits.creditEntries,
      inFlight.bytes <= Limits.creditBytes + Limits.bodyBytes + FrameHeader.length
    else { throw FuzzFailure("\(inFlight) are in flight after \(event)") }
    for action in actions {
      switch action {
      case .readEntries(let range):
        guard range.upperBound <= journal.head.sequence, range.count <= Limits.replayEntries,
          range.lowerBound > journal.base.position.sequence
        else {
          throw FuzzFailure(
            "entries \(range) are to be read of a journal from \(journal.base.position)"
              + " to \(journal.head), after \(event)")
        }
      case .readChunk(let snapshot, let index):
        guard snapshot == journal.base.snapshot, (0..<snapshot.chunkCount).contains(index) else {
          throw FuzzFailure("chunk \(index) is to be read after \(event)")
        }
      case .send(.replay(let replay)):
        guard replay.entries.count <= Limits.replayEntries else {
          throw FuzzFailure("\(replay.entries.count) entries are sent together")
        }
      case .send, .publish, .openLog, .reconnect:
        break
      }
    }
  }
}
