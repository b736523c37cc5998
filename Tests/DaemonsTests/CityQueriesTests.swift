import ReportParsing
import Reports
import Storage
import SyncProtocol
import Synchronization
import Testing

@testable import Daemons

@Suite("What the city's dataset is asked")
struct CityQueriesTests {
  private let topic = Dataset.Topic(indicator: .recipients, year: 2017)
  private let report = ReportID(area: .zhenlai, period: .year(2017))

  private func withCity(
    announce: @escaping @Sendable ([TotalsUpdate]) async -> Void = { _ in },
    _ body: (CityQueries, CityMerger, NodeJournal) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      var generator = SystemRandomNumberGenerator()
      let store = try CityStore(
        path: "\(folder)/city.sqlite", newIncarnation: .random(using: &generator))
      let indicators = Catalogue.builtIn.indicators
      let merger = try CityMerger(
        store: store, areas: .builtIn, indicators: indicators, clock: .fixed)
      let queries = CityQueries(
        store: store, merger: merger, areas: .builtIn, catalogue: .builtIn, clock: .fixed,
        links: { [] }, announce: announce)
      try await body(queries, merger, try journal(in: folder))
    }
  }

  private func merge(_ value: FixedDecimal?, _ merger: CityMerger, _ journal: NodeJournal)
    async throws
  {
    _ = try await merger.merge([.init(reading: try commit(value, to: journal))])
  }

  private func request(
    _ decision: Review.Decision = .confirm, expected: FixedDecimal? = nil
  ) -> ReviewRequest {
    ReviewRequest(
      report: report, key: observation(0).key, decision: decision, person: "李", reason: "核对原件",
      expected: expected)
  }

  @Test("Offices tell their reports, and who has none is there with none")
  func offices() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      try await merge(1350, merger, journal)
      let offices = await queries.offices()
      #expect(offices.map(\.area) == AreaList.builtIn.areas.map(\.code))
      let zhenlai = try #require(offices.first { $0.area == .zhenlai })
      #expect(zhenlai.reports.map(\.document.revision) == [2])
      #expect(zhenlai.reports.map(\.observationCount) == [1])
      #expect(zhenlai.reports.map(\.receivedAtMs) == [Clock.fixed.wallMs()])
      #expect(zhenlai.link == nil)
      #expect(offices.count { $0.reports.isEmpty } == offices.count - 1)
      #expect(await queries.reports() == zhenlai.reports)
    }
  }

  @Test("Totals carry a mark from which nothing that follows is lost")
  func live() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      let (mark, totals) = await queries.totals(year: 2017)
      #expect(totals.map(\.value) == [1300])
      try await merge(1350, merger, journal)
      var updates = queries.updates(after: mark).makeAsyncIterator()
      guard case .change(let update) = await updates.next() else {
        Issue.record("A change was due.")
        return
      }
      #expect(update.totals.map(\.value) == [1350])
      #expect(update.sequence == mark.sequence + 1)
    }
  }

  @Test("Detailed totals are those that are told, with the figures they rest on")
  func detailed() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      let detailed = await queries.totals(of: topic)
      #expect(detailed.map(TotalSummary.init) == (await queries.totals(year: 2017)).totals)
      #expect(detailed[0].shares[0].effective.rows.map(\.observation.value) == [1300])
      let lastYear = Dataset.Topic(indicator: .recipients, year: 2016)
      #expect(await queries.totals(of: lastYear).isEmpty)
    }
  }

  @Test("A confirmed figure is reviewed at once, and told of once it changes")
  func confirm() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      let review = try await queries.add(request(expected: 1300))
      #expect(review.atMs == Clock.fixed.wallMs())
      #expect(await queries.figures(of: topic).map(\.review.standing) == [.reviewed])
      #expect(try await queries.reviews(of: topic, limit: 10).reviews == [review])
      #expect(await queries.findings(year: nil).list.isEmpty)
      try await merge(1350, merger, journal)
      let findings = await queries.findings(year: 2017).list
      #expect(findings.map(\.kind) == [.changedAfterReview])
      #expect(findings[0].messageZh.contains("“1300人” → “1350人”"))
      let page = try await queries.changes(after: .start, limit: 10)
      #expect(page.changes.map { $0.review != nil } == [false, true, false])
      #expect(try await queries.history(of: topic, limit: 10).versions.count == 2)
      #expect(
        try await queries.history(of: observation(0).key, area: .zhenlai, limit: 10)
          .versions.map(\.observation?.value) == [1300, nil, 1350])
    }
  }

  @Test("What can't be decided is refused in both languages, and changes nothing")
  func refusals() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      let cases: [(ReviewRequest, DaemonError.ExitCode)] = [
        (request(expected: 1299), .differs), (request(.prefer), .usage),
        (request(.reopen), .usage),
        (
          ReviewRequest(
            report: ReportID(area: .tongyu, period: .year(2017)), key: observation(0).key,
            decision: .confirm, person: "李", reason: "核对原件"), .missingInput
        ),
      ]
      for (request, exitCode) in cases {
        let error = await daemonError { _ = try await queries.add(request) }
        #expect(error?.exitCode == exitCode)
        #expect(error?.messageZh.isEmpty == false && error?.messageEn.isEmpty == false)
      }
      #expect(try await queries.reviews(of: nil, limit: 10).reviews.isEmpty)
    }
  }

  @Test("A decision that changes a total is announced to watchers; one that does not is not")
  func announced() async throws {
    let announced = Mutex<[TotalsUpdate]>([])
    func told() -> [TotalsUpdate] { announced.withLock { $0 } }
    try await withCity(announce: { changes in announced.withLock { $0 += changes } }) {
      queries, merger, journal in
      try await merge(1300, merger, journal)
      let brief = ReportID(
        area: .zhenlai, period: .year(2017), series: try #require(ReportSeries(rawValue: "brief")))
      let commit = try journal.commit(
        NodeJournal.Reading(
          report: brief, documentName: "brief.txt", sha256: "", catalogueVersion: "1",
          observations: [observation(1250)]), wallClockMs: 0)
      _ = try await merger.merge([.init(reading: try #require(commit.entry))])
      _ = try await queries.add(request(.confirm))
      #expect(told().isEmpty)
      _ = try await queries.add(
        ReviewRequest(
          report: brief, key: observation(0).key, decision: .prefer, person: "李", reason: "核实"))
      #expect(told().flatMap(\.totals).map(\.value) == [1250])
    }
  }

  @Test("Many who read the past at once all get their answer")
  func manyReaders() async throws {
    try await withCity { queries, merger, journal in
      try await merge(1300, merger, journal)
      let topic = topic
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<40 {
          group.addTask { try await queries.history(of: topic, limit: 10).versions.count }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(counts == Array(repeating: 1, count: 40))
    }
  }
}
