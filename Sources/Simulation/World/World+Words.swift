internal import SyncProtocol

extension World {
  /// A message in a few words, for the trace.
  func describe(_ letter: Letter) -> String {
    switch letter {
    case .control(let message): describe(message)
    case .live(.entry(let entry)): "DELTA \(entry.position)"
    case .live(.heartbeat(_, let head)): "HEARTBEAT on LIVE, head \(head)"
    case .controlFrames, .liveFrames: "frames"
    }
  }

  private func describe(_ message: ControlMessage) -> String {
    switch message {
    case .hello(let hello): "HELLO head \(hello.head)"
    case .welcome(let welcome):
      "WELCOME cursor \(place(welcome.cursor))\(welcome.adopts ? ", adopts" : "")"
    case .wait(let retryAfterMs, _): "WAIT \(retryAfterMs) ms"
    case .fail(let error): "FAIL \(error)"
    case .ack(let cursor, let credit): "ACK \(place(cursor)), credit \(credit.entries)"
    case .nack(let logID, let missing):
      "NACK \(missing.lowerBound)…\(missing.upperBound) of \(logID.description.prefix(8))"
    case .replay(let replay): describe(replay)
    case .reject(_, let sequence, let error): "REJECT \(sequence): \(error)"
    case .heartbeat(let head): "HEARTBEAT head \(head)"
    case .bye: "BYE"
    case .logReset(let formerLog, let base, _):
      "LOG_RESET \(formerLog.description.prefix(8)) → \(base)"
    case .replayGone(_, let firstKept): "REPLAY_GONE, first kept \(firstKept)"
    case .snapshotBegin(let snapshot): "SNAP_BEGIN \(snapshot.position), \(snapshot.chunkCount)"
    case .snapshotNext(let position, let index): "SNAP_NEXT \(position), chunk \(index)"
    case .snapshotChunk(let position, let chunk): "SNAP_CHUNK \(position), chunk \(chunk.index)"
    case .snapshotEnd(let position): "SNAP_END \(position)"
    }
  }

  private func describe(_ replay: ControlMessage.Replay) -> String {
    guard let first = replay.entries.first, let last = replay.entries.last else {
      return "REPLAY of nothing"
    }
    return "REPLAY \(first.header.sequence)…\(last.position), head \(replay.head.sequence)"
  }
}
