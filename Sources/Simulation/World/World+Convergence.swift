internal import Reports
internal import SyncProtocol

/// What must hold in the end.
extension World {
  /// How long after the end of all faults everything has to have arrived.
  var convergenceBoundMs: Int64 {
    let plainMs = Limits.helloMaximumMs + Limits.silenceMs + 5 * Limits.progressMs
    // What was refused or given up is tried again after a wait that has doubled meanwhile.
    let refusedMs = faults.refusalPerMille > 0 || hasDisputes ? 8 * Limits.refusedMs : 0
    // The machines' clocks are a thousandth off at most.
    return (plainMs + refusedMs) * 1_001 / 1_000 + Self.tickMs
  }

  private var hasDisputes: Bool {
    faults.hasClone || faults.hasWipe || faults.nodeRestorePerMille > 0
  }

  /// Whether every city has what the journals hold, and every node knows it.
  var isConverged: Bool {
    nodes.indices.allSatisfy { node in
      cities.indices.allSatisfy { isConverged(node: node, city: $0) }
    }
  }

  private func isConverged(node: Int, city: Int) -> Bool {
    let machine = nodes[node]
    guard !machine.isGone else { return true }
    guard machine.isUp, cities[city].isUp else { return false }
    let store = cities[city].stores[machine.origin]
    if isExempt(node: node, city: city) {
      return store.state.quarantine != nil || !isDisputed(node) || isNoticed(node, city: city)
    }
    let session = machine.sessions[city]
    return machine.underWay == nil && machine.work.isEmpty
      && (store.state.cursor == machine.journal.head
        || (store.state.cursor == nil && machine.journal.head.sequence == 0))
      && cities[city].inbox(of: machine.origin)?.lag == 0
      && session.phase == .live && session.acknowledged == machine.journal.head.sequence
  }

  /// Whether a city need not have what a node holds: the origin is in quarantine, is spoken for by
  /// two machines that do not say the same, or comes with a journal that nobody has vouched for.
  private func isExempt(node: Int, city: Int) -> Bool {
    let origin = nodes[node].origin
    let state = cities[city].stores[origin].state
    if state.quarantine != nil || isDisputed(node) { return true }
    guard let cursor = state.cursor, !faults.hasOperators else { return false }
    let journal = nodes[node].journal
    return cursor.logID != journal.head.logID && !journal.formerLogs.contains(cursor.logID)
      && mayRefuse(city: city, origin: origin)
  }

  /// Whether another machine speaks for the same origin and neither journal goes on from the other.
  private func isDisputed(_ node: Int) -> Bool {
    nodes.indices.contains { other in
      other != node && nodes[other].origin == nodes[node].origin && !nodes[other].isGone
        && !nodes[node].isGone && !holds(node, nodes[other].journal.head)
        && !holds(other, nodes[node].journal.head)
    }
  }

  /// Whether one of the machines that speak for the same origin has given up at a city, since it
  /// found there a log that it has never kept: nobody believes that all is well, though no two
  /// entries contradict each other.
  private func isNoticed(_ node: Int, city: Int) -> Bool {
    nodes.contains { other in
      guard other.origin == nodes[node].origin, other.isUp else { return false }
      guard case .failed(let error) = other.sessions[city].phase else { return false }
      return error.code == .logMismatch
    }
  }

  private func holds(_ node: Int, _ position: Position) -> Bool {
    nodes[node].journal.position(at: position.sequence) == position
  }

  /// What keeps the world from having converged, in words.
  var whatIsMissing: String {
    for node in nodes.indices {
      for city in cities.indices where !isConverged(node: node, city: city) {
        let machine = nodes[node]
        let store = cities[city].stores[machine.origin]
        let phase = machine.isUp ? "\(machine.sessions[city].phase)" : "down"
        return
          "city \(city) has \(place(store.state.cursor)) of node \(node), whose journal ends at"
          + " \(machine.journal.head); the session is \(phase), quarantine:"
          + " \(store.state.quarantine.map(String.init(describing:)) ?? "none")"
      }
    }
    return "nothing is missing"
  }

  /// The datasets of all cities, area by area, are the folds of the journals that they follow, also
  /// where an origin is in quarantine.
  func checkDatasets() {
    for city in cities.indices {
      for origin in cities[city].stores.indices { checkDataset(city: city, origin: origin) }
    }
  }

  /// Holds one area's part of a city's dataset against the journal that its cursor is a place of.
  func checkDataset(city: Int, origin: Int) {
    let store = cities[city].stores[origin]
    guard let cursor = store.state.cursor,
      let node = nodes.indices.first(where: {
        nodes[$0].origin == origin && holds($0, cursor)
      })
    else { return }
    var merged = Dataset()
    store.fold(into: &merged)
    let rows = nodes[node].journal.fold(through: cursor.sequence).allRows
    expect(
      merged.allRows == rows, .fold,
      "city \(city) has \(merged.count) rows of \(ReportBodies.areas[origin]) at \(cursor),"
        + " the journal comes to \(rows.count), or they differ")
  }
}
