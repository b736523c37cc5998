internal import Reports
internal import SyncProtocol

/// Nodes and cities on simulated machines, joined by a simulated network; all chance comes from one
/// seed. The state machines in it are those that run in production.
final class World {
  /// What is going to happen.
  enum Happening {
    case arrivesAtCity(Int, Letter, from: Route, epoch: Int)
    case arrivesAtNode(Int, Letter, from: Int, life: Int, epoch: Int)
    case workEnds(at: Int, life: Int)
    case entriesRead([JournalEntry], at: Int, for: Int, life: Int)
    case chunkRead(SnapshotChunk?, of: Snapshot, at: Int, for: Int, life: Int)
    case commitEnds(at: Int, life: Int)
    case nodeStarts(Int)
    case cityStarts(Int)
    case linkComesUp(Int, Int)
    case linkGoesDown(Int, Int)
  }

  /// How often the state machines are told that time has passed.
  static let tickMs: Int64 = 100

  let seed: UInt64
  let scenario: Scenario
  let defect: Defect?
  let faults: Faults
  /// Whether messages are written to bytes and read again.
  let goesOverTheWire: Bool
  /// How far the wall clocks are set wrong; nothing may depend on it.
  let wallOffsetMs: Int64
  let prepared: [PreparedLog]

  var generator: SeededGenerator
  /// Chance that only says how wrong wall clocks are.
  var wallGenerator: SeededGenerator
  var agenda = Agenda<Happening>()
  var nodes: [NodeMachine] = []
  var cities: [CityMachine] = []
  /// By node and city.
  var links: [[Link]] = []
  var outcome = Outcome()
  var forks = ForkWatch()
  /// By node and city: what the node has in flight on LIVE, counted apart from the session.
  var flights: [[LiveFlight]] = []
  var branchCount = 0
  var isMended = false
  let isTracing: Bool

  init(
    seed: UInt64, scenario: Scenario, defect: Defect? = nil, isTracing: Bool = false,
    wallOffsetMs: Int64 = 0
  ) {
    self.seed = seed
    self.scenario = scenario
    self.defect = defect
    self.isTracing = isTracing
    self.wallOffsetMs = wallOffsetMs
    var generator = SeededGenerator(seed: seed)
    let faults = scenario.faults(using: &generator)
    self.faults = faults
    goesOverTheWire = scenario == .upgrades || generator.chance(10)
    prepared =
      faults.isHeavy
      ? PreparedLog.heavy : wallOffsetMs == 0 ? PreparedLog.light : PreparedLog.lightByOtherClocks
    wallGenerator = SeededGenerator(seed: seed &+ UInt64(bitPattern: wallOffsetMs))
    let nodeCount = max(faults.minimumNodes, generator.pick([1, 1, 1, 2, 2, 3, 5]))
    let cityCount = faults.minimumNodes > 5 ? 1 : generator.pick([1, 1, 1, 2, 2, 3])
    for _ in 0..<cityCount {
      cities.append(
        CityMachine(
          origins: nodeCount, incarnation: .random(using: &generator),
          clock: SimulatedClock(using: &generator, wallOffsetMs: wallOffsetMs)))
    }
    for origin in 0..<nodeCount {
      nodes.append(
        NodeMachine(
          origin: origin,
          journal: SimulatedJournal(
            area: ReportBodies.areas[origin], start: prepared[origin].start),
          clock: SimulatedClock(using: &generator, wallOffsetMs: wallOffsetMs)))
      links.append([Link](repeating: Link(), count: cityCount))
      flights.append([LiveFlight](repeating: LiveFlight(), count: cityCount))
    }
    self.generator = generator
  }

  var nowMs: Int64 { agenda.nowMs }
  var hasFaults: Bool { nowMs < faults.lastMs }

  /// Plays the world to its end: until a promise is broken, all has arrived, or the bound is over.
  func run() -> Outcome {
    begin()
    let endMs = faults.lastMs + convergenceBoundMs
    while outcome.violation == nil {
      for happening in agenda.advance() where outcome.violation == nil { happen(happening) }
      for city in cities.indices where cities[city].isUp { beginCommit(at: city) }
      guard nowMs.isMultiple(of: Self.tickMs) else { continue }
      if hasFaults { causeFaults() } else { mend() }
      tick()
      guard !hasFaults else { continue }
      if isConverged {
        outcome.convergedAfterMs = nowMs - faults.lastMs
        break
      }
      if nowMs >= endMs {
        violate(.convergence, "\(convergenceBoundMs) ms after the faults \(whatIsMissing)")
      }
    }
    if outcome.violation == nil { checkDatasets() }
    return outcome
  }

  private func begin() {
    note("\(nodes.count) nodes, \(cities.count) cities")
    for city in cities.indices {
      if faults.citiesStartMs == 0 {
        startCity(city)
      } else {
        agenda.put(.cityStarts(city), afterMs: faults.citiesStartMs)
      }
    }
    for node in nodes.indices { startNode(node) }
  }

  private func tick() {
    for node in nodes.indices where nodes[node].isUp {
      for city in cities.indices { tell(.tick, node: node, city: city) }
    }
    for city in cities.indices where cities[city].isUp {
      for origin in cities[city].stores.indices { tell(.tick, city: city, origin: origin) }
    }
  }

  private func happen(_ happening: Happening) {
    switch happening {
    case .arrivesAtCity(let city, let letter, let route, let epoch):
      arrive(letter, at: city, from: route, epoch: epoch)
    case .arrivesAtNode(let node, let letter, let city, let life, let epoch):
      arrive(letter, atNode: node, from: city, life: life, epoch: epoch)
    case .workEnds(let node, let life):
      if life == nodes[node].life { endWork(at: node) }
    case .entriesRead(let entries, let node, let city, let life):
      if life == nodes[node].life { tell(.entriesRead(entries), node: node, city: city) }
    case .chunkRead(let chunk, let snapshot, let node, let city, let life):
      guard life == nodes[node].life else { return }
      tell(.chunkRead(chunk, of: snapshot), node: node, city: city)
    case .commitEnds(let city, let life):
      if life == cities[city].life { endCommit(at: city) }
    case .nodeStarts(let node):
      if !nodes[node].isUp { startNode(node) }
    case .cityStarts(let city):
      if !cities[city].isUp { startCity(city) }
    case .linkComesUp(let node, let city):
      linkComesUp(node: node, city: city)
    case .linkGoesDown(let node, let city):
      tell(.disconnected, node: node, city: city)
    }
  }

  // MARK: What is seen

  /// Notes a line of the trace.
  func note(_ text: @autoclosure () -> String) {
    guard isTracing else { return }
    let time = String(nowMs)
    outcome.trace.append(
      String(repeating: " ", count: max(0, 6 - time.count)) + time + "  " + text())
  }

  /// Holds the world against a promise.
  func expect(
    _ isKept: Bool, _ invariant: Invariant, _ message: @autoclosure () -> String
  ) {
    if !isKept { violate(invariant, message()) }
  }

  /// Notes that a promise was broken; only the first counts.
  func violate(_ invariant: Invariant, _ message: String) {
    guard outcome.violation == nil else { return }
    let violation = Violation(invariant: invariant, message: message, atMs: nowMs)
    outcome.violation = violation
    note("VIOLATION \(violation)")
  }
}
