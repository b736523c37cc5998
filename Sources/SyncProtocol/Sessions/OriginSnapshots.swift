extension OriginInbox {
  /// Takes note that the area goes on in another log, whose snapshot comes next.
  mutating func announce(_ base: Position, instead formerLog: LogID) -> [Action] {
    if let quarantine = state.quarantine { return [.send(.fail(quarantine))] }
    // What was taken over already is only told again.
    guard let cursor, cursor.logID != base.logID else { return [] }
    guard !state.formerLogs.contains(base.logID) else {
      return quarantine(
        ProtocolError(.forked, "the area has gone back to a log that it had left"))
    }
    guard state.adopts || formerLog == cursor.logID else {
      // It speaks of a log that is no longer followed: late word, or a double.
      return [acknowledgement]
    }
    announced = base
    passingRefusal = nil
    return []
  }

  /// Begins to take a snapshot in, or goes on where it was left.
  mutating func begin(_ snapshot: Snapshot, nowMs: Int64) -> [Action] {
    guard refusal == nil, installing == nil else { return [] }
    if let cursor {
      let isOfThisLog = cursor.logID == snapshot.position.logID
      if isOfThisLog, cursor.sequence >= snapshot.position.sequence {
        return [acknowledgement]
      }
      guard isOfThisLog || announced == snapshot.position else {
        return [acknowledgement]
      }
    }
    lastSnapshotMs = nowMs
    // It stands for entries that will not come any more.
    if state.staged?.snapshot != snapshot {
      state.staged = StagedSnapshot(snapshot: snapshot)
      staging = nil
    }
    return askForNext()
  }

  private func askForNext() -> [Action] {
    guard let staged = state.staged, staging == nil else { return [] }
    return [
      .send(.snapshotNext(at: staged.snapshot.position, index: staged.chunkHashes.count))
    ]
  }

  mutating func stage(_ chunk: SnapshotChunk, at position: Position, nowMs: Int64) -> [Action] {
    guard refusal == nil, installing == nil, staging == nil, let staged = state.staged,
      staged.snapshot.position == position, chunk.index == staged.chunkHashes.count,
      chunk.index < staged.snapshot.chunkCount
    else { return [] }
    guard staged.byteCount + chunk.body.count <= Limits.snapshotBytes else {
      state.staged = nil
      return [
        .send(
          .fail(
            ProtocolError(
              .oversized, "the snapshot is longer than \(Limits.snapshotBytes) bytes")))
      ]
    }
    lastSnapshotMs = nowMs
    staging = (chunk.index, chunk.hash, chunk.body.count)
    return [.stage(staged.snapshot, chunk)]
  }

  mutating func staged(_ snapshot: Snapshot, index: Int, nowMs: Int64) -> [Action] {
    guard let chunk = staging, chunk.index == index, state.staged?.snapshot == snapshot else {
      return []
    }
    staging = nil
    state.staged?.chunkHashes.append(chunk.hash)
    state.staged?.byteCount += chunk.byteCount
    lastSnapshotMs = nowMs
    return askForNext()
  }

  mutating func end(snapshotAt position: Position, nowMs: Int64) -> [Action] {
    // Entries in commit come before it.
    guard refusal == nil, installing == nil, handedOut.isEmpty, let staged = state.staged,
      staged.snapshot.position == position, staged.isComplete
    else { return [] }
    guard staged.isIntact else {
      state.staged = nil
      return [
        .send(.fail(ProtocolError(.damagedBody, "the snapshot's chunks do not fit its digest")))
      ]
    }
    lastSnapshotMs = nowMs
    installing = staged.snapshot
    return [.install(staged.snapshot)]
  }

  mutating func installed(_ snapshot: Snapshot, nowMs: Int64) -> [Action] {
    let position = snapshot.position
    if let cursor, cursor.logID != position.logID { state.formerLogs.insert(cursor.logID) }
    state.cursor = position
    state.staged = nil
    state.adopts = false
    announced = nil
    installing = nil
    accepted = position
    forgetWaiting { $0.header.logID != position.logID || $0.header.sequence <= position.sequence }
    if knownHead?.logID != position.logID { knownHead = position }
    counts.snapshots += 1
    lastProgressMs = nowMs
    // The node sends the entries after it by itself.
    asked = (nextSequence, nowMs)
    return [acknowledgement] + takeWaiting(nowMs: nowMs)
  }

  /// Asks again for what was asked for and did not come.
  mutating func askForChunk(nowMs: Int64) -> [Action] {
    guard refusal == nil, installing == nil, state.staged != nil,
      nowMs - lastSnapshotMs >= Limits.progressMs,
      let lastHeardMs, nowMs - lastHeardMs < Limits.silenceMs
    else { return [] }
    lastSnapshotMs = nowMs
    return askForNext()
  }
}
