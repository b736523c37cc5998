internal import ReportParsing
internal import Reports
internal import Storage
internal import SyncProtocol

/// What the city's dataset is asked: by its pages, its programs' interface and the command line.
///
/// What stands now is answered from memory; the past is read beside the merging and does not hold
/// it up.
struct CityQueries: Sendable {
  /// The offices that report, and those above them.
  let areas: AreaList
  /// Until when they report on a year; nil where that is not said.
  let reportsDue: ReportingDeadline?
  /// The catalogue in force.
  private let catalogue: CatalogueInForce
  let store: CityStore
  let merger: CityMerger
  let clock: Clock
  private let slots = ReadingSlots()
  private let links: @Sendable () async -> [AggregatorStatus.Origin]
  private let announce: @Sendable ([TotalsUpdate]) async -> Void

  /// Makes the questions' desk. `links` tells how the offices' nodes are connected, nothing while
  /// the aggregator starts; `announce` tells watchers of other processes what a decision changed.
  init(
    store: CityStore, merger: CityMerger, areas: AreaList, reportsDue: ReportingDeadline? = nil,
    catalogue: Catalogue, clock: Clock,
    links: @escaping @Sendable () async -> [AggregatorStatus.Origin],
    announce: @escaping @Sendable ([TotalsUpdate]) async -> Void
  ) {
    self.store = store
    self.merger = merger
    self.areas = areas
    self.reportsDue = reportsDue
    self.catalogue = CatalogueInForce(catalogue)
    self.clock = clock
    self.links = links
    self.announce = announce
  }

  // MARK: The catalogue

  /// The indicators of the aggregator's catalogue.
  var indicators: IndicatorList { catalogue.current.indicators }
  /// The version of that catalogue.
  var catalogueVersion: String { catalogue.current.version }

  /// Puts another catalogue in force; totals that come to something else now are told.
  func use(_ catalogue: Catalogue) async {
    guard catalogue.indicators != indicators || catalogue.version != catalogueVersion else {
      return
    }
    self.catalogue.replace(by: catalogue)
    await announce(await merger.use(catalogue.indicators))
  }

  // MARK: What stands now

  /// The totals of all years or of one, in the order of the catalogue, and how far they go.
  func totals(year: Int?) async -> (mark: TotalsMark, totals: [TotalSummary]) {
    let (sequence, totals) = await merger.totals(year: year)
    return (TotalsMark(run: merger.feed.run, sequence: sequence), totals)
  }

  /// The totals of one topic, with the figures that each area's share was made from.
  func totals(of topic: Dataset.Topic) async -> [Total] {
    await merger.current.totals(of: topic, areas: areas, indicators: indicators)
  }

  /// The figures of a topic: which count, which are in conflict, and how they stand in review.
  func figures(of topic: Dataset.Topic) async -> [Figure] {
    await merger.current.figures(of: topic, indicators: indicators)
  }

  /// What a person should look at, in all years or in one.
  func findings(year: Int?) async -> Findings {
    await merger.current.findings(year: year, indicators: indicators)
  }

  /// The reports that the city has, by area, the last received first.
  func reports() async -> [ReportStanding] {
    await merger.reportStandings
  }

  /// The offices in the order of their list, with their reports and how they are connected.
  func offices() async -> [OfficeStanding] {
    let reports = Dictionary(grouping: await merger.reportStandings, by: \.report.area)
    let links = Dictionary(await links().map { ($0.area, $0) }, uniquingKeysWith: { $1 })
    return areas.areas.map { area in
      OfficeStanding(
        area: area.code, nameZh: area.nameZh, nameEn: area.nameEn,
        reports: reports[area.code] ?? [], link: links[area.code].map(OfficeStanding.Link.init))
    }
  }

  /// The changes of totals from a mark on, or from now on.
  func updates(after mark: TotalsMark?) -> AsyncStream<TotalsEvent> {
    merger.feed.updates(after: mark)
  }

  // MARK: Decisions

  /// Keeps a person's decision about a figure.
  func add(_ request: ReviewRequest) async throws(DaemonError) -> Review {
    let (review, changes) = try await merger.decide(request)
    await announce(changes)
    return review
  }

  /// The decisions on all topics or on one, the newest first.
  func reviews(
    of topic: Dataset.Topic?, before: Int64? = nil, limit: Int
  ) async throws(DaemonError) -> ReviewPage {
    try await read { store throws(StorageError) in
      try await store.reviews(of: topic, before: before, limit: limit)
    }
  }

  // MARK: The past

  /// The totals as they were at a past moment.
  func totals(asOfMs: Int64, year: Int?) async throws(DaemonError) -> [TotalSummary] {
    let state = try await read { store throws(StorageError) in
      try await store.fold(asOfMs: asOfMs)
    }
    return state.dataset.totals(year: year, areas: areas, indicators: indicators)
      .map(TotalSummary.init)
  }

  /// What came to the city after a cursor.
  func changes(
    after cursor: HistoryCursor, limit: Int
  ) async throws(DaemonError) -> ChangePage {
    try await read { store throws(StorageError) in
      try await store.changes(after: cursor, limit: limit)
    }
  }

  /// How a topic's totals came to be what they are.
  func history(
    of topic: Dataset.Topic, limit: Int, before: HistoryCursor? = nil
  ) async throws(DaemonError) -> History<TotalVersion> {
    let (areas, indicators) = (areas, indicators)
    return try await read { store throws(StorageError) in
      try await store.history(
        of: topic, areas: areas, indicators: indicators, limit: limit, before: before)
    }
  }

  /// How a figure of an area came to be what it is.
  func history(
    of key: ObservationKey, area: AreaCode, limit: Int, before: HistoryCursor? = nil
  ) async throws(DaemonError) -> History<ObservationVersion> {
    try await read { store throws(StorageError) in
      try await store.history(of: key, area: area, limit: limit, before: before)
    }
  }

  private func read<Value: Sendable>(
    _ work: @Sendable (CityStore) async throws(StorageError) -> Value
  ) async throws(DaemonError) -> Value {
    try await inSlot { () async throws(DaemonError) in
      do throws(StorageError) {
        return try await work(store)
      } catch {
        // Whoever asked has gone.
        let exitCode: DaemonError.ExitCode = error.code == .cancelled ? .unavailable : .inputOutput
        throw DaemonError(exitCode, zh: "无法读取市级数据库：\(error)", en: error.message)
      }
    }
  }

  /// Does what keeps a processor busy, when its turn has come.
  func inSlot<Value: Sendable>(
    _ work: @Sendable () async throws(DaemonError) -> Value
  ) async throws(DaemonError) -> Value {
    try await slots.take()
    let outcome: Result<Value, DaemonError>
    do throws(DaemonError) {
      outcome = .success(try await work())
    } catch {
      outcome = .failure(error)
    }
    await slots.give()
    return try outcome.get()
  }
}

/// Bounds how much of the past is read and how much is exported at once, so that the machine has room for merging.
private actor ReadingSlots {
  /// How many readings run at once: each keeps a processor busy.
  private static let maximumRunning = 2
  /// How many may wait; at a second each, the last waits for half a minute.
  private static let maximumWaiting = 64

  private var running = 0
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async throws(DaemonError) {
    guard running >= Self.maximumRunning else {
      running += 1
      return
    }
    guard waiting.count < Self.maximumWaiting else {
      throw DaemonError(
        .unavailable, zh: "正在查询历史或导出的人太多，请稍后再试。",
        en: "Too many are reading the past or exporting at the moment; try again in a minute.")
    }
    // Whoever gives a slot hands it on, so that the count stays.
    await withCheckedContinuation { waiting.append($0) }
  }

  func give() {
    if waiting.isEmpty {
      running -= 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}

extension OfficeStanding.Link {
  init(_ origin: AggregatorStatus.Origin) {
    self.init(
      state: origin.state, lag: origin.lag, lagMs: origin.lagMs, silentMs: origin.silentMs,
      lastError: origin.lastError)
  }
}

extension DaemonError {
  /// Why a decision can't be taken.
  init(_ invalid: Review.Invalid) {
    switch invalid {
    case .person:
      self.init(
        .usage, zh: "请写明复核人，不超过 \(Review.maximumPersonLength) 字节，不含换行。",
        en: "Name who decides, in at most \(Review.maximumPersonLength) bytes without line breaks.")
    case .reason:
      self.init(
        .usage, zh: "请写明理由，不超过 \(Review.maximumReasonLength) 字节，不含换行。",
        en: "Give a reason, in at most \(Review.maximumReasonLength) bytes without line breaks.")
    case .noFigure:
      self.init(
        .missingInput, zh: "这份报告没有这个数字，请用 unionsync explain 查看有哪些。",
        en: "The report does not state this figure; 'unionsync explain' shows what is stated.")
    case .changedMeanwhile:
      self.init(
        .differs, zh: "这个数字刚刚有变化，请重新查看后再决定。",
        en: "The figure has changed meanwhile; look at it again, then decide.")
    case .noConflict:
      self.init(
        .usage, zh: "各报告的数字一致，没有冲突可选。",
        en: "The reports agree; there is no conflict to decide.")
    case .notReviewed:
      self.init(
        .usage, zh: "这个数字没有复核过，无可撤销。",
        en: "Nobody has decided about this figure; there is nothing to take back.")
    case .tooManyFigures:
      self.init(
        .failure, zh: "有 \(Review.maximumFigures) 份以上的报告写了这个数字，请先清理重复的报告。",
        en:
          "More than \(Review.maximumFigures) reports state this figure; withdraw duplicates first."
      )
    }
  }
}
