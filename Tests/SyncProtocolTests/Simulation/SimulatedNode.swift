import Reports

@testable import SyncProtocol

/// A node whose journal survives crashes and whose session does not.
struct SimulatedNode {
  let chain: Chain
  /// How many entries of the chain are in the journal.
  private(set) var head = 0
  private(set) var session: NodeSession?
  /// Changes with each crash: what was read for an earlier life is not handed over.
  private(set) var life = 0
  /// Until when the link to the city is cut.
  var linkCutUntilMs: Int64 = 0

  init(chain: Chain) {
    self.chain = chain
  }

  mutating func start(nowMs: Int64) {
    session = NodeSession(
      origin: chain.origin, head: chain.position(head), software: "simulated", nowMs: nowMs)
  }

  mutating func crash() {
    session = nil
    life += 1
  }

  /// Writes entries to the journal, without telling the session.
  mutating func commit(_ count: Int) -> [JournalEntry] {
    let last = min(head + count, chain.entries.count)
    guard last > head else { return [] }
    defer { head = last }
    return chain[(head + 1)...last]
  }

  mutating func handle(_ event: NodeSession.Event, nowMs: Int64) -> [NodeSession.Action] {
    session?.handle(event, nowMs: nowMs) ?? []
  }
}
