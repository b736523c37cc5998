internal import Reports
internal import SyncProtocol

/// Damaged messages for all readers. Each either reads or throws the protocol's error; what was
/// read is written and read again as the same.
enum MessageFuzzing {
  static func playFrames(_ generator: inout SeededGenerator) throws(FuzzFailure) -> FuzzCounts {
    let material = FuzzMaterial.shared
    var frames = message(&generator, material)
    if generator.chance(10) {
      frames = (0..<generator.number(0...5)).map { _ in
        generator.bytes(generator.pick([0, 1, 32, 127, 128, 129, 300]))
      }
    } else {
      generator.mutate(&frames, with: message(&generator, material))
    }
    return try readAll(frames)
  }

  static func playBody(_ generator: inout SeededGenerator) throws(FuzzFailure) -> FuzzCounts {
    let material = FuzzMaterial.shared
    var frames = message(&generator, material)
    // LIVE and TOTALS have a topic before the header.
    let place = frames[0].count == FrameHeader.length ? 0 : 1
    generator.mutate(&frames[place + 1])
    guard let header = try? FrameHeader(decoding: frames[place]) else {
      throw FuzzFailure("a header that was just written can't be read")
    }
    let otherType = MessageType(rawValue: UInt8(generator.number(0...40)))
    let otherFlags = FrameFlags(rawValue: UInt8(generator.number(0...255)))
    let mended = FrameHeader(
      type: generator.chance(90) ? header.type : otherType,
      flags: generator.chance(90) ? header.flags : otherFlags,
      origin: header.origin, logID: header.logID, sequence: header.sequence,
      previousHash: header.previousHash, clock: header.clock, body: frames[place + 1])
    frames[place] = mended.encoded
    return try readAll(frames)
  }

  private static func message(
    _ generator: inout SeededGenerator, _ material: FuzzMaterial
  ) -> [[UInt8]] {
    switch generator.number(0...5) {
    case 0: generator.liveMessage(material).frames(origin: material.area)
    case 1: generator.totalsMessage(material).frames
    default: generator.controlMessage(material).frames(origin: material.area)
    }
  }

  /// Hands frames to every reader.
  private static func readAll(_ frames: [[UInt8]]) throws(FuzzFailure) -> FuzzCounts {
    var counts = FuzzCounts()
    func note(_ wasRead: Bool) {
      if wasRead { counts.taken += 1 } else { counts.refused += 1 }
    }
    note(try readsControl(frames))
    note(try readsLive(frames))
    note(try readsTotals(frames))
    note(try readsDelta(frames.max { $0.count < $1.count } ?? []))
    return counts
  }

  private static func readsControl(_ frames: [[UInt8]]) throws(FuzzFailure) -> Bool {
    guard let (origin, message) = try? ControlMessage.decode(frames: frames) else { return false }
    let again = try? ControlMessage.decode(frames: message.frames(origin: origin))
    guard let again, again.origin == origin, again.message == message else {
      throw FuzzFailure("\(message.type) is another after it was written and read")
    }
    return true
  }

  private static func readsLive(_ frames: [[UInt8]]) throws(FuzzFailure) -> Bool {
    guard let (origin, message) = try? LiveMessage.decode(frames: frames) else { return false }
    let again = try? LiveMessage.decode(frames: message.frames(origin: origin))
    guard let again, again.origin == origin, again.message == message else {
      throw FuzzFailure("a live message is another after it was written and read")
    }
    if case .entry(let entry) = message {
      _ = OriginInbox.Merge(reading: entry)
    }
    return true
  }

  private static func readsTotals(_ frames: [[UInt8]]) throws(FuzzFailure) -> Bool {
    guard let message = try? TotalsMessage(decoding: frames) else { return false }
    guard let again = try? TotalsMessage(decoding: message.frames), again == message else {
      throw FuzzFailure("a message of totals is another after it was written and read")
    }
    return true
  }

  private static func readsDelta(_ body: [UInt8]) throws(FuzzFailure) -> Bool {
    guard let delta = try? Delta(decoding: body) else { return false }
    guard let again = try? Delta(decoding: delta.encoded), again == delta else {
      throw FuzzFailure("a delta is another after it was written and read")
    }
    var dataset = Dataset()
    dataset.apply(delta)
    return true
  }
}
