public import Reports

/// What a node publishes on LIVE: `topic · header · body · signature`.
public enum LiveMessage: Hashable, Sendable {
  /// A journal entry, as soon as it is committed.
  case entry(JournalEntry)
  /// How far the journal goes.
  case heartbeat(origin: AreaCode, head: Position)

  /// What every topic begins with; subscribing to it takes all areas.
  public static let topicPrefix = "sy1/"

  /// The topic of an area. The slash at the end keeps one area's from being another's prefix.
  public static func topic(of origin: AreaCode) -> [UInt8] {
    Array("\(topicPrefix)\(origin)/".utf8)
  }

  /// The four frames. The signature is empty; it is reserved for federation.
  public func frames(origin: AreaCode) -> [[UInt8]] {
    switch self {
    case .entry(let entry):
      [Self.topic(of: origin), entry.headerBytes, entry.body, []]
    case .heartbeat(_, let head):
      [Self.topic(of: origin)] + ControlMessage.heartbeat(head: head).frames(origin: origin) + [[]]
    }
  }

  /// Reads a message out of its frames.
  ///
  /// - Returns: The message and its origin, which header and topic agree on.
  /// - Throws: ``ProtocolError`` where the frames are no message of this channel.
  public static func decode(
    frames: [[UInt8]]
  ) throws(ProtocolError) -> (origin: AreaCode, message: LiveMessage) {
    guard frames.count == 4 else {
      throw ProtocolError(.malformedFrame, "a live message has four frames, not \(frames.count)")
    }
    let header = try FrameHeader(decoding: frames[1])
    guard let origin = AreaCode(number: header.origin), frames[0] == topic(of: origin) else {
      throw ProtocolError(.unauthorized, "the topic is not the header's area")
    }
    switch header.type {
    case .delta:
      return (origin, .entry(try JournalEntry(headerBytes: frames[1], body: frames[2])))
    case .heartbeat:
      guard
        case .heartbeat(let head) = try ControlMessage.decode(frames: Array(frames[1...2])).message
      else { throw ProtocolError(.malformedBody, "the heartbeat has another body") }
      return (origin, .heartbeat(origin: origin, head: head))
    default:
      throw ProtocolError(
        .unexpectedMessage, "type \(header.type.rawValue) is not published by nodes")
    }
  }
}
