import Reports

@testable import SyncProtocol

/// Nodes and a city, joined by a network that a seed makes lose, double, delay and reorder.
///
/// Time stands still while something happens, and goes on in steps of 10 ms; ticks come each 100 ms.
struct Simulation {
  /// How a run ended.
  struct Outcome {
    /// The first broken promise; nil where all were kept.
    let violation: String?
    /// How long after the end of the faults all was merged and acknowledged; nil where it never was.
    let convergedAfterMs: Int64?
    /// How many entries were sent again.
    let replayedCount: Int
    /// How many entries all nodes have committed.
    let entryCount: Int
    /// How many crashes, cuts and failed commits there were.
    let faultCount: Int
  }

  private enum Happening {
    case arrivesAtCity(OriginInbox.Event, from: Int)
    case arrivesAtNode(ControlMessage, Int)
    case entriesRead([JournalEntry], Int, life: Int)
    case commitEnds(life: Int)
    case nodeStarts(Int)
    case cityStarts
    case linkIsUp(Int)
  }

  static let stepMs: Int64 = 10
  static let tickMs: Int64 = 100
  static let faultsEndMs: Int64 = 15_000
  /// The longest wait for HELLO, then silence once, then a few rounds of replay.
  static let convergenceMs =
    Limits.helloMaximumMs + Limits.silenceMs + 5 * Limits.progressMs

  /// Long enough for bursts beyond every buffer; built once, since hashing takes most of the time.
  private static let chains = [zhenlai, taobei, area(220_822)].map { origin in
    Chain(
      origin,
      bodies: (0..<400).map { number in
        number % 17 == 5
          ? [0xFF] : delta(of: origin, puts: [observation(value: FixedDecimal(number))]).encoded
      })
  }

  private var generator: SeededGenerator
  private let faults: Faults
  private let goesOverTheWire: Bool
  private var nowMs: Int64 = 0
  private var calendar: [Int64: [Happening]] = [:]
  private var nodes: [SimulatedNode]
  private var city: SimulatedCity
  private var faultCount = 0
  private var replayedCount = 0

  /// Makes a world; where it goes over the wire each message is written to bytes and read again.
  init(scenario: Scenario, seed: UInt64, goesOverTheWire: Bool) {
    var generator = SeededGenerator(seed: seed)
    faults = scenario.faults(using: &generator)
    let chains = Array(Self.chains.prefix(generator.number(1...3)))
    nodes = chains.map(SimulatedNode.init)
    city = SimulatedCity(chains: chains)
    self.generator = generator
    self.goesOverTheWire = goesOverTheWire
  }

  mutating func run() -> Outcome {
    city.start(nowMs: nowMs)
    for index in nodes.indices {
      nodes[index].start(nowMs: nowMs)
      schedule(.linkIsUp(index), afterMs: Int64(generator.number(0...500)))
    }
    var convergedAfterMs: Int64?
    while nowMs < Self.faultsEndMs + Self.convergenceMs, city.violation == nil {
      for happening in calendar.removeValue(forKey: nowMs) ?? [] { happen(happening) }
      if city.isUp, city.beginCommit() {
        schedule(.commitEnds(life: city.life), afterMs: Int64(generator.number(0...200)))
      }
      if nowMs.isMultiple(of: Self.tickMs) {
        if hasFaults { causeFaults() }
        tick()
        if !hasFaults, isConverged {
          convergedAfterMs = nowMs - Self.faultsEndMs
          break
        }
      }
      nowMs += Self.stepMs
    }
    return Outcome(
      violation: city.violation, convergedAfterMs: convergedAfterMs, replayedCount: replayedCount,
      entryCount: nodes.reduce(0) { $0 + $1.head }, faultCount: faultCount)
  }

  private var hasFaults: Bool { nowMs < Self.faultsEndMs }

  private var isConverged: Bool {
    city.isUp
      && nodes.indices.allSatisfy { index in
        let node = nodes[index]
        return city.durable[index] == node.head && city.inboxes[index].lag == 0
          && node.session?.phase == .live && node.session?.acknowledged == UInt64(node.head)
      }
  }

  // MARK: Faults

  private mutating func causeFaults() {
    for index in nodes.indices where nodes[index].session != nil {
      if generator.chance(3) { commit(generator.number(1...100), at: index) }
      if strikes(faults.nodeCrashPerMille) {
        nodes[index].crash()
        schedule(.nodeStarts(index), afterMs: Int64(generator.number(0...3_000)))
      }
      if strikes(faults.linkCutPerMille) {
        let lengthMs = Int64(generator.number(100...4_000))
        nodes[index].linkCutUntilMs = nowMs + lengthMs
        handle(.disconnected, at: index)
        schedule(.linkIsUp(index), afterMs: lengthMs)
      }
    }
    if city.isUp, strikes(faults.cityCrashPerMille) {
      city.crash(commitCameThrough: generator.chance(50))
      for index in nodes.indices { handle(.disconnected, at: index) }
      schedule(.cityStarts, afterMs: Int64(generator.number(0...3_000)))
    }
  }

  private mutating func strikes(_ perMille: Int) -> Bool {
    guard generator.number(0...999) < perMille else { return false }
    faultCount += 1
    return true
  }

  /// Commits entries; the node may die before it publishes them.
  private mutating func commit(_ count: Int, at index: Int) {
    let entries = nodes[index].commit(count)
    if strikes(10 * faults.nodeCrashPerMille) {
      nodes[index].crash()
      schedule(.nodeStarts(index), afterMs: Int64(generator.number(0...3_000)))
    } else {
      handle(.committed(entries), at: index)
    }
  }

  // MARK: What happens

  private mutating func schedule(_ happening: Happening, afterMs delayMs: Int64) {
    let steps = max(1, (delayMs + Self.stepMs - 1) / Self.stepMs)
    calendar[nowMs + steps * Self.stepMs, default: []].append(happening)
  }

  private mutating func happen(_ happening: Happening) {
    switch happening {
    case .arrivesAtCity(let event, let index):
      guard nowMs >= nodes[index].linkCutUntilMs else { return }
      handleAtCity(event, of: index)
    case .arrivesAtNode(let message, let index):
      guard nowMs >= nodes[index].linkCutUntilMs else { return }
      handle(.received(message), at: index)
    case .entriesRead(let entries, let index, let life):
      guard life == nodes[index].life else { return }
      handle(.entriesRead(entries), at: index)
    case .commitEnds(let life):
      guard life == city.life else { return }
      let failed = hasFaults && generator.chance(faults.commitFailurePercent)
      faultCount += failed ? 1 : 0
      for (node, event) in city.endCommit(failed: failed) { handleAtCity(event, of: node) }
    case .nodeStarts(let index):
      guard nodes[index].session == nil else { return }
      nodes[index].start(nowMs: nowMs)
      if generator.chance(80) { schedule(.linkIsUp(index), afterMs: 50) }
    case .cityStarts:
      guard !city.isUp else { return }
      city.start(nowMs: nowMs)
      for index in nodes.indices {
        schedule(.linkIsUp(index), afterMs: Int64(generator.number(0...1_000)))
      }
    case .linkIsUp(let index):
      if city.isUp { handle(.connected, at: index) }
    }
  }

  private mutating func tick() {
    for index in nodes.indices {
      handle(.tick, at: index)
      handleAtCity(.tick, of: index)
    }
  }

  private mutating func handle(_ event: NodeSession.Event, at index: Int) {
    for action in nodes[index].handle(event, nowMs: nowMs) {
      switch action {
      case .send(let message): send(message, from: index)
      case .publish(let message): publish(message, from: index)
      case .readEntries(let range): read(range, at: index)
      case .reconnect: city.violate("node \(index) reconnects, though its key was never refused")
      }
    }
    guard let session = nodes[index].session else { return }
    if session.head.sequence != UInt64(nodes[index].head) {
      city.violate("node \(index): the session's head is not the journal's")
    }
    if let acknowledged = session.acknowledged, acknowledged > UInt64(city.durable[index]) {
      city.violate("node \(index): \(acknowledged) acknowledged, \(city.durable[index]) durable")
    }
    if case .failed(let error) = session.phase { city.violate("node \(index) failed: \(error)") }
  }

  private mutating func handleAtCity(_ event: OriginInbox.Event, of index: Int) {
    for message in city.handle(event, of: index, nowMs: nowMs) {
      transport(loss: faults.controlLossPercent) { simulation in
        .arrivesAtNode(simulation.overTheWire(message, of: index), index)
      }
    }
  }

  private mutating func read(_ range: ClosedRange<UInt64>, at index: Int) {
    // A journal hands over fewer than asked for where the bytes end sooner.
    let count = generator.chance(20) ? generator.number(1...range.count) : range.count
    let first = Int(range.lowerBound)
    let entries = nodes[index].chain[first...(first + count - 1)]
    schedule(
      .entriesRead(entries, index, life: nodes[index].life),
      afterMs: Int64(generator.number(0...50)))
  }

  // MARK: The network

  private mutating func send(_ message: ControlMessage, from index: Int) {
    if case .replay(let replay) = message { replayedCount += replay.entries.count }
    transport(loss: faults.controlLossPercent) { simulation in
      .arrivesAtCity(.received(simulation.overTheWire(message, of: index)), from: index)
    }
  }

  private mutating func publish(_ message: LiveMessage, from index: Int) {
    guard !faults.isLiveDead else { return }
    transport(loss: faults.liveLossPercent) { simulation in
      .arrivesAtCity(.live(simulation.overTheWire(message, of: index)), from: index)
    }
  }

  private mutating func transport(
    loss lossPercent: Int, _ happening: (inout Simulation) -> Happening
  ) {
    guard !hasFaults || !generator.chance(lossPercent) else { return }
    let copies = hasFaults && generator.chance(faults.duplicatePercent) ? 2 : 1
    for _ in 0..<copies {
      let delayMs = hasFaults ? generator.number(0...faults.maximumDelayMs) : 10
      schedule(happening(&self), afterMs: Int64(delayMs))
    }
  }

  private mutating func overTheWire(_ message: ControlMessage, of index: Int) -> ControlMessage {
    guard goesOverTheWire else { return message }
    do {
      return try ControlMessage.decode(
        frames: message.frames(origin: nodes[index].chain.origin)
      ).message
    } catch {
      city.violate("a message can't be read again: \(error)")
      return message
    }
  }

  private mutating func overTheWire(_ message: LiveMessage, of index: Int) -> LiveMessage {
    guard goesOverTheWire else { return message }
    do {
      return try LiveMessage.decode(frames: message.frames(origin: nodes[index].chain.origin))
        .message
    } catch {
      city.violate("a message can't be read again: \(error)")
      return message
    }
  }
}
