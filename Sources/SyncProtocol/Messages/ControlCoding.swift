internal import FoundationEssentials
public import Reports
internal import SwiftProtobuf

extension ControlMessage {
  /// The frames of the message: header, body, for a REPLAY two frames an entry, for a SNAP_CHUNK
  /// the chunk.
  public func frames(origin: AreaCode) -> [[UInt8]] {
    let body = encodedBody
    var flags: FrameFlags = []
    var frames: [[UInt8]] = []
    switch self {
    case .replay(let replay):
      flags = .historical
      frames = replay.entries.flatMap { [$0.headerBytes, $0.body] }
    case .snapshotChunk(_, let chunk):
      flags = .historical
      frames = [chunk.body]
    default:
      break
    }
    let header = FrameHeader(type: type, flags: flags, origin: origin.number, body: body)
    return [header.encoded, body] + frames
  }

  /// Reads a message out of its frames.
  ///
  /// - Returns: The message and the origin in its header.
  /// - Throws: ``ProtocolError`` where the frames are no message of this protocol.
  public static func decode(
    frames: [[UInt8]]
  ) throws(ProtocolError) -> (origin: AreaCode, message: ControlMessage) {
    guard frames.count >= 2, frames.count <= 2 + 2 * Limits.replayEntries else {
      throw ProtocolError(.malformedFrame, "a control message has no \(frames.count) frames")
    }
    let header = try FrameHeader(decoding: frames[0])
    try header.check(body: frames[1])
    guard let origin = AreaCode(number: header.origin) else {
      throw ProtocolError(.malformedFrame, "the header's origin is no area")
    }
    guard frames.count == 2 || header.type == .replay || header.type == .snapshotChunk else {
      throw ProtocolError(
        .malformedFrame, "only a replay and a snapshot's chunk have more than two frames")
    }
    return (origin, try decode(type: header.type, body: frames[1], further: frames.dropFirst(2)))
  }

  private var encodedBody: [UInt8] {
    switch self {
    case .hello(let hello):
      WireHello.with {
        $0.minimumVersion = hello.versions.lowerBound
        $0.maximumVersion = hello.versions.upperBound
        $0.features = hello.features
        $0.head = .init(hello.head)
        $0.software = clipped(hello.software, toBytes: ControlMessage.Hello.maximumSoftwareLength)
      }.encodedBytes
    case .welcome(let welcome):
      WireWelcome.with {
        $0.version = welcome.version
        $0.features = welcome.features
        $0.incarnation = .init(welcome.incarnation.bytes)
        if let cursor = welcome.cursor { $0.cursor = .init(cursor) }
        $0.credit = .init(welcome.credit)
        $0.adopts = welcome.adopts
      }.encodedBytes
    case .wait(let retryAfterMs, let reason):
      WireWait.with {
        $0.retryAfterMs = UInt32(clamping: retryAfterMs)
        $0.reason = clipped(reason, toBytes: ProtocolError.maximumReasonLength)
      }.encodedBytes
    case .fail(let error):
      WireFail.with {
        $0.code = error.code.rawValue
        $0.reason = clipped(error.reason, toBytes: ProtocolError.maximumReasonLength)
      }.encodedBytes
    case .ack(let cursor, let credit):
      WireAck.with {
        if let cursor { $0.cursor = .init(cursor) }
        $0.credit = .init(credit)
      }.encodedBytes
    case .nack(let logID, let missing):
      WireNack.with {
        $0.logID = .init(logID.bytes)
        $0.first = missing.lowerBound
        $0.last = missing.upperBound
      }.encodedBytes
    case .replay(let replay):
      WireReplay.with {
        $0.logID = .init(replay.logID.bytes)
        $0.first = replay.entries.first?.header.sequence ?? 0
        $0.count = UInt32(clamping: replay.entries.count)
        $0.head = .init(replay.head)
      }.encodedBytes
    case .reject(let logID, let sequence, let error):
      WireReject.with {
        $0.logID = .init(logID.bytes)
        $0.sequence = sequence
        $0.code = error.code.rawValue
        $0.reason = clipped(error.reason, toBytes: ProtocolError.maximumReasonLength)
      }.encodedBytes
    case .heartbeat(let head):
      WireHeartbeat.with { $0.head = .init(head) }.encodedBytes
    case .bye(let reason):
      WireBye.with {
        $0.reason = clipped(reason, toBytes: ProtocolError.maximumReasonLength)
      }.encodedBytes
    case .logReset, .replayGone, .snapshotBegin, .snapshotNext, .snapshotChunk, .snapshotEnd:
      encodedSnapshotBody
    }
  }

  private static func decode(
    type: MessageType, body: [UInt8], further: ArraySlice<[UInt8]>
  ) throws(ProtocolError) -> ControlMessage {
    switch type {
    case .hello: try .hello(WireHello(decodingBytes: body).decoded())
    case .welcome: try .welcome(WireWelcome(decodingBytes: body).decoded())
    case .wait:
      try WireWait(decodingBytes: body).decoded()
    case .fail:
      try WireFail(decodingBytes: body).decoded()
    case .ack:
      try WireAck(decodingBytes: body).decoded()
    case .nack:
      try WireNack(decodingBytes: body).decoded()
    case .replay:
      try .replay(WireReplay(decodingBytes: body).decoded(entries: further))
    case .reject:
      try WireReject(decodingBytes: body).decoded()
    case .heartbeat:
      .heartbeat(head: try WireHeartbeat(decodingBytes: body).head.decoded())
    case .bye:
      .bye(reason: try checkedReason(WireBye(decodingBytes: body).reason))
    default:
      try decodeSnapshotMessage(type: type, body: body, further: further)
    }
  }
}

/// A text for people, shortened to what its reader takes.
func clipped(_ text: String, toBytes limit: Int) -> String {
  var bytes = 0
  return String(
    text.prefix { character in
      bytes += character.utf8.count
      return bytes <= limit
    })
}

func checkedReason(_ reason: String) throws(ProtocolError) -> String {
  try checked(reason, atMost: ProtocolError.maximumReasonLength, "reason")
}

private func checkedFeatures(_ features: [String]) throws(ProtocolError) -> [String] {
  guard features.count <= Limits.features else {
    throw ProtocolError(.malformedBody, "more than \(Limits.features) features")
  }
  for feature in features { _ = try checked(feature, atMost: Limits.featureBytes, "feature") }
  return features
}

func logID(_ bytes: some Collection<UInt8>) throws(ProtocolError) -> LogID {
  guard let logID = LogID(bytes) else {
    throw ProtocolError(.malformedBody, "a log id has \(LogID.length) bytes")
  }
  return logID
}

extension WirePosition {
  init(_ position: Position) {
    logID = .init(position.logID.bytes)
    sequence = position.sequence
    hash = .init(position.hash.bytes)
  }

  func decoded() throws(ProtocolError) -> Position {
    guard let hash = EntryHash(hash) else {
      throw ProtocolError(.malformedBody, "a hash has \(EntryHash.length) bytes")
    }
    return Position(
      logID: try SyncProtocol.logID(logID), sequence: sequence, hash: hash)
  }
}

extension WireCredit {
  init(_ credit: ControlMessage.Credit) {
    entries = credit.entries
    bytes = credit.bytes
  }

  var value: ControlMessage.Credit { .init(entries: entries, bytes: bytes) }
}

extension WireHello {
  func decoded() throws(ProtocolError) -> ControlMessage.Hello {
    guard minimumVersion <= maximumVersion else {
      throw ProtocolError(.malformedBody, "the range of versions is empty")
    }
    return ControlMessage.Hello(
      versions: minimumVersion...maximumVersion, features: try checkedFeatures(features),
      head: try head.decoded(),
      software: try checked(
        software, atMost: ControlMessage.Hello.maximumSoftwareLength, "software"))
  }
}

extension WireWelcome {
  func decoded() throws(ProtocolError) -> ControlMessage.Welcome {
    ControlMessage.Welcome(
      version: version, features: try checkedFeatures(features),
      incarnation: try logID(incarnation), cursor: hasCursor ? try cursor.decoded() : nil,
      credit: credit.value, adopts: adopts)
  }
}

extension WireWait {
  func decoded() throws(ProtocolError) -> ControlMessage {
    .wait(retryAfterMs: Int64(retryAfterMs), reason: try checkedReason(reason))
  }
}

extension WireFail {
  func decoded() throws(ProtocolError) -> ControlMessage {
    .fail(ProtocolError(.init(rawValue: code), try checkedReason(reason)))
  }
}

extension WireAck {
  func decoded() throws(ProtocolError) -> ControlMessage {
    .ack(cursor: hasCursor ? try cursor.decoded() : nil, credit: credit.value)
  }
}

extension WireNack {
  func decoded() throws(ProtocolError) -> ControlMessage {
    guard first > 0, first <= last else {
      throw ProtocolError(.malformedBody, "the range of missing entries is empty")
    }
    return .nack(logID: try SyncProtocol.logID(logID), missing: first...last)
  }
}

extension WireReplay {
  func decoded(entries frames: ArraySlice<[UInt8]>) throws(ProtocolError) -> ControlMessage.Replay {
    guard frames.count == 2 * Int(count) else {
      throw ProtocolError(.malformedBody, "a replay of \(count) entries has other frames")
    }
    let logID = try SyncProtocol.logID(logID)
    var entries: [JournalEntry] = []
    var rest = frames
    while let header = rest.popFirst(), let body = rest.popFirst() {
      let entry = try JournalEntry(headerBytes: header, body: body)
      guard entry.header.logID == logID, entry.header.sequence == first &+ UInt64(entries.count)
      else { throw ProtocolError(.malformedBody, "the entries of a replay are out of order") }
      entries.append(entry)
    }
    return ControlMessage.Replay(logID: logID, head: try head.decoded(), entries: entries)
  }
}

extension WireReject {
  func decoded() throws(ProtocolError) -> ControlMessage {
    .reject(
      logID: try SyncProtocol.logID(logID), sequence: sequence,
      ProtocolError(.init(rawValue: code), try checkedReason(reason)))
  }
}
