internal import Reports
internal import SyncProtocol

/// Hostile events for an aggregator's reception, in any order. What it hands out is one chain, and
/// it holds no more than its limits.
enum AggregatorFuzzing {
  /// How many events make one input.
  private static let events = 60

  /// What a store would hold, as far as the next event depends on it.
  private struct Store {
    var cursor: Position?
    var handedOut: [JournalEntry] = []
    var staged: (snapshot: Snapshot, index: Int)?
    var installing: Snapshot?
    var merged = 0
  }

  static func play(_ generator: inout SeededGenerator) throws(FuzzFailure) -> FuzzCounts {
    let material = FuzzMaterial.shared
    var nowMs = Int64(generator.pick([0, 1_000_000]))
    var store = Store()
    if generator.chance(60) { store.cursor = material.position(generator.number(0...20)) }
    var reception = Reception(
      origins: [
        material.area: OriginState(cursor: store.cursor, adopts: generator.chance(10))
      ], incarnation: .zero, nowMs: nowMs)
    var counts = FuzzCounts()
    for _ in 0..<events {
      nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
      let event = event(&generator, &store, material)
      let actions = reception.handle(event, of: material.area, nowMs: nowMs)
      counts.taken += 1
      try take(actions, &store)
      try check(reception, after: event, material)
    }
    counts.deep = store.merged
    return counts
  }

  private static func event(
    _ generator: inout SeededGenerator, _ store: inout Store, _ material: FuzzMaterial
  ) -> OriginInbox.Event {
    switch generator.number(0...15) {
    case 0...4: return entries(&generator, store, material)
    case 5 where !store.handedOut.isEmpty, 6 where !store.handedOut.isEmpty:
      let count = generator.number(1...store.handedOut.count)
      let position = store.handedOut[count - 1].position
      store.handedOut.removeFirst(count)
      store.cursor = position
      return .committed(position)
    case 7 where generator.chance(20):
      store.handedOut = []
      store.installing = nil
      return .commitFailed
    case 8 where store.staged != nil:
      guard let staged = store.staged else { return .tick }
      store.staged = nil
      return generator.chance(80)
        ? .staged(staged.snapshot, index: staged.index) : .stageFailed
    case 9 where store.installing != nil:
      guard let snapshot = store.installing else { return .tick }
      store.installing = nil
      store.cursor = snapshot.position
      return .committed(snapshot.position)
    case 10 where generator.chance(20): return .released
    case 11: return .live(generator.liveMessage(material))
    case 12: return .tick
    default: return .received(generator.controlMessage(material))
    }
  }

  /// Entries around the cursor, mostly sound, live or sent again.
  private static func entries(
    _ generator: inout SeededGenerator, _ store: Store, _ material: FuzzMaterial
  ) -> OriginInbox.Event {
    let source = generator.chance(95) ? material.entries : material.fork
    let base = Int(clamping: (store.handedOut.last?.position ?? store.cursor)?.sequence ?? 0)
    let first = min(max(0, base + generator.number(-3...6)), source.count - 1)
    let run = Array(source[first...min(first + generator.number(0...4), source.count - 1)])
    return generator.chance(50)
      ? .live(.entry(run[0]))
      : .received(
        .replay(
          .init(
            logID: material.log.start.logID, head: generator.position(material), entries: run)))
  }

  private static func take(
    _ actions: [OriginInbox.Action], _ store: inout Store
  ) throws(FuzzFailure) {
    for action in actions {
      switch action {
      case .merge(let merges):
        for entry in merges.map(\.entry) {
          let before =
            store.handedOut.last?.position ?? store.cursor
            ?? .start(of: entry.header.logID, origin: ReportBodies.areas[0])
          guard entry.follows(before) else {
            throw FuzzFailure("\(entry.position) is handed out after \(before)")
          }
          store.handedOut.append(entry)
          store.merged += 1
        }
      case .stage(let snapshot, let chunk): store.staged = (snapshot, chunk.index)
      case .install(let snapshot):
        guard store.handedOut.isEmpty else {
          throw FuzzFailure("a snapshot is to be installed while entries are in commit")
        }
        store.installing = snapshot
      case .send(.ack(let cursor, _)):
        guard cursor == store.cursor else {
          throw FuzzFailure("another place is acknowledged than what is durable")
        }
      case .send, .quarantine: break
      }
    }
  }

  private static func check(
    _ reception: Reception, after event: OriginInbox.Event, _ material: FuzzMaterial
  ) throws(FuzzFailure) {
    guard let inbox = reception.inboxes[material.area] else { return }
    let largest = Limits.bodyBytes + FrameHeader.length
    let held = inbox.held
    guard held.waitingEntries <= Limits.reorderEntries + 1,
      held.waitingBytes <= Limits.reorderBytes + largest,
      held.uncommittedEntries <= Limits.creditEntries,
      held.uncommittedBytes < Limits.creditBytes + largest, held.chunkBytes <= Limits.frameBytes,
      inbox.state.staged?.chunkHashes.count ?? 0 <= Limits.snapshotChunks,
      inbox.state.formerLogs.count <= 100
    else { throw FuzzFailure("the inbox holds \(held) after \(event)") }
  }
}
