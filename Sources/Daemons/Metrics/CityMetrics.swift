/// What the aggregator tells monitoring about itself and the areas.
enum CityMetrics {
  static let areaInfo = Metric(
    "unionsync_area_info", .gauge, "An area that reports: always 1, with its name.",
    labels: ["area", "name"])
  static let areaState = Metric(
    "unionsync_area_state", .gauge,
    "How an area stands: 1 for its state, as 'aggregator status' names it.",
    labels: ["area", "state"])
  static let lagEntries = Metric(
    "unionsync_area_lag_entries", .gauge,
    "Journal entries that an area has told of and that are not merged.", labels: ["area"])
  static let lagSeconds = Metric(
    "unionsync_area_lag_seconds", .gauge,
    "For how long an area's entries have been known and not merged; 0 where none are.",
    labels: ["area"])
  static let silence = Metric(
    "unionsync_area_silent_seconds", .gauge, "How long ago an area was last heard.",
    labels: ["area"])
  static let cursor = Metric(
    "unionsync_area_cursor", .gauge, "The last entry of an area's journal that is merged.",
    labels: ["area"])
  static let nacks = Metric(
    "unionsync_area_nacks_total", .counter, "Times that an area was asked for entries again.",
    labels: ["area"])
  static let drops = Metric(
    "unionsync_area_dropped_entries_total", .counter,
    "Entries of an area that found no room and must come again, or were of another journal.",
    labels: ["area"])
  static let entries = Metric(
    "unionsync_merged_entries_total", .counter, "Journal entries that were merged and are durable.")
  static let mergeFailures = Metric(
    "unionsync_merge_failures_total", .counter,
    "Transactions that failed, such as on a full disk; nothing of them is acknowledged.")
  static let snapshots = Metric(
    "unionsync_snapshots_total", .counter, "Snapshots that took the place of an area's entries.")
  static let merges = Metric(
    "unionsync_merge_seconds", .histogram, "How long a transaction of entries takes.")
  static let acknowledgements = Metric(
    "unionsync_acknowledge_seconds", .histogram,
    "How long an entry waits from its arrival in order until it is durable and acknowledged.")
  static let observations = Metric(
    "unionsync_observations", .gauge, "Figures that are merged.")
  static let unreadable = Metric(
    "unionsync_unreadable_entries", .gauge, "Entries that could not be read and were put aside.")
  static let waits = Metric(
    "unionsync_waits_asked_total", .counter,
    "Times that a node was asked to come later, as others were catching up.")
  static let refusals = Metric(
    "unionsync_refusals_total", .counter,
    "Connections and messages that were refused, by reason.", labels: ["reason"])
  static let accessKeys = Metric(
    "unionsync_access_keys", .gauge, "Keys that are let in.")
  static let accessProblem = Metric(
    "unionsync_access_list_broken", .gauge,
    "1 where the access list is missing or can't be used, else 0.")

  static let all = [
    areaInfo, areaState, lagEntries, lagSeconds, silence, cursor, nacks, drops, entries,
    mergeFailures, snapshots, merges, acknowledgements, observations, unreadable, waits, refusals,
    accessKeys, accessProblem,
  ]

  /// Adds what a status and the counts come to.
  static func add(
    _ status: AggregatorStatus, _ readings: AggregatorMeters.Readings, to text: inout MetricsText
  ) {
    addAreas(status.origins, to: &text)
    text.add(entries, Double(readings.entries))
    text.add(mergeFailures, Double(readings.failures))
    text.add(snapshots, Double(readings.snapshots))
    text.add(merges, readings.merges)
    text.add(acknowledgements, readings.acknowledgements)
    text.add(observations, Double(status.observationCount))
    text.add(unreadable, Double(status.poisonedEntries))
    text.add(waits, Double(status.waitsAsked))
    let counts = Dictionary(grouping: status.refusals, by: \.reason)
    text.add(
      refusals,
      RefusalLog.Reason.allCases.map { reason in
        Sample(Double(counts[reason, default: []].reduce(0) { $0 + $1.count }), reason.rawValue)
      })
    guard let access = status.access else { return }
    text.add(accessKeys, Double(access.keys))
    text.add(accessProblem, access.isMissing || access.problem != nil ? 1 : 0)
  }

  private static func addAreas(
    _ origins: [AggregatorStatus.Origin], to text: inout MetricsText
  ) {
    func samples(_ value: (AggregatorStatus.Origin) -> Double?) -> [Sample] {
      origins.compactMap { origin in value(origin).map { Sample($0, "\(origin.area)") } }
    }
    text.add(areaInfo, origins.map { Sample(1, "\($0.area)", $0.name) })
    text.add(areaState, origins.map { Sample(1, "\($0.area)", $0.state) })
    text.add(lagEntries, samples { $0.lag.map(Double.init) })
    text.add(lagSeconds, samples { $0.lag == nil ? nil : Double($0.lagMs ?? 0) / 1000 })
    text.add(silence, samples { $0.silentMs.map { Double($0) / 1000 } })
    text.add(cursor, samples { Double($0.cursor) })
    text.add(nacks, samples { $0.counts == nil ? nil : Double($0.nacks) })
    text.add(drops, samples { $0.counts == nil ? nil : Double($0.drops) })
  }
}
