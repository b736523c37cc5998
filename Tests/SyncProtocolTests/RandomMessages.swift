import Reports
import TestSupport

@testable import SyncProtocol

extension SeededGenerator {
  mutating func position(of logs: [LogID] = [logID(1), logID(2)]) -> Position {
    Position(
      logID: pick(logs), sequence: hostileNumber(), hash: entryHash(UInt8(number(0...3))))
  }

  mutating func credit() -> ControlMessage.Credit {
    .init(
      entries: UInt32(truncatingIfNeeded: hostileNumber()),
      bytes: UInt32(truncatingIfNeeded: hostileNumber()))
  }

  mutating func error() -> ProtocolError {
    ProtocolError(.init(rawValue: UInt32(number(0...12))), pick(["", "救助", "no"]))
  }

  mutating func range() -> ClosedRange<UInt64> {
    let ends = [max(hostileNumber(), 1), max(hostileNumber(), 1)].sorted()
    return ends[0]...ends[1]
  }

  /// Any message that the coding can carry, often with numbers at the edge.
  mutating func message(replaying chain: Chain) -> ControlMessage {
    switch number(0...15) {
    case 0:
      let versions = [UInt32(truncatingIfNeeded: hostileNumber()), 1].sorted()
      return .hello(
        .init(
          versions: versions[0]...versions[1], features: pick([[], ["a", "b"]]), head: position(),
          software: "test"))
    case 1:
      return .welcome(
        .init(
          version: pick([0, 1, 1, 1, 2, .max]), features: pick([[], ["a"]]),
          incarnation: logID(UInt8(number(0...3))), cursor: chance(70) ? position() : nil,
          credit: credit(), adopts: chance(20)))
    case 2:
      return .wait(
        retryAfterMs: Int64(UInt32(truncatingIfNeeded: hostileNumber())), reason: "busy")
    case 3: return .fail(error())
    case 4: return .ack(cursor: chance(90) ? position() : nil, credit: credit())
    case 5: return .nack(logID: pick([logID(1), logID(2)]), missing: range())
    case 6:
      let first = number(1...chain.entries.count)
      let last = min(first + number(0...9), chain.entries.count)
      return .replay(
        .init(logID: chain.start.logID, head: position(), entries: chain[first...last]))
    case 7:
      return .reject(logID: logID(1), sequence: hostileNumber(), error())
    case 8: return .heartbeat(head: position())
    case 9: return .bye(reason: pick(["", "shutdown"]))
    default: return snapshotMessage()
    }
  }

  /// Any message that has to do with snapshots.
  mutating func snapshotMessage() -> ControlMessage {
    switch number(0...5) {
    case 0:
      return .logReset(
        formerLog: pick([logID(1), logID(2)]), base: position(), reason: pick(["", "restored"]))
    case 1: return .replayGone(logID: pick([logID(1), logID(2)]), firstKept: hostileNumber())
    case 2:
      return .snapshotBegin(
        Snapshot(
          position: position(), chunkCount: pick([0, 1, 2, Limits.snapshotChunks]),
          digest: pick([.sha256(of: []), entryHash(1)])))
    case 3:
      return .snapshotNext(
        at: position(), index: Int(UInt32(truncatingIfNeeded: hostileNumber())))
    case 4:
      return .snapshotChunk(
        at: position(), SnapshotChunk(index: number(0...3), body: bytes(number(0...40))))
    default: return .snapshotEnd(at: position())
    }
  }
}
