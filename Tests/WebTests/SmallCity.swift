import Exports
import Reports
import Synchronization
import Web

/// A city without daemons: the events that came, and the answers that follow from them.
final class SmallCity: CityData {
  let areas = AreaList.builtIn
  let reportsDue: ReportingDeadline?
  let indicators = IndicatorList([
    Indicator(
      code: .recipients, nameZh: "送温暖慰问人数", nameEn: "People visited in winter",
      unit: .persons, nature: .flow),
    Indicator(
      code: .rate, nameZh: "建会率", nameEn: "Share of employers with a union", unit: .percent,
      nature: .rate),
  ])

  private struct State {
    var events: [DatasetEvent] = []
    var dataset = Dataset()
    var watchers: [AsyncStream<TotalsEvent>.Continuation] = []
  }

  /// Words that a refused decision is told with.
  struct Refusal: ExplainedError {
    let messageZh = "不能这样审核。"
    let messageEn = "It can't be decided."
    let fault = Fault.request
  }

  private static let run = "run"
  private let state = Mutex(State())

  init(reportsDue: ReportingDeadline? = nil) {
    self.reportsDue = reportsDue
  }

  /// A city where two offices have reported, one of them in two reports that disagree.
  static var reported: SmallCity { reported(reportsDue: nil) }

  /// The same, where a deadline is set.
  static func reported(reportsDue: ReportingDeadline?) -> SmallCity {
    let city = SmallCity(reportsDue: reportsDue)
    city.push(.zhenlai, values: [(.recipients, "1300", .persons), (.rate, "98.5", .percent)])
    city.push(.tongyu, values: [(.recipients, "200", .persons)])
    city.push(.tongyu, series: "brief", values: [(.recipients, "210", .persons)])
    return city
  }

  /// Takes a report, as the node of an area would send it.
  func push(
    _ area: AreaCode, series: String = "annual", year: Int = 2017, revision: Int = 1,
    atMs: Int64? = nil,
    values: [(IndicatorCode, String, Unit)]
  ) {
    let puts = values.map { code, text, unit in
      Observation(
        key: ObservationKey(period: .year(year), indicator: code, part: nil, unit: unit),
        value: FixedDecimal(text) ?? .zero, qualifier: .exact, writtenUnit: unit, writtenScale: 0,
        evidence: Evidence(
          mention: text + unit.rawValue, start: 2, end: 2 + text.count + unit.rawValue.count,
          sentence: "慰问\(text)\(unit)。", offsetInSentence: 2))
    }
    let delta = Delta(
      report: ReportID(
        area: area, period: .year(year), series: ReportSeries(rawValue: series) ?? .annual),
      document: DocumentReference(name: "总结.txt", sha256: "ab", revision: revision),
      catalogueVersion: "1", puts: puts, retracts: [])
    state.withLock { state in
      let event = DatasetEvent(
        cursor: HistoryCursor(entry: Int64(state.events.count + 1), snapshot: 0, review: 0),
        atMs: atMs ?? Int64(state.events.count), area: area, content: .delta(delta))
      state.events.append(event)
      let touched = state.dataset.apply(event)
      let totals = touched.sorted().flatMap {
        state.dataset.totals(of: $0, areas: areas, indicators: indicators)
      }
      let update = TotalsUpdate(
        sequence: UInt64(state.events.count), totals: totals.map(TotalSummary.init), removed: [],
        origin: area)
      for watcher in state.watchers { watcher.yield(.change(update)) }
    }
  }

  /// How many follow the updates.
  var watcherCount: Int { state.withLock { $0.watchers.count } }

  func totals(year: Int?) async -> (mark: TotalsMark, totals: [TotalSummary]) {
    state.withLock { state in
      let totals = state.dataset.totals(year: year, areas: areas, indicators: indicators)
      return (
        TotalsMark(run: Self.run, sequence: UInt64(state.events.count)),
        totals.map(TotalSummary.init)
      )
    }
  }

  func totals(of topic: Dataset.Topic) async -> [Total] {
    state.withLock { $0.dataset.totals(of: topic, areas: areas, indicators: indicators) }
  }

  func totals(asOfMs: Int64, year: Int?) async throws -> [TotalSummary] {
    var dataset = Dataset()
    for event in state.withLock(\.events) where event.atMs <= asOfMs { dataset.apply(event) }
    return dataset.totals(year: year, areas: areas, indicators: indicators)
      .map(TotalSummary.init)
  }

  func figures(of topic: Dataset.Topic) async -> [Figure] {
    state.withLock { $0.dataset.figures(of: topic, indicators: indicators) }
  }

  func findings(year: Int?) async -> Findings {
    state.withLock { $0.dataset.findings(year: year, indicators: indicators) }
  }

  func reports() async -> [ReportStanding] {
    state.withLock { state in
      var register = ReportRegister()
      for event in state.events { register.apply(event) }
      return register.standings(in: state.dataset)
    }
  }

  func offices() async -> [OfficeStanding] {
    let reports = await reports()
    return areas.areas.map { area in
      OfficeStanding(
        area: area.code, nameZh: area.nameZh, nameEn: area.nameEn,
        reports: reports.filter { $0.report.area == area.code }, link: nil)
    }
  }

  func reviews(
    of topic: Dataset.Topic?, before: Int64?, limit: Int
  ) async throws -> ReviewPage {
    let reviews = state.withLock(\.events).reversed().compactMap { event -> (Int64, Review)? in
      guard case .review(let review) = event.content, event.cursor.entry < before ?? .max else {
        return nil
      }
      return topic == nil || review.topic == topic ? (event.cursor.entry, review) : nil
    }
    let page = reviews.prefix(limit)
    return ReviewPage(
      page.map(\.1), next: reviews.count > limit ? page.last?.0 : nil)
  }

  func add(_ request: ReviewRequest) async throws -> Review {
    try state.withLock { state in
      guard let review = try? state.dataset.review(request, atMs: Int64(state.events.count)) else {
        throw Refusal()
      }
      let event = DatasetEvent(
        cursor: HistoryCursor(entry: Int64(state.events.count + 1), snapshot: 0, review: 0),
        atMs: review.atMs, area: request.report.area, content: .review(review))
      state.events.append(event)
      state.dataset.apply(event)
      return review
    }
  }

  func changes(after cursor: HistoryCursor, limit: Int) async throws -> ChangePage {
    let after = state.withLock(\.events).filter { $0.cursor > cursor }
    return ChangePage(
      after.prefix(limit).map(ChangePage.Change.init), after: cursor,
      isComplete: after.count <= limit)
  }

  func history(
    of topic: Dataset.Topic, limit: Int, before: HistoryCursor?
  ) async throws -> History<TotalVersion> {
    var history = TotalHistory(of: topic, areas: areas, indicators: indicators, limit: limit)
    for event in events(before: before) { history.apply(event) }
    return history.history
  }

  func history(
    of key: ObservationKey, area: AreaCode, limit: Int, before: HistoryCursor?
  ) async throws -> History<ObservationVersion> {
    var history = ObservationHistory(of: key, area: area, limit: limit)
    for event in events(before: before) { history.apply(event) }
    return history.history
  }

  private func events(before cursor: HistoryCursor?) -> [DatasetEvent] {
    state.withLock(\.events).filter { event in cursor.map { event.cursor < $0 } ?? true }
  }

  func export(_ format: ExportFormat, year: Int?, asOfMs: Int64?) async throws -> [UInt8] {
    var dataset = Dataset()
    for event in state.withLock(\.events) where event.atMs <= asOfMs ?? .max {
      dataset.apply(event)
    }
    let data = ExportData(
      dataset: dataset, years: year.map { [$0] }, areas: areas,
      indicators: indicators,
      moment: ExportMoment(takenMs: 0, cursors: [:], catalogueVersion: "1"))
    // A workbook goes to a file, which the tests of exports and those with daemons look at.
    return format == .xlsx ? [] : Export(data).bytes(of: format)
  }

  func updates(after mark: TotalsMark?) async -> AsyncStream<TotalsEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: TotalsEvent.self)
    state.withLock { state in
      if let mark, mark.run != Self.run { continuation.yield(.gap) }
      state.watchers.append(continuation)
    }
    return stream
  }
}

extension AreaCode {
  static let zhenlai = AreaCode("220821") ?? AreaList.builtIn.reporting[0].code
  static let tongyu = AreaCode("220822") ?? AreaList.builtIn.reporting[0].code
}

extension IndicatorCode {
  static let recipients = IndicatorCode(rawValue: "relief.winter.recipients")
  static let rate = IndicatorCode(rawValue: "org.establishment_rate")
}
