internal import Reports
internal import SyncProtocol

/// A message under way, as a value or as the frames that the wire carries.
enum Letter {
  case control(ControlMessage)
  case live(LiveMessage)
  case controlFrames([[UInt8]])
  case liveFrames([[UInt8]])

  var isLive: Bool {
    switch self {
    case .live, .liveFrames: true
    case .control, .controlFrames: false
    }
  }
}

/// What joins a node with a city.
struct Link {
  /// Until when nothing reaches the city.
  var upCutUntilMs: Int64 = 0
  /// Until when nothing reaches the node.
  var downCutUntilMs: Int64 = 0
  /// Until when all is held back.
  var cloggedUntilMs: Int64 = 0
  /// Until when the city refuses the node's key.
  var refusedUntilMs: Int64 = 0
  /// Whether the node's key was refused: libzmq tries no more until the node connects anew.
  var isShut = false
  /// Whether the node believes that it is up.
  var isUp = false
}

extension World {
  /// Sends from a node to a city.
  func send(_ letter: Letter, node: Int, to city: Int) {
    if letter.isLive, faults.isLiveDead { return }
    guard nowMs >= links[node][city].upCutUntilMs, !isLost(letter) else {
      outcome.counts.lostMessages += 1
      return note("node \(node) → city \(city)  LOST \(describe(letter))")
    }
    note("node \(node) → city \(city)  \(describe(letter))")
    let packed = pack(letter, origin: nodes[node].origin, isNewer: nodes[node].speaksNewer)
    for _ in 0..<copies {
      agenda.put(
        .arrivesAtCity(
          city, packed, from: Route(node: node, life: nodes[node].life), epoch: nodes[node].epoch),
        afterMs: delayMs(on: links[node][city]))
    }
  }

  /// Sends from a city by the connection over which an origin was heard last.
  func send(_ message: ControlMessage, city: Int, to origin: Int) {
    guard let route = cities[city].routes[origin] else { return }
    let node = route.node
    let letter = Letter.control(message)
    guard nowMs >= links[node][city].downCutUntilMs, !isLost(letter) else {
      outcome.counts.lostMessages += 1
      return note("city \(city) → node \(node)  LOST \(describe(letter))")
    }
    note("city \(city) → node \(node)  \(describe(letter))")
    let packed = pack(letter, origin: origin, isNewer: cities[city].speaksNewer)
    for _ in 0..<copies {
      agenda.put(
        .arrivesAtNode(
          node, packed, from: city, life: route.life, epoch: cities[city].epoch),
        afterMs: delayMs(on: links[node][city]))
    }
  }

  private func isLost(_ letter: Letter) -> Bool {
    hasFaults
      && generator.chance(letter.isLive ? faults.liveLossPercent : faults.controlLossPercent)
  }

  private var copies: Int { hasFaults && generator.chance(faults.duplicatePercent) ? 2 : 1 }

  private func delayMs(on link: Link) -> Int64 {
    let ownMs = hasFaults ? generator.milliseconds(0...faults.maximumDelayMs) : Agenda<Void>.stepMs
    return max(ownMs, link.cloggedUntilMs - nowMs)
  }

  // MARK: Arrival

  func arrive(_ letter: Letter, at city: Int, from route: Route, epoch: Int) {
    let node = route.node
    let link = links[node][city]
    guard cities[city].isUp, epoch == nodes[node].epoch, nowMs >= link.upCutUntilMs,
      nowMs >= link.refusedUntilMs
    else { return }
    let origin = nodes[node].origin
    switch unpack(letter, origin: origin) {
    case .control(let message):
      cities[city].routes[origin] = route
      tell(.received(message), city: city, origin: origin)
    case .live(let message):
      tell(.live(message), city: city, origin: origin)
    case .controlFrames, .liveFrames, nil:
      break
    }
  }

  func arrive(_ letter: Letter, atNode node: Int, from city: Int, life: Int, epoch: Int) {
    let link = links[node][city]
    guard nodes[node].isUp, life == nodes[node].life, epoch == cities[city].epoch,
      nowMs >= link.downCutUntilMs, nowMs >= link.refusedUntilMs
    else { return }
    guard case .control(let message) = unpack(letter, origin: nodes[node].origin) else { return }
    flights[node][city].hear(message)
    tell(.received(message), node: node, city: city)
  }

  // MARK: The wire

  private func pack(_ letter: Letter, origin: Int, isNewer: Bool) -> Letter {
    guard goesOverTheWire else { return letter }
    let area = ReportBodies.areas[origin]
    switch letter {
    case .control(let message):
      let frames = message.frames(origin: area)
      return .controlFrames(isNewer ? newer(frames, at: 0) : frames)
    case .live(.entry(let entry)):
      return .liveFrames(LiveMessage.entry(entry).frames(origin: area))
    case .live(let message):
      let frames = message.frames(origin: area)
      return .liveFrames(isNewer ? newer(frames, at: 1) : frames)
    case .controlFrames, .liveFrames:
      return letter
    }
  }

  /// The message as a later version may write it: with a field and a mark that nobody knows yet.
  private func newer(_ frames: [[UInt8]], at index: Int) -> [[UInt8]] {
    guard let header = try? FrameHeader(decoding: frames[index]) else { return frames }
    var frames = frames
    frames[index + 1] += ReportBodies.unknownField
    frames[index] =
      FrameHeader(
        type: header.type, flags: header.flags.union(FrameFlags(rawValue: 0x40)),
        origin: header.origin, body: frames[index + 1]
      ).encoded
    return frames
  }

  private func unpack(_ letter: Letter, origin: Int) -> Letter? {
    do throws(ProtocolError) {
      switch letter {
      case .control, .live:
        return letter
      case .controlFrames(let frames):
        let (area, message) = try ControlMessage.decode(frames: frames)
        expect(area == ReportBodies.areas[origin], .area, "a message changed its origin to \(area)")
        return .control(message)
      case .liveFrames(let frames):
        let (area, message) = try LiveMessage.decode(frames: frames)
        expect(area == ReportBodies.areas[origin], .area, "a message changed its origin to \(area)")
        return .live(message)
      }
    } catch {
      violate(.truth, "what this side has written can't be read: \(error)")
      return nil
    }
  }
}
