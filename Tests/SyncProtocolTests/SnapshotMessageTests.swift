import Foundation
import Reports
import Testing

@testable import SyncProtocol

@Suite("Messages about logs and snapshots")
struct SnapshotMessageTests {
  private static let place = Position.start(of: logID(2), origin: zhenlai)
  private static let piece = chunks(1)[0]
  private static let last = Position(logID: .zero, sequence: .max, hash: .zero)

  private static let all: [ControlMessage] = [
    .logReset(formerLog: logID(1), base: place, reason: "恢复"),
    .logReset(formerLog: .zero, base: last, reason: ""),
    .replayGone(logID: logID(1), firstKept: 1), .replayGone(logID: .zero, firstKept: .max),
    .snapshotBegin(Snapshot(position: place, chunkHashes: [piece.hash])),
    .snapshotBegin(
      Snapshot(position: last, chunkCount: Limits.snapshotChunks, digest: .zero)),
    .snapshotNext(at: place, index: 0), .snapshotNext(at: last, index: Int(UInt32.max)),
    .snapshotChunk(at: place, piece),
    .snapshotChunk(
      at: last, SnapshotChunk(index: Int(UInt32.max), body: Array(repeating: 7, count: 262_144))),
    .snapshotEnd(at: place),
    .welcome(
      .init(version: 1, incarnation: logID(5), cursor: nil, credit: .full, adopts: true)),
  ]

  @Test("Every message about logs and snapshots survives the wire", arguments: all)
  func roundTrip(message: ControlMessage) throws {
    let decoded = try ControlMessage.decode(frames: message.frames(origin: zhenlai))
    #expect(decoded.message == message)
    #expect(decoded.origin == zhenlai)
  }

  @Test("A chunk is the one frame after the body, and marked as historical")
  func chunkFrames() throws {
    let frames = ControlMessage.snapshotChunk(at: Self.place, Self.piece).frames(origin: zhenlai)
    #expect(frames.count == 3)
    #expect(frames[2] == Self.piece.body)
    #expect(try FrameHeader(decoding: frames[0]).flags == .historical)
  }

  @Test("The digest is the SHA-256 of the chunks' SHA-256s in order")
  func digest() {
    let pieces = chunks(2)
    let hashes = pieces.map { EntryHash.sha256(of: $0.body) }
    #expect(Snapshot.digest(of: hashes) == .sha256(of: hashes[0].bytes + hashes[1].bytes))
    #expect(Snapshot.digest(of: hashes) != Snapshot.digest(of: hashes.reversed()))
    #expect(Snapshot.digest(of: []) == .sha256(of: []))
    #expect(Snapshot.nothing(before: logID(1), origin: zhenlai).isNothing)
  }

  private func code(_ type: MessageType, _ body: [UInt8], _ rest: [[UInt8]] = [])
    -> ProtocolError.Code?
  {
    let header = FrameHeader(type: type, origin: zhenlai.number, body: body).encoded
    return #expect(throws: ProtocolError.self) {
      try ControlMessage.decode(frames: [header, body] + rest)
    }?.code
  }

  @Test("Messages about snapshots with missing or wrong fields are refused")
  func wrongFields() {
    let types: [MessageType] = [
      .logReset, .replayGone, .snapshotBegin, .snapshotNext, .snapshotChunk, .snapshotEnd,
    ]
    for type in types {
      #expect(code(type, [], type == .snapshotChunk ? [[]] : []) == .malformedBody)
      #expect(code(type, [0xFF], type == .snapshotChunk ? [[]] : []) == .malformedBody)
    }
    var begin = WireSnapshotBegin()
    begin.position = .init(Self.place)
    begin.digest = Data(repeating: 1, count: 31)
    #expect(code(.snapshotBegin, begin.encodedBytes) == .malformedBody)
    var gone = WireReplayGone()
    gone.logID = Data(repeating: 1, count: 17)
    #expect(code(.replayGone, gone.encodedBytes) == .malformedBody)
  }

  @Test("A snapshot of more chunks than allowed is refused")
  func tooManyChunks() {
    for count in [UInt32(Limits.snapshotChunks) + 1, .max] {
      var begin = WireSnapshotBegin()
      begin.position = .init(Self.place)
      begin.chunkCount = count
      begin.digest = Data(entryHash(1).bytes)
      #expect(code(.snapshotBegin, begin.encodedBytes) == .oversized)
    }
  }

  @Test("A chunk that is none, several, too long or another than told is refused")
  func wrongChunks() {
    var body = WireSnapshotChunk()
    body.position = .init(Self.place)
    body.hash = Data(Self.piece.hash.bytes)
    let bytes = body.encodedBytes
    #expect(code(.snapshotChunk, bytes) == .malformedBody)
    #expect(code(.snapshotChunk, bytes, [Self.piece.body, []]) == .malformedBody)
    #expect(code(.snapshotChunk, bytes, [Self.piece.body + [0]]) == .damagedBody)
    let long = [UInt8](repeating: 0, count: Limits.bodyBytes + 1)
    #expect(code(.snapshotChunk, bytes, [long]) == .oversized)
    body.hash = Data(repeating: 1, count: 31)
    #expect(code(.snapshotChunk, body.encodedBytes, [Self.piece.body]) == .damagedBody)
  }

  @Test("Only a replay and a chunk have further frames")
  func furtherFrames() {
    for message in Self.all {
      if case .snapshotChunk = message { continue }
      let frames = message.frames(origin: zhenlai) + [[]]
      let error = #expect(throws: ProtocolError.self) {
        try ControlMessage.decode(frames: frames)
      }
      #expect(error?.code == .malformedFrame)
    }
  }
}
