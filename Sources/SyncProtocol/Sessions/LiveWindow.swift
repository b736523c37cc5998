/// What is published on LIVE and not acknowledged, held against the credit that the aggregator has
/// told: a frozen aggregator must not fill the node's memory with what the transport queues.
struct LiveWindow: Sendable {
  private var credit = ControlMessage.Credit.full
  private var sent: [(sequence: UInt64, bytes: Int)] = []
  private(set) var bytes = 0
  /// The first entry that found no room and was not published; what follows is not published either
  /// until the entries before are acknowledged or sent again.
  private(set) var firstHeldBack: UInt64?

  /// How many entries are in flight.
  var count: Int { sent.count }

  /// Takes note of what the aggregator is ready to take, and of how far it has got.
  mutating func update(_ credit: ControlMessage.Credit, acknowledged: UInt64) {
    // A credit is a promise of the other side; it never makes this side keep more than its own.
    self.credit = ControlMessage.Credit(
      entries: min(credit.entries, ControlMessage.Credit.full.entries),
      bytes: min(credit.bytes, ControlMessage.Credit.full.bytes))
    let done = sent.prefix { $0.sequence <= acknowledged }
    bytes -= done.reduce(0) { $0 + $1.bytes }
    sent.removeFirst(done.count)
    if let first = firstHeldBack, first <= acknowledged { firstHeldBack = acknowledged + 1 }
  }

  /// Whether an entry may be published; if not, it is left to replay.
  mutating func admits(_ entry: JournalEntry) -> Bool {
    let fits = sent.count < Int(credit.entries) && bytes + entry.byteCount <= Int(credit.bytes)
    guard firstHeldBack == nil, fits || sent.isEmpty else {
      holdBack(entry.header.sequence)
      return false
    }
    sent.append((entry.header.sequence, entry.byteCount))
    bytes += entry.byteCount
    return true
  }

  /// Leaves an entry and all that follow to replay.
  mutating func holdBack(_ sequence: UInt64) {
    firstHeldBack = min(firstHeldBack ?? sequence, sequence)
  }

  /// What was held back is being sent again.
  mutating func release() {
    firstHeldBack = nil
  }

  /// Forgets what is in flight, where the conversation begins anew.
  mutating func clear() {
    self = LiveWindow()
  }
}
