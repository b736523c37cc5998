public import Reports

/// One entry of a node's journal, with the very bytes that its hash covers.
public struct JournalEntry: Hashable, Sendable {
  /// What the header says.
  public let header: FrameHeader
  /// The header's bytes.
  public let headerBytes: [UInt8]
  /// The body's bytes.
  public let body: [UInt8]
  /// The place of the entry: its log, its sequence and its hash in the chain.
  public let position: Position

  /// Takes an entry apart that came from a journal or from the network.
  ///
  /// - Throws: ``ProtocolError`` where header or body are damaged or are no entry.
  public init(headerBytes: [UInt8], body: [UInt8]) throws(ProtocolError) {
    let header = try FrameHeader(decoding: headerBytes)
    try header.check(body: body)
    guard header.type == .delta, header.sequence > 0 else {
      throw ProtocolError(.unexpectedMessage, "the frame is not a journal entry")
    }
    self.init(header: header, headerBytes: headerBytes, body: body)
  }

  /// Writes the entry that comes after a place in an area's journal.
  ///
  /// - Throws: ``ProtocolError/Code/oversized`` where the body is longer than a message may be.
  public init(
    after previous: Position, origin: AreaCode, clock: UInt64, body: [UInt8]
  ) throws(ProtocolError) {
    guard body.count <= Limits.bodyBytes else {
      throw ProtocolError(
        .oversized, "an entry of \(body.count) bytes is longer than \(Limits.bodyBytes)")
    }
    let header = FrameHeader(
      type: .delta, flags: .lastInBatch, origin: origin.number, logID: previous.logID,
      sequence: previous.sequence &+ 1, previousHash: previous.hash, clock: clock, body: body)
    self.init(header: header, headerBytes: header.encoded, body: body)
  }

  private init(header: FrameHeader, headerBytes: [UInt8], body: [UInt8]) {
    self.header = header
    self.headerBytes = headerBytes
    self.body = body
    position = Position(
      logID: header.logID, sequence: header.sequence, hash: .chained(header: headerBytes))
  }

  /// The bytes that the entry takes in a buffer or a message.
  public var byteCount: Int { headerBytes.count + body.count }

  /// Whether the entry comes right after a place.
  public func follows(_ position: Position) -> Bool {
    header.logID == position.logID && header.sequence == position.sequence &+ 1
      && header.previousHash == position.hash
  }
}

extension FrameHeader {
  /// Holds a body against the header.
  ///
  /// - Throws: ``ProtocolError`` where it is too long or another.
  func check(body: [UInt8]) throws(ProtocolError) {
    guard body.count <= Limits.bodyBytes else {
      throw ProtocolError(
        .oversized, "a body of \(body.count) bytes is longer than \(Limits.bodyBytes)")
    }
    guard body.count == Int(bodyLength), EntryHash.sha256(of: body) == bodyHash else {
      throw ProtocolError(.damagedBody, "the body is not the one that the header speaks of")
    }
  }
}
