internal import Reports
internal import SyncProtocol

extension World {
  // MARK: Life

  func startNode(_ node: Int) {
    guard !nodes[node].isGone else { return }
    if generator.chance(faults.upgradePercent) { nodes[node].speaksNewer.toggle() }
    let machine = nodes[node]
    nodes[node].clock = SimulatedClock(
      using: &generator, wallOffsetMs: wallGenerator.milliseconds(-1_000...1_000) + wallOffsetMs)
    let clockMs = nodes[node].clock.monotonicMs(at: nowMs)
    let state = machine.journal.state
    let journal =
      defect == .forgetsFormerLogs ? JournalState(head: state.head, base: state.base) : state
    nodes[node].sessions = cities.indices.map { _ in
      NodeSession(
        origin: machine.area, journal: journal,
        versions: machine.speaksNewer ? 1...3 : ProtocolVersion.supported,
        features: machine.speaksNewer ? ["zstd", "federation"] : [], software: "simulated",
        jitterSeed: generator.next(), nowMs: clockMs)
    }
    note("node \(node) starts at \(machine.journal.head)\(machine.speaksNewer ? ", newer" : "")")
    for city in cities.indices {
      links[node][city].isUp = false
      links[node][city].isShut = false
      guard cities[city].isUp else { continue }
      // What is up may also be noticed late, or only by an answer.
      if generator.chance(80) {
        agenda.put(.linkComesUp(node, city), afterMs: generator.milliseconds(0...2_000))
      }
    }
  }

  func crashNode(_ node: Int) {
    guard nodes[node].isUp else { return }
    outcome.counts.crashes += 1
    if let change = nodes[node].underWay, generator.chance(50) { apply(change, at: node) }
    nodes[node].underWay = nil
    nodes[node].work = []
    nodes[node].sessions = []
    nodes[node].life += 1
    note("node \(node) crashes; \(nodes[node].journal.head) is durable")
  }

  // MARK: The disk

  func put(_ work: NodeMachine.Work, at node: Int) {
    // An office that waits for its disk does not report on and on.
    guard nodes[node].isUp, nodes[node].work.count < 4 else { return }
    nodes[node].work.append(work)
    beginWork(at: node)
  }

  private func beginWork(at node: Int) {
    while nodes[node].underWay == nil, !nodes[node].work.isEmpty {
      guard let change = change(for: nodes[node].work.removeFirst(), at: node) else { continue }
      nodes[node].underWay = change
      if defect == .publishesBeforeCommit, case .append(let records) = change {
        tellSessions(of: node, .committed(records.map(\.entry)))
      }
      agenda.put(
        .workEnds(at: node, life: nodes[node].life), afterMs: generator.milliseconds(0...50))
    }
  }

  private func change(
    for work: NodeMachine.Work, at node: Int
  ) -> SimulatedJournal.Change? {
    let machine = nodes[node]
    switch work {
    case .write(let count):
      return .append(
        machine.records(count, prepared: prepared[machine.origin], atMs: nowMs))
    case .compact(let sequence):
      return sequence > machine.journal.base.position.sequence ? .compact(through: sequence) : nil
    case .open(let leaving, let superseding):
      guard machine.journal.head.logID == leaving else { return nil }
      let logID = defect == .reusesLogID ? leaving : LogID.random(using: &generator)
      return .open(logID, leaving: leaving, superseding: superseding)
    }
  }

  func endWork(at node: Int) {
    guard let change = nodes[node].underWay else { return }
    nodes[node].underWay = nil
    let fails =
      nowMs < nodes[node].fullUntilMs || (hasFaults && generator.chance(faults.failurePercent))
    if fails {
      outcome.counts.failedCommits += 1
      note("node \(node) can't commit: its disk is full")
    } else {
      apply(change, at: node)
      switch change {
      case .append(let records):
        if defect != .publishesBeforeCommit {
          tellSessions(of: node, .committed(records.map(\.entry)))
        }
      case .compact:
        tellSessions(of: node, .compacted(nodes[node].journal.base.snapshot))
      case .open:
        tellSessions(of: node, .logOpened(nodes[node].journal.state))
      }
    }
    beginWork(at: node)
  }

  private func apply(_ change: SimulatedJournal.Change, at node: Int) {
    nodes[node].journal.apply(change)
    switch change {
    case .append(let records):
      outcome.counts.entries += records.count
      note("node \(node) has committed \(records.count), head \(nodes[node].journal.head)")
    case .compact:
      note("node \(node) is compacted, base \(nodes[node].journal.base.position)")
    case .open:
      outcome.counts.resets += 1
      newBranch(of: node)
      let base = nodes[node].journal.base.snapshot
      if base.chunkCount > 0 { forks.logsWithBase.insert(base.position.logID) }
      note("node \(node) goes on in log \(nodes[node].journal.head)")
    }
  }

  // MARK: Sessions

  private func tellSessions(of node: Int, _ event: NodeSession.Event) {
    for city in cities.indices { tell(event, node: node, city: city) }
  }

  /// Lets a session take an event, and carries out what it wants.
  func tell(_ event: NodeSession.Event, node: Int, city: Int) {
    guard nodes[node].isUp, outcome.violation == nil,
      let event = altered(event, node: node, city: city)
    else { return }
    outcome.counts.steps += 1
    let clockMs = nodes[node].clock.monotonicMs(at: nowMs)
    let actions = nodes[node].sessions[city].handle(event, nowMs: clockMs)
    for action in altered(actions, after: event, node: node, city: city) {
      perform(action, node: node, city: city)
    }
    checkSession(node: node, city: city)
  }

  private func perform(_ action: NodeSession.Action, node: Int, city: Int) {
    let life = nodes[node].life
    switch action {
    case .send(let message):
      checkSent(message, node: node)
      if case .replay(let replay) = message {
        outcome.counts.replayedEntries += replay.entries.count
      }
      send(.control(message), node: node, to: city)
    case .publish(let message):
      checkPublished(message, node: node, city: city)
      send(.live(message), node: node, to: city)
    case .readEntries(let range):
      let whole = nodes[node].journal.entries(in: range)
      // A journal hands over fewer than asked for where the bytes end sooner.
      let count = generator.chance(20) && whole.count > 1 ? generator.number(1...whole.count) : 0
      agenda.put(
        .entriesRead(
          count == 0 ? whole : Array(whole.prefix(count)), at: node, for: city, life: life),
        afterMs: generator.milliseconds(0...50))
    case .readChunk(let snapshot, let index):
      let base = nodes[node].journal.base
      let chunk = base.snapshot == snapshot ? base.chunks[index] : nil
      agenda.put(
        .chunkRead(chunk, of: snapshot, at: node, for: city, life: life),
        afterMs: generator.milliseconds(0...50))
    case .openLog(let leaving, let superseding, let reason):
      note("node \(node) wants another log for city \(city): \(reason)")
      put(.open(leaving: leaving, superseding: superseding), at: node)
    case .reconnect:
      expect(
        links[node][city].isShut, .truth, "node \(node) connects anew without having been refused")
      links[node][city].isShut = false
      agenda.put(.linkComesUp(node, city), afterMs: 100)
    }
  }
}
