/// What a node tells monitoring about itself and its aggregators.
enum NodeMetrics {
  static let head = Metric(
    "unionsync_journal_head", .gauge, "The last entry of the journal.", labels: ["area"])
  static let peerState = Metric(
    "unionsync_peer_state", .gauge,
    "How the conversation with an aggregator stands: 1 for its state, as 'node status' names it.",
    labels: ["endpoint", "state"])
  static let peerLagEntries = Metric(
    "unionsync_peer_lag_entries", .gauge, "Entries that an aggregator does not have yet.",
    labels: ["endpoint"])
  static let peerLagSeconds = Metric(
    "unionsync_peer_lag_seconds", .gauge,
    "For how long entries have lain that an aggregator does not have; 0 where it has all.",
    labels: ["endpoint"])
  static let replayed = Metric(
    "unionsync_replayed_entries_total", .counter, "Entries that were sent again.",
    labels: ["endpoint"])
  static let unreadable = Metric(
    "unionsync_rejected_entries_total", .counter, "Entries that an aggregator could not read.",
    labels: ["endpoint"])
  static let acknowledgements = Metric(
    "unionsync_publish_seconds", .histogram,
    "How long an entry takes from its commit until an aggregator has made it durable.")
  static let documents = Metric(
    "unionsync_documents_total", .counter, "Documents that were handed in, by what became of them.",
    labels: ["outcome"])
  static let warnings = Metric(
    "unionsync_parse_warnings_total", .counter,
    "Warnings about what was read in reports: things that a person should look at.")
  static let waiting = Metric(
    "unionsync_inbox_files", .gauge, "Files that wait in the inbox.")

  static let all = [
    head, peerState, peerLagEntries, peerLagSeconds, replayed, unreadable, acknowledgements,
    documents, warnings, waiting,
  ]

  /// Adds what a status and the counts come to.
  static func add(
    _ status: NodeStatus, _ readings: NodeMeters.Readings, to text: inout MetricsText
  ) {
    text.add(head, [Sample(Double(status.head), "\(status.area)")])
    text.add(peerState, status.peers.map { Sample(1, $0.endpoint, $0.state) })
    text.add(
      peerLagEntries,
      status.peers.compactMap { peer in peer.lag.map { Sample(Double($0), peer.endpoint) } })
    text.add(
      peerLagSeconds,
      status.peers.filter { $0.lag != nil }.map {
        Sample(Double($0.lagMs ?? 0) / 1000, $0.endpoint)
      })
    text.add(replayed, status.peers.map { Sample(Double($0.replayed), $0.endpoint) })
    text.add(unreadable, status.peers.map { Sample(Double($0.rejected), $0.endpoint) })
    text.add(acknowledgements, readings.acknowledgements)
    text.add(
      documents,
      NodeMeters.Outcome.allCases.map {
        Sample(Double(readings.documents[$0] ?? 0), $0.rawValue)
      })
    text.add(warnings, Double(readings.warnings))
    text.add(waiting, Double(status.waitingFiles))
  }
}
