internal import FoundationEssentials
internal import SwiftProtobuf

extension ControlMessage {
  /// The body of a message that has to do with snapshots.
  var encodedSnapshotBody: [UInt8] {
    switch self {
    case .logReset(let formerLog, let base, let reason):
      WireLogReset.with {
        $0.formerLogID = .init(formerLog.bytes)
        $0.base = .init(base)
        $0.reason = clipped(reason, toBytes: ProtocolError.maximumReasonLength)
      }.encodedBytes
    case .replayGone(let logID, let firstKept):
      WireReplayGone.with {
        $0.logID = .init(logID.bytes)
        $0.firstKept = firstKept
      }.encodedBytes
    case .snapshotBegin(let snapshot):
      WireSnapshotBegin.with {
        $0.position = .init(snapshot.position)
        $0.chunkCount = UInt32(clamping: snapshot.chunkCount)
        $0.digest = .init(snapshot.digest.bytes)
      }.encodedBytes
    case .snapshotNext(let position, let index):
      WireSnapshotNext.with {
        $0.position = .init(position)
        $0.index = UInt32(clamping: index)
      }.encodedBytes
    case .snapshotChunk(let position, let chunk):
      WireSnapshotChunk.with {
        $0.position = .init(position)
        $0.index = UInt32(clamping: chunk.index)
        $0.hash = .init(chunk.hash.bytes)
      }.encodedBytes
    case .snapshotEnd(let position):
      WireSnapshotEnd.with { $0.position = .init(position) }.encodedBytes
    default:
      preconditionFailure("\(type) has nothing to do with snapshots")
    }
  }

  static func decodeSnapshotMessage(
    type: MessageType, body: [UInt8], further: ArraySlice<[UInt8]>
  ) throws(ProtocolError) -> ControlMessage {
    switch type {
    case .logReset:
      let reset = try WireLogReset(decodingBytes: body)
      return .logReset(
        formerLog: try logID(reset.formerLogID), base: try reset.base.decoded(),
        reason: try checkedReason(reset.reason))
    case .replayGone:
      let gone = try WireReplayGone(decodingBytes: body)
      return .replayGone(logID: try logID(gone.logID), firstKept: gone.firstKept)
    case .snapshotBegin:
      return .snapshotBegin(try WireSnapshotBegin(decodingBytes: body).decoded())
    case .snapshotNext:
      let next = try WireSnapshotNext(decodingBytes: body)
      return .snapshotNext(at: try next.position.decoded(), index: Int(next.index))
    case .snapshotChunk:
      let chunk = try WireSnapshotChunk(decodingBytes: body)
      return .snapshotChunk(
        at: try chunk.position.decoded(), try chunk.decoded(further: further))
    case .snapshotEnd:
      return .snapshotEnd(at: try WireSnapshotEnd(decodingBytes: body).position.decoded())
    default:
      throw ProtocolError(.unexpectedMessage, "type \(type.rawValue) is no control message")
    }
  }
}

extension WireSnapshotBegin {
  func decoded() throws(ProtocolError) -> Snapshot {
    guard chunkCount <= Limits.snapshotChunks else {
      throw ProtocolError(
        .oversized, "a snapshot of \(chunkCount) chunks is longer than \(Limits.snapshotChunks)")
    }
    guard let digest = EntryHash(digest) else {
      throw ProtocolError(.malformedBody, "a digest has \(EntryHash.length) bytes")
    }
    return Snapshot(
      position: try position.decoded(), chunkCount: Int(chunkCount), digest: digest)
  }
}

extension WireSnapshotChunk {
  func decoded(further: ArraySlice<[UInt8]>) throws(ProtocolError) -> SnapshotChunk {
    guard let body = further.first, further.count == 1 else {
      throw ProtocolError(.malformedBody, "a snapshot's chunk is one frame")
    }
    guard body.count <= Limits.bodyBytes else {
      throw ProtocolError(
        .oversized, "a chunk of \(body.count) bytes is longer than \(Limits.bodyBytes)")
    }
    let chunk = SnapshotChunk(index: Int(index), body: body)
    guard EntryHash(hash) == chunk.hash else {
      throw ProtocolError(.damagedBody, "the chunk is not the one that the message speaks of")
    }
    return chunk
  }
}
