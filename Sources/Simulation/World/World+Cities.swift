internal import Reports
internal import SyncProtocol

extension World {
  // MARK: Life

  func startCity(_ city: Int) {
    if generator.chance(faults.upgradePercent) { cities[city].speaksNewer.toggle() }
    let isNewer = cities[city].speaksNewer
    cities[city].clock = SimulatedClock(
      using: &generator, wallOffsetMs: wallGenerator.milliseconds(-1_000...1_000) + wallOffsetMs)
    var origins: [AreaCode: OriginState] = [:]
    for origin in cities[city].stores.indices {
      var state = cities[city].stores[origin].state
      if defect == .forgetsQuarantine { state.quarantine = nil }
      origins[ReportBodies.areas[origin]] = state
    }
    cities[city].reception = Reception(
      origins: origins, incarnation: cities[city].incarnation,
      versions: isNewer ? 1...2 : ProtocolVersion.supported,
      features: isNewer ? ["federation", "mirrors"] : [],
      nowMs: cities[city].clock.monotonicMs(at: nowMs))
    note("city \(city) starts\(isNewer ? ", newer" : "")")
    for origin in cities[city].stores.indices { checkDataset(city: city, origin: origin) }
    for node in nodes.indices where nodes[node].isUp && generator.chance(80) {
      agenda.put(.linkComesUp(node, city), afterMs: generator.milliseconds(0...1_000))
    }
  }

  /// Stops a city; where that is silent no node notices, as behind a machine that passes
  /// connections on.
  func crashCity(_ city: Int, isSilent: Bool = false) {
    guard cities[city].isUp else { return }
    outcome.counts.crashes += 1
    if let batch = cities[city].committing, generator.chance(50) { _ = write(batch, at: city) }
    cities[city].reception = nil
    cities[city].pending = []
    cities[city].committing = nil
    cities[city].routes = cities[city].routes.map { _ in nil }
    cities[city].life += 1
    note("city \(city) crashes\(isSilent ? " silently" : "")")
    guard !isSilent else { return }
    for node in nodes.indices where nodes[node].isUp && links[node][city].isUp {
      links[node][city].isUp = false
      agenda.put(.linkGoesDown(node, city), afterMs: generator.milliseconds(0...200))
    }
  }

  func linkComesUp(node: Int, city: Int) {
    guard nodes[node].isUp, cities[city].isUp, !links[node][city].isShut else { return }
    if nowMs < links[node][city].refusedUntilMs {
      links[node][city].isUp = false
      links[node][city].isShut = true
      return tell(.keyRefused, node: node, city: city)
    }
    links[node][city].isUp = true
    tell(.connected, node: node, city: city)
  }

  // MARK: The store

  func beginCommit(at city: Int) {
    guard cities[city].committing == nil, !cities[city].pending.isEmpty else { return }
    cities[city].committing = cities[city].pending
    cities[city].pending = []
    agenda.put(
      .commitEnds(at: city, life: cities[city].life), afterMs: generator.milliseconds(0...150))
  }

  func endCommit(at city: Int) {
    guard let batch = cities[city].committing else { return }
    cities[city].committing = nil
    let fails =
      nowMs < cities[city].fullUntilMs || (hasFaults && generator.chance(faults.failurePercent))
    guard !fails || defect == .ignoresFailedCommit else { return failCommit(of: batch, at: city) }
    let events = fails ? eventsAfter(batch) : write(batch, at: city)
    for (origin, event) in events { tell(event, city: city, origin: origin) }
  }

  private func failCommit(
    of batch: [(origin: Int, operation: CityMachine.Operation)], at city: Int
  ) {
    outcome.counts.failedCommits += 1
    note("city \(city) can't commit: its disk is full")
    var events: [(Int, OriginInbox.Event)] = []
    var quarantines: [(Int, CityMachine.Operation)] = []
    for (origin, operation) in batch {
      switch operation {
      case .merge, .install:
        guard !events.contains(where: { $0.0 == origin && $0.1 == .commitFailed }) else { continue }
        events.append((origin, .commitFailed))
        // What was handed out after a failed batch can't be committed without it.
        cities[city].pending.removeAll { $0.origin == origin && $0.operation.isMerge }
      case .stage:
        events.append((origin, .stageFailed))
      case .quarantine:
        quarantines.append((origin, operation))
      }
    }
    cities[city].pending.insert(contentsOf: quarantines, at: 0)
    for (origin, event) in events { tell(event, city: city, origin: origin) }
  }

  /// Makes a transaction durable, with every promise of the store held against it.
  ///
  /// - Returns: What the inboxes are to be told.
  private func write(
    _ batch: [(origin: Int, operation: CityMachine.Operation)], at city: Int
  ) -> [(Int, OriginInbox.Event)] {
    for (origin, operation) in altered(batch) {
      checkOperation(operation, city: city, origin: origin)
      let area = ReportBodies.areas[origin]
      switch operation {
      case .merge(let merge):
        cities[city].stores[origin].append(merge, origin: area)
      case .stage(let snapshot, let chunk):
        cities[city].stores[origin].stage(chunk, of: snapshot)
      case .install(let snapshot):
        let before = cities[city].stores[origin].state.cursor
        cities[city].stores[origin].install(snapshot, origin: area)
        if defect == .installsWithoutCursor, let before {
          cities[city].stores[origin].moveCursor(to: before)
        }
        outcome.counts.snapshots += 1
        note("city \(city) has installed \(area) at \(snapshot.position)")
        checkInstalled(snapshot, city: city, origin: origin)
      case .quarantine(let error, let evidence):
        outcome.counts.quarantines += 1
        cities[city].stores[origin].quarantine(error, evidence: evidence)
        note("city \(city) has put \(area) into quarantine: \(error)")
        checkQuarantine(city: city, origin: origin)
      }
    }
    let events = eventsAfter(batch)
    for (origin, _) in events { checkStore(city: city, origin: origin) }
    return events
  }

  private func eventsAfter(
    _ batch: [(origin: Int, operation: CityMachine.Operation)]
  ) -> [(Int, OriginInbox.Event)] {
    var events: [(Int, OriginInbox.Event)] = []
    var lastMerges: [Int: Position] = [:]
    for (origin, operation) in batch {
      switch operation {
      case .merge(let merge): lastMerges[origin] = merge.entry.position
      case .install(let snapshot): events.append((origin, .committed(snapshot.position)))
      case .stage(let snapshot, let chunk):
        events.append((origin, .staged(snapshot, index: chunk.index)))
      case .quarantine: break
      }
    }
    return lastMerges.sorted { $0.key < $1.key }.map { ($0.key, .committed($0.value)) } + events
  }

  /// The operator of a city lets an origin in again, whatever journal it has.
  func release(_ origin: Int, at city: Int) {
    let store = cities[city].stores[origin]
    guard cities[city].isUp, let inbox = cities[city].inbox(of: origin), inbox.refusal != nil,
      !cities[city].pending.contains(where: { $0.origin == origin }),
      cities[city].committing?.contains(where: { $0.origin == origin }) != true
    else { return }
    note("the operator of city \(city) releases \(ReportBodies.areas[origin])")
    cities[city].stores[origin].release()
    if store.state.quarantine != nil { forks.released(city: city, origin: origin) }
    tell(.released, city: city, origin: origin)
  }

  // MARK: Inboxes

  /// Lets an inbox take an event, and carries out what it wants.
  func tell(_ event: OriginInbox.Event, city: Int, origin: Int) {
    guard cities[city].isUp, outcome.violation == nil,
      let event = altered(event, city: city, origin: origin)
    else { return }
    outcome.counts.steps += 1
    let clockMs = cities[city].clock.monotonicMs(at: nowMs)
    let area = ReportBodies.areas[origin]
    let actions = cities[city].reception?.handle(event, of: area, nowMs: clockMs) ?? []
    let performed = altered(actions, after: event, city: city, origin: origin)
    checkAnswers(performed, to: event, city: city, origin: origin)
    for action in performed { perform(action, city: city, origin: origin) }
    checkInbox(after: event, city: city, origin: origin)
  }

  private func perform(_ action: OriginInbox.Action, city: Int, origin: Int) {
    switch action {
    case .send(let message):
      checkSent(message, city: city, origin: origin)
      send(message, city: city, to: origin)
    case .merge(let merges):
      for merge in merges { cities[city].pending.append((origin, .merge(merge))) }
    case .stage(let snapshot, let chunk):
      cities[city].pending.append((origin, .stage(snapshot, chunk)))
    case .install(let snapshot):
      cities[city].pending.append((origin, .install(snapshot)))
    case .quarantine(let error, let evidence):
      cities[city].pending.append((origin, .quarantine(error, evidence)))
    }
  }
}

extension CityMachine.Operation {
  fileprivate var isMerge: Bool {
    switch self {
    case .merge, .install: true
    case .stage, .quarantine: false
    }
  }
}
