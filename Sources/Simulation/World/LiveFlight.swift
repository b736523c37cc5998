internal import SyncProtocol

/// What a node has published on LIVE for one city and was not told of, counted from outside of its
/// session.
struct LiveFlight {
  private var credit = ControlMessage.Credit.full
  private var sent: [(sequence: UInt64, bytes: Int)] = []

  /// A message from the city arrives.
  mutating func hear(_ message: ControlMessage) {
    switch message {
    case .welcome(let welcome):
      sent = []
      credit = welcome.credit
    case .ack(let cursor, let told):
      sent.removeAll { $0.sequence <= cursor?.sequence ?? 0 }
      credit = told
    default:
      break
    }
  }

  /// An entry is published.
  ///
  /// - Returns: Whether the credit allows it; a single entry may always be in flight.
  mutating func publish(_ entry: JournalEntry) -> Bool {
    sent.append((entry.header.sequence, entry.byteCount))
    return sent.count == 1
      || (sent.count <= Int(min(credit.entries, UInt32(Limits.creditEntries)))
        && sent.reduce(0) { $0 + $1.bytes }
          <= Int(min(credit.bytes, UInt32(Limits.creditBytes))))
  }
}
