extension NodeSession {
  /// A replay under way: one batch at a time, each after the ACK of the one before.
  struct ReplayProgress: Hashable {
    var next: UInt64
    var last: UInt64
    var isReading = true
    var awaited: UInt64?
    var deadlineMs: Int64
  }

  /// A snapshot under way; the aggregator asks for one chunk after the other.
  struct SnapshotProgress: Hashable {
    /// The log that the aggregator follows so far, where it is another.
    let formerLog: LogID?
    var reading: Int?
    var deadlineMs: Int64
  }

  // MARK: Acknowledgements

  mutating func acknowledge(
    _ cursor: Position?, _ credit: ControlMessage.Credit, nowMs: Int64
  ) -> [Action] {
    guard phase == .live else { return [] }
    switch journal.relation(to: cursor) {
    case .contradiction(let reason):
      return resolve(reason, adopts: false, nowMs: nowMs)
    case .foreignLog(let logID):
      return giveUp(
        ProtocolError(.forked, "the aggregator has gone over to log \(logID)"), nowMs: nowMs)
    case .formerLog(let logID):
      // It has not taken the snapshot yet. Where none is offered instead of that log, the city has
      // gone back to a backup or has heard somebody else.
      if case .snapshot(let progress) = transfer, progress.formerLog == logID { return [] }
      return greetAnew(nowMs: nowMs)
    case .nothing:
      return isSendingSnapshot ? [] : greetAnew(nowMs: nowMs)
    case .level, .behind, .beforeBase:
      break
    }
    forgetFailures()
    let merged = cursor?.sequence ?? 0
    if merged > acknowledged ?? 0 {
      acknowledged = merged
      lastProgressMs = nowMs
      if case .replay(var progress) = transfer {
        progress.deadlineMs = nowMs + Limits.progressMs
        transfer = .replay(progress)
      }
    }
    window.update(credit, acknowledged: merged)
    if merged >= journal.head.sequence { window.release() }
    switch transfer {
    case .replay(let progress):
      return goOn(with: progress, after: merged, nowMs: nowMs)
    case .snapshot:
      guard cursor != nil, merged >= journal.base.position.sequence else { return [] }
      transfer = nil
      return sendRest(after: merged, nowMs: nowMs)
    case nil:
      return sendHeldBack(nowMs: nowMs)
    }
  }

  private mutating func goOn(
    with replay: ReplayProgress, after merged: UInt64, nowMs: Int64
  ) -> [Action] {
    guard !replay.isReading, let awaited = replay.awaited, merged >= awaited else { return [] }
    guard merged < replay.last else {
      transfer = nil
      return sendHeldBack(nowMs: nowMs)
    }
    // The base may have moved on meanwhile.
    guard merged >= journal.base.position.sequence else { return offerSnapshot(nowMs: nowMs) }
    var replay = replay
    replay.next = merged + 1
    transfer = .replay(replay)
    return readNext(nowMs: nowMs)
  }

  /// Sends what found no room on LIVE, once all before it has arrived.
  private mutating func sendHeldBack(nowMs: Int64) -> [Action] {
    guard transfer == nil, unverified == nil, let first = window.firstHeldBack,
      let merged = acknowledged, first <= merged + 1
    else { return [] }
    return sendRest(after: merged, nowMs: nowMs)
  }

  /// Sends all that the aggregator does not have.
  private mutating func sendRest(after merged: UInt64, nowMs: Int64) -> [Action] {
    guard merged >= journal.base.position.sequence else { return offerSnapshot(nowMs: nowMs) }
    guard merged < journal.head.sequence else { return [] }
    return startReplay((merged + 1)...journal.head.sequence, nowMs: nowMs)
  }

  mutating func serve(
    _ missing: ClosedRange<UInt64>, of logID: LogID, nowMs: Int64
  ) -> [Action] {
    guard phase == .live, logID == journal.head.logID else { return [] }
    // Somebody has told of entries that are not there; HELLO says how far the journal really goes.
    guard missing.lowerBound <= journal.head.sequence else { return greetAnew(nowMs: nowMs) }
    let merged = acknowledged ?? 0
    guard unverified == nil, !isSendingSnapshot,
      // What runs brings what is missing, unless that lies before it.
      transfer == nil || missing.lowerBound <= merged
    else { return [] }
    // What is missing there can't be acknowledged: the city may have gone back to a backup.
    acknowledged = min(merged, missing.lowerBound - 1)
    guard missing.lowerBound > journal.base.position.sequence else {
      return offerSnapshot(nowMs: nowMs)
    }
    return startReplay(
      missing.lowerBound...min(missing.upperBound, journal.head.sequence), nowMs: nowMs)
  }

  // MARK: Replay

  mutating func startReplay(_ range: ClosedRange<UInt64>, nowMs: Int64) -> [Action] {
    if range.upperBound == journal.head.sequence { window.release() }
    transfer = .replay(
      ReplayProgress(
        next: range.lowerBound, last: range.upperBound, deadlineMs: nowMs + Limits.progressMs))
    return readNext(nowMs: nowMs)
  }

  private mutating func readNext(nowMs: Int64) -> [Action] {
    guard case .replay(var replay) = transfer else { return [] }
    replay.isReading = true
    replay.deadlineMs = nowMs + Limits.progressMs
    transfer = .replay(replay)
    let count = min(replay.last - replay.next, UInt64(Limits.replayEntries) - 1)
    return [.readEntries(replay.next...(replay.next + count))]
  }

  mutating func sendReplay(of entries: [JournalEntry], nowMs: Int64) -> [Action] {
    guard case .replay(var replay) = transfer, replay.isReading else { return [] }
    guard let first = entries.first, let last = entries.last else {
      transfer = nil
      return []
    }
    guard first.header.logID == journal.head.logID, first.header.sequence == replay.next else {
      return []
    }
    if let cursor = unverified {
      if first.header.sequence == cursor.sequence + 1, !first.follows(cursor) {
        return resolve(
          "the aggregator has another entry \(cursor.sequence) of this log", adopts: false,
          nowMs: nowMs)
      }
      unverified = nil
      isSound = true
    }
    replay.isReading = false
    replay.awaited = last.header.sequence
    replay.deadlineMs = nowMs + Limits.progressMs
    transfer = .replay(replay)
    counts.replayed += entries.count
    return [
      .send(
        .replay(.init(logID: journal.head.logID, head: journal.head, entries: entries)))
    ]
  }

  // MARK: Snapshot

  /// Offers the journal's base, instead of another log where the aggregator follows one so far.
  mutating func offerSnapshot(instead formerLog: LogID? = nil, nowMs: Int64) -> [Action] {
    if !isSendingSnapshot { counts.snapshots += 1 }
    transfer = .snapshot(
      SnapshotProgress(formerLog: formerLog, deadlineMs: nowMs + Limits.progressMs))
    let base = journal.base
    let notice: ControlMessage =
      if let formerLog {
        .logReset(
          formerLog: formerLog, base: base.position,
          reason: "the journal goes on in another log")
      } else {
        .replayGone(logID: base.position.logID, firstKept: base.position.sequence &+ 1)
      }
    return [.send(notice), .send(.snapshotBegin(base))]
  }

  mutating func sendNext(_ index: Int, of position: Position, nowMs: Int64) -> [Action] {
    guard phase == .live, case .snapshot(var progress) = transfer,
      position == journal.base.position, index >= 0, index <= journal.base.chunkCount
    else { return [] }
    progress.deadlineMs = nowMs + Limits.progressMs
    guard index < journal.base.chunkCount else {
      transfer = .snapshot(progress)
      return [.send(.snapshotEnd(at: position))]
    }
    progress.reading = index
    transfer = .snapshot(progress)
    return [.readChunk(of: journal.base, index: index)]
  }

  mutating func sendChunk(_ chunk: SnapshotChunk?, of snapshot: Snapshot) -> [Action] {
    guard case .snapshot(var progress) = transfer, snapshot == journal.base, let chunk,
      progress.reading == chunk.index
    else { return [] }
    progress.reading = nil
    transfer = .snapshot(progress)
    return [.send(.snapshotChunk(at: journal.base.position, chunk))]
  }

  // MARK: Time

  /// Begins again what makes no progress, and sends what is not acknowledged in time.
  mutating func tickTransfer(nowMs: Int64) -> [Action] {
    switch transfer {
    case .replay(let replay):
      guard nowMs >= replay.deadlineMs else { return [] }
      transfer = nil
      let merged = acknowledged ?? 0
      guard merged < replay.last else { return [] }
      guard merged >= journal.base.position.sequence else { return offerSnapshot(nowMs: nowMs) }
      return startReplay((merged + 1)...replay.last, nowMs: nowMs)
    case .snapshot(let progress):
      guard nowMs >= progress.deadlineMs else { return [] }
      return offerSnapshot(instead: progress.formerLog, nowMs: nowMs)
    case nil:
      let actions = sendHeldBack(nowMs: nowMs)
      guard actions.isEmpty, let merged = acknowledged, merged < journal.head.sequence,
        nowMs - lastProgressMs >= Limits.progressMs
      else { return actions }
      lastProgressMs = nowMs
      return sendRest(after: merged, nowMs: nowMs)
    }
  }
}
