internal import Reports
internal import SyncProtocol

extension World {
  /// What goes wrong in one tick.
  func causeFaults() {
    for node in nodes.indices where !nodes[node].isGone {
      report(at: node)
      harm(node: node)
      for city in cities.indices { harm(linkOf: node, city) }
    }
    for city in cities.indices { harm(city: city) }
    makeMistakes()
    operate()
  }

  /// Ends what would go on by itself. Machines that are down come back as they were about to.
  func mend() {
    if !isMended {
      isMended = true
      note("the faults stop")
      for node in nodes.indices {
        nodes[node].fullUntilMs = 0
        for city in cities.indices {
          links[node][city].upCutUntilMs = 0
          links[node][city].downCutUntilMs = 0
          links[node][city].refusedUntilMs = 0
        }
      }
      for city in cities.indices { cities[city].fullUntilMs = 0 }
    }
    operate()
  }

  // MARK: Machines

  private func report(at node: Int) {
    guard nodes[node].isUp, generator.strikes(faults.reportPerMille) else { return }
    let count =
      switch generator.number(0...19) {
      case 0: generator.number(60...150)
      case 1...3: generator.number(4...20)
      default: generator.number(1...3)
      }
    put(.write(faults.isHeavy ? min(count, 12) : count), at: node)
  }

  private func harm(node: Int) {
    if generator.strikes(faults.nodeCrashPerMille), nodes[node].isUp {
      crashNode(node)
      agenda.put(.nodeStarts(node), afterMs: generator.milliseconds(0...3_000))
    }
    if generator.strikes(faults.fullDiskPerMille) {
      nodes[node].fullUntilMs = nowMs + generator.milliseconds(100...4_000)
    }
    if generator.strikes(faults.compactionPerMille) {
      let journal = nodes[node].journal
      let last = Int(journal.head.sequence)
      let first = Int(journal.base.position.sequence)
      put(.compact(UInt64(generator.number(first...last))), at: node)
    }
    if generator.strikes(20) { nodes[node].backup = nodes[node].journal }
    if wallGenerator.strikes(faults.clockJumpPerMille) {
      nodes[node].clock.jump(byMs: wallGenerator.milliseconds(-100_000_000...100_000_000))
    }
    if generator.strikes(faults.nodeRestorePerMille) { restoreNode(node) }
  }

  private func harm(city: Int) {
    if generator.strikes(faults.cityCrashPerMille), cities[city].isUp {
      crashCity(city)
      agenda.put(.cityStarts(city), afterMs: generator.milliseconds(0...3_000))
    }
    if generator.strikes(faults.fullDiskPerMille) {
      cities[city].fullUntilMs = nowMs + generator.milliseconds(100...4_000)
    }
    if generator.strikes(20) { cities[city].backup = cities[city].stores }
    if generator.strikes(faults.cityRestorePerMille) { restoreCity(city) }
  }

  private func harm(linkOf node: Int, _ city: Int) {
    if generator.strikes(faults.clogPerMille) {
      links[node][city].cloggedUntilMs = nowMs + generator.milliseconds(500...3_000)
    }
    if generator.strikes(faults.cutPerMille) {
      cut(linkOf: node, city, forMs: generator.milliseconds(100...6_000))
    }
    if generator.strikes(faults.refusalPerMille) {
      links[node][city].refusedUntilMs = nowMs + generator.milliseconds(500...5_000)
      note("city \(city) refuses the key of node \(node)")
      if links[node][city].isUp { tell(.disconnected, node: node, city: city) }
      agenda.put(.linkComesUp(node, city), afterMs: generator.milliseconds(100...1_000))
    }
  }

  private func cut(linkOf node: Int, _ city: Int, forMs lengthMs: Int64) {
    let direction = generator.number(0...2)
    note("link of node \(node) and city \(city): cut \(["up", "down", "whole"][direction])")
    if direction != 1 { links[node][city].upCutUntilMs = nowMs + lengthMs }
    if direction != 0 { links[node][city].downCutUntilMs = nowMs + lengthMs }
    // A connection that is cut in one direction looks sound for long; a whole cut may be noticed.
    guard direction == 2, generator.chance(50), links[node][city].isUp else { return }
    links[node][city].isUp = false
    tell(.disconnected, node: node, city: city)
    agenda.put(.linkComesUp(node, city), afterMs: lengthMs)
  }

  // MARK: Backups

  /// The machine stops, an old journal is put in its place, and what was under way is long gone
  /// when it starts again.
  private func restoreNode(_ node: Int) {
    guard nodes[node].isUp, let backup = nodes[node].backup else { return }
    crashNode(node)
    nodes[node].journal = backup
    nodes[node].epoch += 1
    newBranch(of: node)
    forks.restoredNodes.insert(nodes[node].origin)
    note("node \(node) is restored to \(backup.head)")
    agenda.put(.nodeStarts(node), afterMs: generator.milliseconds(5_000...7_000))
  }

  private func restoreCity(_ city: Int) {
    guard cities[city].isUp, let backup = cities[city].backup else { return }
    let isSilent = generator.chance(40)
    crashCity(city, isSilent: isSilent)
    cities[city].stores = backup
    cities[city].epoch += 1
    forks.restored(city: city, quarantined: backup.map { $0.state.quarantine != nil })
    note("city \(city) is restored from a backup")
    agenda.put(
      .cityStarts(city),
      afterMs: isSilent ? generator.milliseconds(0...2_000) : generator.milliseconds(5_000...7_000))
  }

  /// From now on the machine writes what no other has written.
  func newBranch(of node: Int) {
    branchCount += 1
    nodes[node].branch = branchCount
  }

  // MARK: Mistakes of people

  private func makeMistakes() {
    guard nowMs == faults.lastMs / 3 / Self.tickMs * Self.tickMs else { return }
    if faults.hasClone { clone(generator.number(0...(nodes.count - 1))) }
    if faults.hasWipe { wipe(generator.number(0...(nodes.count - 1))) }
  }

  /// A second machine comes up with the same key and the same journal.
  private func clone(_ node: Int) {
    let original = nodes[node]
    var copy = NodeMachine(
      origin: original.origin, journal: original.backup ?? original.journal,
      clock: SimulatedClock(using: &generator, wallOffsetMs: wallOffsetMs))
    copy.speaksNewer = original.speaksNewer
    nodes.append(copy)
    links.append([Link](repeating: Link(), count: cities.count))
    flights.append([LiveFlight](repeating: LiveFlight(), count: cities.count))
    newBranch(of: nodes.count - 1)
    forks.cloned.insert(original.origin)
    note("node \(nodes.count - 1) comes up as a copy of node \(node)")
    startNode(nodes.count - 1)
    put(.write(2), at: nodes.count - 1)
    put(.write(2), at: node)
  }

  /// A machine takes the place of another, with its key and an empty journal.
  private func wipe(_ node: Int) {
    crashNode(node)
    nodes[node].journal = SimulatedJournal(
      area: nodes[node].area,
      start: .start(of: .random(using: &generator), origin: nodes[node].area))
    nodes[node].epoch += 1
    nodes[node].backup = nil
    newBranch(of: node)
    note("node \(node) has lost its journal")
    agenda.put(.nodeStarts(node), afterMs: generator.milliseconds(5_000...7_000))
  }

  /// The operators look at what is refused: they switch off a copy, then let the origin in again.
  private func operate() {
    guard faults.hasOperators else { return }
    for city in cities.indices where cities[city].isUp {
      for origin in cities[city].stores.indices {
        guard cities[city].inbox(of: origin)?.refusal != nil, generator.strikes(30) else {
          continue
        }
        for node in nodes.indices.dropFirst(origin + 1) where nodes[node].origin == origin {
          switchOff(node)
        }
        release(origin, at: city)
      }
    }
  }

  private func switchOff(_ node: Int) {
    guard !nodes[node].isGone else { return }
    note("node \(node) is switched off")
    crashNode(node)
    nodes[node].isGone = true
    nodes[node].epoch += 1
  }
}
