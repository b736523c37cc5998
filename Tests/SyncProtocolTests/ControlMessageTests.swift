import Reports
import TestSupport
import Testing

@testable import SyncProtocol

@Suite("Control messages")
struct ControlMessageTests {
  private static let chain = Chain(count: 80)

  private static let one: [ControlMessage] = [
    .hello(.init(versions: 1...3, features: ["zstd"], head: chain.head, software: "unionsync 1")),
    .hello(.init(head: chain.start, software: "")),
    .welcome(
      .init(
        version: 1, features: [], incarnation: logID(5), cursor: chain.position(3),
        credit: .full)),
    .welcome(
      .init(
        version: 1, features: ["a", "b"], incarnation: logID(5), cursor: nil,
        credit: .init(entries: 0, bytes: 0))),
    .wait(retryAfterMs: 0, reason: ""), .wait(retryAfterMs: Int64(UInt32.max), reason: "忙"),
    .fail(ProtocolError(.forked, "two")), .fail(ProtocolError(.init(rawValue: .max), "")),
    .ack(cursor: chain.start, credit: .full), .ack(cursor: nil, credit: .full),
    .ack(cursor: Position(logID: .zero, sequence: .max, hash: .zero), credit: .full),
    .nack(logID: logID(1), missing: 1...1), .nack(logID: logID(1), missing: .max...UInt64.max),
    .replay(.init(logID: logID(1), head: chain.head, entries: [])),
    .replay(.init(logID: logID(1), head: chain.head, entries: chain[3...66])),
    .reject(logID: logID(1), sequence: .max, ProtocolError(.malformedBody, "x")),
    .heartbeat(head: chain.head), .bye(reason: "shutdown"),
  ]

  @Test("Every message survives the wire", arguments: one)
  func roundTrip(message: ControlMessage) throws {
    let frames = message.frames(origin: zhenlai)
    let decoded = try ControlMessage.decode(frames: frames)
    #expect(decoded.message == message)
    #expect(decoded.origin == zhenlai)
    let header = try FrameHeader(decoding: frames[0])
    #expect(header.type == message.type)
    #expect(header.sequence == 0)
    #expect(header.logID == .zero)
  }

  @Test("Random messages survive the wire")
  func randomRoundTrips() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<2_000 {
      let message = generator.message(replaying: Self.chain)
      #expect(try ControlMessage.decode(frames: message.frames(origin: taobei)).message == message)
    }
  }

  @Test("A replay is marked as historical, and carries the very bytes of its entries")
  func replayFrames() throws {
    let message = ControlMessage.replay(
      .init(logID: logID(1), head: Self.chain.head, entries: Self.chain[2...3]))
    let frames = message.frames(origin: zhenlai)
    #expect(frames.count == 6)
    #expect(try FrameHeader(decoding: frames[0]).flags == .historical)
    #expect(frames[2] == Self.chain[2].headerBytes)
    #expect(frames[5] == Self.chain[3].body)
  }

  @Test("Texts too long for their readers are sent shortened, at a character's border")
  func longTexts() throws {
    let long = String(repeating: "帮", count: 400)
    func sent(_ message: ControlMessage) throws -> ControlMessage {
      try ControlMessage.decode(frames: message.frames(origin: zhenlai)).message
    }
    let reason = String(repeating: "帮", count: 170)
    #expect(try sent(.bye(reason: long)) == .bye(reason: reason))
    #expect(
      try sent(.wait(retryAfterMs: 1, reason: long)) == .wait(retryAfterMs: 1, reason: reason))
    #expect(
      try sent(.fail(ProtocolError(.forked, long))) == .fail(ProtocolError(.forked, reason)))
    let rejected = ControlMessage.reject(
      logID: logID(1), sequence: 1, ProtocolError(.forked, long))
    #expect(
      try sent(rejected)
        == .reject(logID: logID(1), sequence: 1, ProtocolError(.forked, reason)))
    guard
      case .hello(let hello) = try sent(.hello(.init(head: Self.chain.start, software: long)))
    else {
      Issue.record("A HELLO must come back as one.")
      return
    }
    #expect(hello.software == String(repeating: "帮", count: 42))
  }

  @Test("Frames that are no control message have an error each")
  func refused() throws {
    let hello = ControlMessage.hello(.init(head: Self.chain.head, software: ""))
      .frames(origin: zhenlai)
    func code(_ frames: [[UInt8]]) -> ProtocolError.Code? {
      #expect(throws: ProtocolError.self) { try ControlMessage.decode(frames: frames) }?.code
    }
    func sealed(
      _ type: MessageType, _ body: [UInt8], origin: UInt32 = 220_821, rest: [[UInt8]] = []
    ) -> [[UInt8]] {
      [FrameHeader(type: type, origin: origin, body: body).encoded, body] + rest
    }
    #expect(code([]) == .malformedFrame)
    #expect(code([hello[0]]) == .malformedFrame)
    #expect(code(hello + [[]]) == .malformedFrame)
    #expect(code([hello[0], []]) == .damagedBody)
    #expect(code(sealed(.bye, [], origin: 0)) == .malformedFrame)
    #expect(code(sealed(.bye, [], origin: .max)) == .malformedFrame)
    #expect(code(sealed(.hello, [])) == .malformedBody)
    #expect(code(sealed(.nack, [])) == .malformedBody)
    #expect(code(sealed(.replay, [])) == .malformedBody)
    #expect(code(sealed(.delta, [])) == .unexpectedMessage)
    #expect(code(sealed(.totalsChange, [])) == .unexpectedMessage)
    #expect(code(sealed(.init(rawValue: 99), [])) == .unexpectedMessage)
    #expect(code(sealed(.bye, [0xFF])) == .malformedBody)
    // A text that is no UTF-8.
    #expect(code(sealed(.bye, [0x0A, 1, 0xFF])) == .malformedBody)
    let large = [UInt8](repeating: 0, count: Limits.bodyBytes + 1)
    #expect(code(sealed(.bye, large)) == .oversized)
    let endless = Array(repeating: [UInt8](), count: 3 + 2 * Limits.replayEntries)
    #expect(code(endless) == .malformedFrame)
  }

  @Test("A replay whose entries are not what its body says is refused")
  func brokenReplays() {
    func code(_ change: (inout [[UInt8]]) -> Void) -> ProtocolError.Code? {
      var frames = ControlMessage.replay(
        .init(logID: logID(1), head: Self.chain.head, entries: Self.chain[5...7])
      ).frames(origin: zhenlai)
      change(&frames)
      return #expect(throws: ProtocolError.self) { try ControlMessage.decode(frames: frames) }?.code
    }
    #expect(code { $0.removeLast() } == .malformedBody)
    #expect(code { $0.removeLast(2) } == .malformedBody)
    #expect(code { $0[3] = [1] } == .damagedBody)
    #expect(
      code {
        $0.swapAt(2, 4); $0.swapAt(3, 5)
      } == .malformedBody)
    #expect(code { $0[2] = [1] } == .malformedFrame)
    #expect(
      code {
        let other = Chain(log: 2, count: 5)[5]
        $0[2] = other.headerBytes
        $0[3] = other.body
      } == .malformedBody)
  }

  @Test("Too many features, and too long ones, are refused")
  func features() {
    func decode(_ features: [String]) throws {
      _ = try ControlMessage.decode(
        frames: ControlMessage.hello(
          .init(features: features, head: Self.chain.head, software: "")
        ).frames(origin: zhenlai))
    }
    #expect(throws: Never.self) { try decode(Array(repeating: "a", count: Limits.features)) }
    #expect(throws: ProtocolError.self) {
      try decode(Array(repeating: "a", count: Limits.features + 1))
    }
    #expect(throws: Never.self) { try decode([String(repeating: "a", count: Limits.featureBytes)]) }
    #expect(throws: ProtocolError.self) {
      try decode([String(repeating: "a", count: Limits.featureBytes + 1)])
    }
  }

  @Test("Both sides settle on the highest version that they share")
  func versions() {
    #expect(ProtocolVersion.supported == 1...1)
    #expect(ProtocolVersion.negotiated(between: 1...1, and: 1...1) == 1)
    #expect(ProtocolVersion.negotiated(between: 1...1, and: 0...UInt32.max) == 1)
    #expect(ProtocolVersion.negotiated(between: 1...3, and: 2...9) == 3)
    #expect(ProtocolVersion.negotiated(between: 2...9, and: 1...3) == 3)
    #expect(ProtocolVersion.negotiated(between: 1...1, and: 2...9) == nil)
    #expect(ProtocolVersion.negotiated(between: 1...1, and: 0...0) == nil)
  }
}
