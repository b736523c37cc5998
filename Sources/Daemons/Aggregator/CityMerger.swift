internal import Reports
internal import Storage
internal import SyncProtocol

/// Merges entries and decisions into the city's store and keeps the dataset and its totals in
/// memory.
///
/// Reads see what was committed, and nothing else.
actor CityMerger {
  private let store: CityStore
  private let areas: AreaList
  private var indicators: IndicatorList
  private let clock: Clock
  private var dataset: Dataset
  private var reports: ReportRegister
  private var totals: [Dataset.Topic: [TotalSummary]]
  private var sequence: UInt64 = 0
  /// Where readers within the process follow the totals.
  nonisolated let feed: TotalsFeed

  /// Makes the dataset anew from the store's entries; `progress` is told how far that has come.
  ///
  /// - Throws: ``StorageError`` where the store is damaged.
  init(
    store: CityStore, areas: AreaList, indicators: IndicatorList, clock: Clock,
    progress: (ReplayProgress) -> Void = { _ in }
  ) throws(StorageError) {
    self.store = store
    self.areas = areas
    self.indicators = indicators
    self.clock = clock
    feed = TotalsFeed(run: String(clock.wallMs(), radix: 36))
    let state = try store.fold(progress: progress)
    let dataset = state.dataset
    self.dataset = dataset
    reports = state.reports
    totals = Dictionary(
      uniqueKeysWithValues: dataset.topics.map { topic in
        let totals = dataset.totals(of: topic, areas: areas, indicators: indicators)
        return (topic, totals.map(TotalSummary.init))
      })
  }

  /// What a merge did.
  struct Outcome: Sendable {
    /// The new cursors of the areas that the entries came from.
    let cursors: [AreaCode: Position]
    /// The totals that changed, in order; empty where none did.
    let changes: [TotalsUpdate]
  }

  /// Merges entries in one synced transaction, then brings dataset and totals up to it.
  ///
  /// - Throws: ``StorageError``; nothing is merged then.
  func merge(_ merges: [OriginInbox.Merge]) throws(StorageError) -> Outcome {
    let nowMs = clock.wallMs()
    let cursors = try store.append(merges, wallClockMs: nowMs)
    var touched: Set<Dataset.Topic> = []
    for case .delta(let delta) in merges.map(\.content) {
      touched.formUnion(dataset.apply(delta))
      reports.apply(delta, atMs: nowMs)
    }
    return Outcome(cursors: cursors, changes: bringUp(touched, origins: Set(cursors.keys)))
  }

  /// Puts a snapshot that has come in in the place of all that its area stated.
  ///
  /// - Throws: ``StorageError``; nothing is changed then.
  func install(_ snapshot: Snapshot, of area: AreaCode) throws(StorageError) -> Outcome {
    let nowMs = clock.wallMs()
    let deltas = try store.install(snapshot, origin: area, wallClockMs: nowMs)
      .compactMap { content -> Delta? in
        guard case .delta(let delta) = content else { return nil }
        return delta
      }
    var touched = dataset.removeRows(of: area)
    for delta in deltas { touched.formUnion(dataset.apply(delta)) }
    reports.install(deltas, of: area, atMs: nowMs)
    return Outcome(
      cursors: [area: snapshot.position], changes: bringUp(touched, origins: [area]))
  }

  /// Keeps a decision of a person, then brings the totals up to it.
  ///
  /// - Throws: ``DaemonError`` where it can't be taken or kept; nothing is changed then.
  func decide(
    _ request: ReviewRequest
  ) throws(DaemonError) -> (review: Review, changes: [TotalsUpdate]) {
    let review: Review
    do throws(Review.Invalid) {
      review = try dataset.review(request, atMs: clock.wallMs())
    } catch {
      throw DaemonError(error)
    }
    do throws(StorageError) {
      try store.append(review)
    } catch {
      throw DaemonError(.inputOutput, zh: "无法写入市级数据库：\(error)", en: error.message)
    }
    return (review, bringUp(dataset.apply(review), origins: [review.report.area]))
  }

  /// Keeps a chunk of a snapshot that is coming in.
  func stage(
    _ chunk: SnapshotChunk, of snapshot: Snapshot, area: AreaCode
  ) throws(StorageError) {
    try store.stage(chunk, of: snapshot, origin: area)
  }

  /// Keeps that nothing is taken from an area, and what proves why.
  func quarantine(
    _ area: AreaCode, because error: ProtocolError, evidence: [JournalEntry]
  ) throws(StorageError) {
    try store.quarantine(
      area, because: error, evidence: evidence, wallClockMs: clock.wallMs())
  }

  /// Lifts an area's quarantine.
  func release(_ area: AreaCode) throws(StorageError) {
    try store.release(area)
  }

  /// How many entries could not be read and were put aside.
  func poisonedCount() throws(StorageError) -> Int {
    try store.poisonedCount()
  }

  /// Adds up by another catalogue from now on.
  ///
  /// - Returns: The totals that come to something else by it.
  func use(_ indicators: IndicatorList) -> [TotalsUpdate] {
    self.indicators = indicators
    return bringUp(Set(dataset.topics), origins: [])
  }

  private func bringUp(
    _ topics: Set<Dataset.Topic>, origins: Set<AreaCode>
  ) -> [TotalsUpdate] {
    guard !topics.isEmpty else { return [] }
    var changed: [TotalSummary] = []
    var removed: [TotalSummary.ID] = []
    for topic in topics.sorted() {
      let before = totals[topic] ?? []
      let after = dataset.totals(of: topic, areas: areas, indicators: indicators)
        .map(TotalSummary.init)
      totals[topic] = after.isEmpty ? nil : after
      changed += after.filter { !before.contains($0) }
      let left = Set(after.map(\.id))
      removed += before.map(\.id).filter { !left.contains($0) }
    }
    guard !changed.isEmpty || !removed.isEmpty else { return [] }
    let changes = TotalsMessage.changes(
      of: changed, removed: removed, origin: origins.count == 1 ? origins.first : nil,
      after: sequence)
    sequence += UInt64(changes.count)
    changes.forEach(feed.publish)
    return changes
  }

  /// The totals of all years or of one, in the order of the catalogue, and the sequence of the last
  /// change that is in them.
  func totals(year: Int? = nil) -> (sequence: UInt64, totals: [TotalSummary]) {
    let topics = totals.keys.filter { year == nil || $0.year == year }.sorted { left, right in
      (left.year, indicators.position(of: left.indicator), left.indicator)
        < (right.year, indicators.position(of: right.indicator), right.indicator)
    }
    return (sequence, topics.flatMap { totals[$0] ?? [] })
  }

  /// The dataset as it stands, to be looked at elsewhere: a copy that shares what has not changed.
  var current: Dataset { dataset }

  /// What stands now, with how far it goes.
  ///
  /// - Throws: ``StorageError`` where the cursors can't be read.
  func state() throws(StorageError) -> CityState {
    var state = CityState()
    (state.dataset, state.reports, state.cursors) = (dataset, reports, try store.cursors())
    return state
  }

  /// The reports that the city has, by area, the last received first.
  var reportStandings: [ReportStanding] { reports.standings(in: dataset) }

  /// How many observations there are.
  var observationCount: Int { dataset.count }
}
