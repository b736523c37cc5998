internal import Reports

extension OriginInbox {
  /// What comes of entries whose turn has come.
  private struct Turns {
    var merges: [Merge] = []
    var answers: [Action] = []
  }

  var nextSequence: UInt64 { (accepted?.sequence ?? 0) &+ 1 }

  mutating func take(_ entries: [JournalEntry], nowMs: Int64) -> [Action] {
    let hadHole = !waiting.isEmpty
    var turns = Turns()
    for entry in entries where refusal == nil {
      turns.answers += place(entry)
      // At once, since the next entry finds room only when this one has left.
      takeTurns(&turns)
    }
    let actions = handOut(turns, nowMs: nowMs)
    // A hole that opens has its time to close, however long nothing came before.
    if !hadHole, !waiting.isEmpty { lastProgressMs = nowMs }
    return actions
  }

  /// Puts one entry where it can wait for its turn, if it is new and there is room.
  private mutating func place(_ entry: JournalEntry) -> [Action] {
    let before = accepted ?? .start(of: entry.header.logID, origin: origin)
    let sequence = entry.header.sequence
    guard entry.header.origin == origin.number else {
      passingRefusal = ProtocolError(
        .unauthorized, "the entry is of area \(entry.header.origin)")
      return passingRefusal.map { [.send(.fail($0))] } ?? []
    }
    guard entry.header.logID == before.logID else {
      counts.foreign += 1
      return []
    }
    if sequence == before.sequence, entry.position.hash != before.hash {
      return quarantine(
        ProtocolError(.forked, "there are two entries \(sequence) of this log"), evidence: [entry])
    }
    if sequence == before.sequence &+ 1, !entry.follows(before) {
      guard accepted == nil else { return contradict(entry) }
      // The log begins with a snapshot, which comes first.
      counts.foreign += 1
      return []
    }
    guard sequence > before.sequence, waiting[sequence] == nil else {
      counts.duplicates += 1
      return []
    }
    // The next in turn always finds room: it leaves at once, or waits for a commit.
    let isNext = sequence == before.sequence &+ 1
    let hasRoom =
      waiting.count < Limits.reorderEntries
      && waitingBytes + entry.byteCount <= Limits.reorderBytes
    guard isNext || hasRoom else {
      counts.dropped += 1
      return []
    }
    waiting[sequence] = entry
    waitingBytes += entry.byteCount
    return []
  }

  private mutating func contradict(_ entry: JournalEntry) -> [Action] {
    quarantine(
      ProtocolError(
        .forked, "entry \(entry.header.sequence) does not follow the one before it"),
      evidence: [entry])
  }

  /// Throws away a waiting entry whose turn has come without following the one before it, so that
  /// it does not hold the place of the one that does.
  private mutating func discardStranger() -> [Action] {
    guard let accepted, let entry = waiting[accepted.sequence &+ 1], !entry.follows(accepted) else {
      return []
    }
    forget(entry)
    counts.dropped += 1
    // Entries of several logs can wait while none has been accepted yet.
    return entry.header.logID == accepted.logID ? contradict(entry) : []
  }

  /// Takes what is in turn out of the waiting, as far as the credit goes.
  private mutating func takeTurns(_ turns: inout Turns) {
    while installing == nil, handedOut.count < Limits.creditEntries,
      handedOutBytes < Limits.creditBytes,
      let entry = waiting[nextSequence],
      entry.follows(accepted ?? .start(of: entry.header.logID, origin: origin))
    {
      forget(entry)
      accepted = entry.position
      handedOut.append((entry.header.sequence, entry.byteCount))
      handedOutBytes += entry.byteCount
      let merge = Merge(reading: entry)
      if case .poison(let error) = merge.content {
        counts.poisoned += 1
        turns.answers.append(
          .send(
            .reject(logID: entry.header.logID, sequence: entry.header.sequence, error)))
      }
      turns.merges.append(merge)
    }
    turns.answers += discardStranger()
  }

  private mutating func handOut(_ turns: Turns, nowMs: Int64) -> [Action] {
    guard !turns.merges.isEmpty else { return turns.answers }
    lastProgressMs = nowMs
    return [.merge(turns.merges)] + turns.answers
  }

  // MARK: Commits

  mutating func commit(_ position: Position, nowMs: Int64) -> [Action] {
    if let snapshot = installing, snapshot.position == position {
      return installed(snapshot, nowMs: nowMs)
    }
    // The store moves forward only; what it holds need not come again, whoever handed it over.
    guard cursor?.logID ?? position.logID == position.logID,
      position.sequence >= cursor?.sequence ?? 0
    else { return [] }
    state.cursor = position
    // The journal that was waited for goes on in the log that is followed.
    state.adopts = false
    if position.sequence > accepted?.sequence ?? 0 {
      accepted = position
      forgetWaiting { $0.header.sequence <= position.sequence }
    }
    let done = handedOut.prefix { $0.sequence <= position.sequence }
    handedOutBytes -= done.reduce(0) { $0 + $1.bytes }
    handedOut.removeFirst(done.count)
    lastProgressMs = nowMs
    // First, so that the credit told leaves them out.
    let further = takeWaiting(nowMs: nowMs)
    return [acknowledgement] + further
  }

  /// Hands out what has waited and is in turn now.
  mutating func takeWaiting(nowMs: Int64) -> [Action] {
    guard refusal == nil else { return [] }
    var turns = Turns()
    takeTurns(&turns)
    return handOut(turns, nowMs: nowMs)
  }

  mutating func forgetUncommitted(nowMs: Int64) {
    accepted = cursor
    handedOut = []
    handedOutBytes = 0
    installing = nil
    forgetWaiting()
    asked = (nextSequence, nowMs)
  }

  private mutating func forget(_ entry: JournalEntry) {
    waiting[entry.header.sequence] = nil
    waitingBytes -= entry.byteCount
  }

  mutating func forgetWaiting(where isDone: (JournalEntry) -> Bool = { _ in true }) {
    for entry in waiting.values where isDone(entry) { forget(entry) }
  }

  // MARK: Time

  /// Asks for the first hole, once it has stood open for a while.
  mutating func askForMissing(nowMs: Int64) -> [Action] {
    let merged = accepted?.sequence ?? 0
    guard refusal == nil, handedOut.count < Limits.creditEntries,
      let logID = accepted?.logID ?? knownHead?.logID ?? waiting.values.first?.header.logID
    else { return [] }
    let firstWaiting = waiting.keys.min()
    let told = knownHead.flatMap { $0.logID == logID ? $0.sequence : nil }
    let end = firstWaiting.map { $0 - 1 } ?? told ?? 0
    guard end > merged, nowMs - lastProgressMs >= Limits.reorderWaitMs,
      asked.map({ $0.first != nextSequence || nowMs - $0.atMs >= Limits.progressMs }) ?? true
    else { return [] }
    asked = (nextSequence, nowMs)
    counts.nacks += 1
    let count = min(end - merged, UInt64(Limits.creditEntries))
    return [.send(.nack(logID: logID, missing: (merged + 1)...(merged + count)))]
  }
}
