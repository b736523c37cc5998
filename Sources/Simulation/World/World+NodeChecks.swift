internal import Reports
internal import SyncProtocol

/// What must hold of nodes, after every event and of every message.
extension World {
  /// Holds a session against its journal.
  func checkSession(node: Int, city: Int) {
    guard nodes[node].isUp else { return }
    let session = nodes[node].sessions[city]
    let journal = nodes[node].journal
    if defect != .publishesBeforeCommit {
      expect(
        session.journal.head == journal.head, .truth,
        "node \(node) speaks of head \(session.journal.head), its journal ends at \(journal.head)")
    }
    if let acknowledged = session.acknowledged, faults.cityRestorePerMille == 0,
      let cursor = cities[city].stores[nodes[node].origin].state.cursor,
      cursor.logID == session.journal.head.logID
    {
      expect(
        acknowledged <= cursor.sequence, .acknowledged,
        "node \(node) takes \(acknowledged) for acknowledged, city \(city) has \(cursor)")
    }
    let inFlight = session.inFlight
    expect(
      inFlight.entries <= Limits.creditEntries
        && inFlight.bytes <= Limits.creditBytes + Limits.bodyBytes + FrameHeader.length, .bounded,
      "node \(node) counts \(inFlight) in flight to city \(city)")
    if case .failed(let error) = session.phase {
      expect(
        mayRefuse(city: city, origin: nodes[node].origin), .convergence,
        "node \(node) and city \(city) have given up without a reason: \(error)")
    }
  }

  /// Whether two journals of one origin have met, so that one side may give up.
  func mayRefuse(city: Int, origin: Int) -> Bool {
    faults.hasWipe || forks.mayFork(city: city, origin: origin)
      || forks.restoredNodes.contains(origin)
  }

  /// Holds what a node sends on CTL against its disk.
  func checkSent(_ message: ControlMessage, node: Int) {
    let journal = nodes[node].journal
    switch message {
    case .hello(let hello):
      checkHead(hello.head, node: node)
    case .heartbeat(let head):
      checkHead(head, node: node)
    case .replay(let replay):
      checkHead(replay.head, node: node)
      for entry in replay.entries { checkCommitted(entry, node: node) }
    case .snapshotBegin(let snapshot):
      expect(
        snapshot == journal.base.snapshot, .truth, "node \(node) offers a snapshot it does not have"
      )
    case .snapshotChunk(let position, let chunk):
      expect(
        position == journal.base.position && chunk.index < journal.base.chunks.count
          && journal.base.chunks[chunk.index].hash == chunk.hash, .truth,
        "node \(node) sends another chunk \(chunk.index) than its base has")
    case .logReset(let formerLog, let base, _):
      expect(
        base == journal.base.position && !journal.formerLogs.contains(base.logID)
          && journal.formerLogs.contains(formerLog), .truth,
        "node \(node) resets log \(formerLog) to \(base), which is no new log")
    case .welcome, .wait, .fail, .ack, .nack, .reject, .bye, .replayGone, .snapshotNext,
      .snapshotEnd:
      break
    }
  }

  /// Holds what a node publishes on LIVE against its disk and the city's credit.
  func checkPublished(_ message: LiveMessage, node: Int, city: Int) {
    switch message {
    case .heartbeat(_, let head):
      checkHead(head, node: node)
    case .entry(let entry):
      checkCommitted(entry, node: node)
      expect(
        flights[node][city].publish(entry), .bounded,
        "node \(node) has more in flight to city \(city) than its credit")
    }
  }

  private func checkHead(_ head: Position, node: Int) {
    let journal = nodes[node].journal
    expect(
      head == journal.head, .truth,
      "node \(node) tells of head \(head), its journal ends at \(journal.head)")
  }

  private func checkCommitted(_ entry: JournalEntry, node: Int) {
    let journal = nodes[node].journal
    let position = entry.position
    // What was compacted since it was read had been there.
    let isCompacted =
      position.logID == journal.head.logID && position.sequence < journal.base.position.sequence
    expect(
      isCompacted || journal.position(at: position.sequence) == position, .committed,
      "node \(node) sends \(position), which its disk does not hold")
    expect(
      entry.header.origin == nodes[node].area.number, .area,
      "node \(node) sends an entry of area \(entry.header.origin)")
  }
}
