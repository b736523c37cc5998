import Testing

@testable import SyncProtocol

@Suite("Messages on LIVE")
struct LiveMessageTests {
  private let chain = Chain(count: 2)

  @Test("Entries and heartbeats survive the wire under their area's topic")
  func roundTrip() throws {
    for message in [
      LiveMessage.entry(chain[2]), .heartbeat(origin: zhenlai, head: chain.head),
    ] {
      let frames = message.frames(origin: zhenlai)
      #expect(frames.count == 4)
      #expect(frames[0] == Array("sy1/220821/".utf8))
      #expect(frames[3].isEmpty)
      let decoded = try LiveMessage.decode(frames: frames)
      #expect(decoded.message == message)
      #expect(decoded.origin == zhenlai)
    }
  }

  @Test("Every topic begins with the prefix and ends with a slash")
  func topics() {
    #expect(LiveMessage.topic(of: taobei).starts(with: Array(LiveMessage.topicPrefix.utf8)))
    #expect(LiveMessage.topic(of: taobei).last == UInt8(ascii: "/"))
  }

  @Test("A signature is taken whatever it holds")
  func signatures() throws {
    let frames = LiveMessage.entry(chain[1]).frames(origin: zhenlai)
    let signed = Array(frames.dropLast()) + [[UInt8](repeating: 0xA5, count: 64)]
    #expect(try LiveMessage.decode(frames: signed).message == .entry(chain[1]))
  }

  @Test("What is no message of this channel has an error each")
  func refused() {
    let frames = LiveMessage.entry(chain[1]).frames(origin: zhenlai)
    func code(_ frames: [[UInt8]]) -> ProtocolError.Code? {
      #expect(throws: ProtocolError.self) { try LiveMessage.decode(frames: frames) }?.code
    }
    #expect(code(Array(frames.dropLast())) == .malformedFrame)
    #expect(code(frames + [[]]) == .malformedFrame)
    #expect(code([]) == .malformedFrame)
    #expect(code([LiveMessage.topic(of: taobei)] + frames.dropFirst()) == .unauthorized)
    #expect(code([Array("sy1/220821".utf8)] + frames.dropFirst()) == .unauthorized)
    #expect(code([[]] + frames.dropFirst()) == .unauthorized)
    #expect(code([frames[0], frames[1], [1], []]) == .damagedBody)
    #expect(code([frames[0], [], frames[2], []]) == .malformedFrame)
    let hello = ControlMessage.hello(.init(head: chain.head, software: "")).frames(origin: zhenlai)
    #expect(code([frames[0]] + hello + [[]]) == .unexpectedMessage)
    let stranger = FrameHeader(type: .heartbeat, origin: 5, body: []).encoded
    #expect(code([Array("sy1/5/".utf8), stranger, [], []]) == .unauthorized)
    let empty = FrameHeader(type: .heartbeat, origin: 220_821, body: []).encoded
    #expect(code([frames[0], empty, [], []]) == .malformedBody)
  }
}
