internal import Reports
internal import SyncProtocol

/// What must hold of cities, after every event, of every message and in every transaction.
extension World {
  // MARK: Transactions

  /// Holds one thing that a transaction does against what the store holds so far.
  func checkOperation(_ operation: CityMachine.Operation, city: Int, origin: Int) {
    let store = cities[city].stores[origin]
    let area = ReportBodies.areas[origin]
    if forks.isQuarantined(city: city, origin: origin) {
      switch operation {
      case .quarantine: break
      case .merge, .stage, .install:
        violate(.quarantine, "city \(city) takes data of \(area), which is in quarantine")
      }
    }
    switch operation {
    case .merge(let merge):
      let entry = merge.entry
      expect(
        entry.header.origin == area.number, .area,
        "city \(city) puts an entry of \(entry.header.origin) among those of \(area)")
      expect(
        entry.follows(store.state.cursor ?? .start(of: entry.header.logID, origin: area)), .cursor,
        "city \(city) merges \(entry.position) of \(area) after \(place(store.state.cursor))")
      expect(
        store.base != nil || !forks.logsWithBase.contains(entry.header.logID), .fold,
        "city \(city) merges \(entry.position) of \(area) without what its log begins with")
      if case .delta(let delta) = merge.content {
        expect(
          delta.report.area == area, .area,
          "city \(city) merges rows of \(delta.report.area) for \(area)")
      } else {
        outcome.counts.poisoned += 1
        expect(
          EntryHash.sha256(of: entry.body) == entry.header.bodyHash, .cursor,
          "city \(city) puts poison \(entry.position) aside without its bytes")
      }
    case .stage(let snapshot, let chunk):
      let staged = store.bodies(of: snapshot).count
      expect(
        chunk.index == 0 || chunk.index == staged, .fold,
        "city \(city) stages chunk \(chunk.index) of \(area) after \(staged)")
    case .install(let snapshot):
      let hashes = store.bodies(of: snapshot).map(EntryHash.sha256)
      expect(
        hashes.count == snapshot.chunkCount && Snapshot.digest(of: hashes) == snapshot.digest,
        .fold, "city \(city) installs a snapshot of \(area) that it does not have")
    case .quarantine:
      break
    }
  }

  /// A snapshot brings its cursor.
  func checkInstalled(_ snapshot: Snapshot, city: Int, origin: Int) {
    let cursor = cities[city].stores[origin].state.cursor
    expect(
      cursor == snapshot.position, .cursor,
      "city \(city) has installed \(snapshot.position), its cursor is at \(place(cursor))")
  }

  /// Only whom a contradiction concerns is put into quarantine.
  func checkQuarantine(city: Int, origin: Int) {
    forks.quarantine(city: city, origin: origin)
    expect(
      forks.mayFork(city: city, origin: origin), .quarantine,
      "city \(city) has put \(ReportBodies.areas[origin]) into quarantine, which has one journal")
  }

  /// The cursor is where the entries end.
  func checkStore(city: Int, origin: Int) {
    let store = cities[city].stores[origin]
    expect(
      store.state.cursor == store.entries.last?.entry.position ?? store.base, .cursor,
      "city \(city): the cursor of \(ReportBodies.areas[origin]) is not where its entries end")
  }

  // MARK: Messages

  /// Holds what a city says against its disk.
  func checkSent(_ message: ControlMessage, city: Int, origin: Int) {
    let state = cities[city].stores[origin].state
    switch message {
    case .ack(let cursor, let credit):
      expect(
        cursor == state.cursor, .acknowledged,
        "city \(city) acknowledges \(place(cursor)), durable is \(place(state.cursor))")
      checkCredit(credit, city: city)
    case .welcome(let welcome):
      expect(
        welcome.cursor == state.cursor, .acknowledged,
        "city \(city) welcomes at \(place(welcome.cursor)), durable is \(place(state.cursor))")
      expect(
        welcome.adopts == state.adopts && welcome.incarnation == cities[city].incarnation, .truth,
        "city \(city) welcomes with what its store does not say")
      expect(
        !forks.isQuarantined(city: city, origin: origin), .quarantine,
        "city \(city) welcomes \(ReportBodies.areas[origin]), which is in quarantine")
      checkCredit(welcome.credit, city: city)
    case .hello, .wait, .fail, .nack, .replay, .reject, .heartbeat, .bye, .logReset, .replayGone,
      .snapshotBegin, .snapshotNext, .snapshotChunk, .snapshotEnd:
      break
    }
  }

  private func checkCredit(_ credit: ControlMessage.Credit, city: Int) {
    expect(
      credit.entries <= UInt32(Limits.creditEntries) && credit.bytes <= UInt32(Limits.creditBytes),
      .bounded, "city \(city) promises more than its limits")
  }

  /// Each poisoned entry is refused in words as it is put aside.
  func checkAnswers(
    _ actions: [OriginInbox.Action], to event: OriginInbox.Event, city: Int, origin: Int
  ) {
    for case .merge(let merges) in actions {
      for merge in merges {
        guard case .poison = merge.content else { continue }
        let isRejected = actions.contains { action in
          guard case .send(.reject(let logID, let sequence, _)) = action else { return false }
          return logID == merge.entry.header.logID && sequence == merge.entry.header.sequence
        }
        expect(isRejected, .cursor, "city \(city) puts \(merge.entry.position) aside in silence")
      }
    }
  }

  // MARK: Inboxes

  /// Holds an inbox against its store and its limits.
  func checkInbox(after event: OriginInbox.Event, city: Int, origin: Int) {
    guard let inbox = cities[city].inbox(of: origin) else { return }
    let store = cities[city].stores[origin]
    let area = ReportBodies.areas[origin]
    expect(
      inbox.cursor == store.state.cursor, .acknowledged,
      "city \(city): the inbox of \(area) is at \(place(inbox.cursor)),"
        + " durable is \(place(store.state.cursor))")
    expect(
      store.state.quarantine == nil || inbox.state.quarantine != nil, .quarantine,
      "city \(city) has forgotten that \(area) is in quarantine")
    checkLimits(of: inbox, city: city)
    if nodes.count > Limits.replaysTogether { checkCrowd(city: city) }
    switch event {
    case .live(.entry(let entry)): checkContradiction(entry, inbox, city: city, origin: origin)
    case .received(.replay(let replay)):
      guard let first = replay.entries.first else { return }
      checkContradiction(first, inbox, city: city, origin: origin)
    default: break
    }
  }

  /// What contradicts the last durable entry, or the place after it, is never let pass.
  private func checkContradiction(
    _ entry: JournalEntry, _ inbox: OriginInbox, city: Int, origin: Int
  ) {
    guard contradicts(entry, city: city, origin: origin) else { return }
    let isMoving = (cities[city].pending + (cities[city].committing ?? [])).contains {
      $0.origin == origin
    }
    expect(
      isMoving || inbox.refusal != nil, .quarantine,
      "city \(city) lets \(entry.position) of \(inbox.origin) pass, which contradicts its cursor"
        + " \(place(inbox.cursor))")
  }

  /// The most that an inbox may hold, whatever comes.
  private func checkLimits(of inbox: OriginInbox, city: Int) {
    // The next in turn always finds room, so one entry more than the limit can wait.
    let largest = Limits.bodyBytes + FrameHeader.length
    let held = inbox.held
    expect(
      held.waitingEntries <= Limits.reorderEntries + 1
        && held.waitingBytes <= Limits.reorderBytes + largest
        && held.uncommittedEntries <= Limits.creditEntries
        && held.uncommittedBytes < Limits.creditBytes + largest, .bounded,
      "city \(city) holds \(held) of \(inbox.origin)")
  }

  /// Not all areas catch up at once, so that what is live gets its turn.
  private func checkCrowd(city: Int) {
    guard let reception = cities[city].reception else { return }
    let count = ReportBodies.areas.count(where: reception.isCatchingUp)
    expect(
      count <= Limits.replaysTogether + Limits.snapshotsTogether, .bounded,
      "city \(city) lets \(count) areas catch up at a time")
  }

  func place(_ position: Position?) -> String {
    position.map(String.init(describing:)) ?? "nothing"
  }
}
