import Reports

@testable import SyncProtocol

/// A city whose store survives crashes and whose inboxes do not.
struct SimulatedCity {
  struct Batch {
    var merges: [(node: Int, entry: JournalEntry)] = []
  }

  let chains: [Chain]
  /// How many entries of each chain are in the store.
  private(set) var durable: [Int]
  private(set) var inboxes: [OriginInbox] = []
  private(set) var isUp = false
  private(set) var life = 0
  /// What waits for the commit that runs to end.
  private(set) var pending = Batch()
  private(set) var committing: Batch?
  /// How far each chain has been handed out.
  private var handedOut: [Int]
  /// The first broken promise, in words.
  private(set) var violation: String?

  init(chains: [Chain]) {
    self.chains = chains
    durable = chains.map { _ in 0 }
    handedOut = durable
  }

  mutating func start(nowMs: Int64) {
    isUp = true
    handedOut = durable
    inboxes = chains.indices.map { index in
      OriginInbox(
        origin: chains[index].origin,
        cursor: durable[index] == 0 ? nil : chains[index].position(durable[index]),
        incarnation: logID(200), nowMs: nowMs)
    }
  }

  /// Loses all but the store; a commit that was running may have come through or not.
  mutating func crash(commitCameThrough: Bool) {
    if commitCameThrough, let batch = committing { write(batch) }
    isUp = false
    life += 1
    inboxes = []
    pending = Batch()
    committing = nil
  }

  /// Begins the commit of all that waits.
  mutating func beginCommit() -> Bool {
    guard committing == nil, !pending.merges.isEmpty else { return false }
    committing = pending
    pending = Batch()
    return true
  }

  /// Ends the commit that runs, and says which nodes' inboxes are to hear of it.
  mutating func endCommit(failed: Bool) -> [(node: Int, event: OriginInbox.Event)] {
    guard let batch = committing else { return [] }
    committing = nil
    let nodes = Set(batch.merges.map(\.node)).sorted()
    guard !failed else {
      // What was handed out after a failed batch can't be committed without it.
      pending.merges.removeAll { nodes.contains($0.node) }
      for node in nodes { handedOut[node] = durable[node] }
      return nodes.map { ($0, .commitFailed) }
    }
    write(batch)
    return nodes.map { ($0, .committed(chains[$0].position(durable[$0]))) }
  }

  /// I3 and I4: the store takes each entry once, in the order of its chain.
  private mutating func write(_ batch: Batch) {
    for (node, entry) in batch.merges {
      guard durable[node] < chains[node].entries.count, entry == chains[node][durable[node] + 1]
      else {
        violate("entry \(entry.position) of node \(node) is not the one after \(durable[node])")
        continue
      }
      durable[node] += 1
    }
  }

  /// Lets an inbox take an event, and holds what it wants against its promises.
  mutating func handle(
    _ event: OriginInbox.Event, of node: Int, nowMs: Int64
  ) -> [ControlMessage] {
    guard isUp else { return [] }
    var messages: [ControlMessage] = []
    for action in inboxes[node].handle(event, nowMs: nowMs) {
      switch action {
      case .merge(let merges):
        for entry in merges.map(\.entry) {
          handedOut[node] += 1
          if entry.header.sequence != UInt64(handedOut[node]) {
            violate("node \(node): \(entry.position) was handed out as number \(handedOut[node])")
          }
          pending.merges.append((node, entry))
        }
      case .send(let message):
        check(message, to: node)
        messages.append(message)
      }
    }
    let inbox = inboxes[node]
    if inbox.cursor ?? chains[node].start != chains[node].position(durable[node]) {
      violate("node \(node): the cursor is not where the store is")
    }
    if let refusal = inbox.refusal { violate("node \(node) is refused: \(refusal)") }
    checkLimits(of: inbox, "of node \(node)")
    return messages
  }

  /// I2: nothing is acknowledged that is not durable.
  private mutating func check(_ message: ControlMessage, to node: Int) {
    switch message {
    case .ack(let cursor, _) where cursor != chains[node].position(durable[node]):
      violate("node \(node): ACK of \(cursor), but \(durable[node]) are durable")
    case .welcome(let welcome)
    where welcome.cursor ?? chains[node].start != chains[node].position(durable[node]):
      violate("node \(node): WELCOME with another cursor than \(durable[node])")
    case .fail(let error):
      violate("node \(node): FAIL without a fault of its own: \(error)")
    case .ack, .welcome, .nack, .reject, .wait, .hello, .replay, .heartbeat, .bye:
      break
    }
  }

  mutating func violate(_ what: String) {
    violation = violation ?? what
  }
}
