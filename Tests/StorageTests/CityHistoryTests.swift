import Foundation
import Reports
import SyncProtocol
import TestSupport
import Testing

@testable import Storage

@Suite("The past in the city's store")
struct CityHistoryTests: CityTests {
  private let indicators = IndicatorList([])

  private func withRandomCities(
    _ count: Int, steps: Int, _ body: (RandomCity) async throws -> Void
  ) async throws {
    for seed in 0..<count {
      try await withStore { store, _ in
        var city = RandomCity(store: store, seed: UInt64(seed))
        for _ in 0..<steps { try city.step() }
        try await body(city)
      }
    }
  }

  @Test("The dataset as of any moment is what had come in until then, decisions included")
  func asOf() async throws {
    try await withRandomCities(12, steps: 60) { city in
      let last = try #require(city.events.last)
      for moment in stride(from: Int64(0), through: last.atMs + 1, by: 7) {
        let state = try await city.store.fold(asOfMs: moment)
        let expected = city.dataset(asOfMs: moment)
        #expect(state.dataset.allRows == expected.allRows, "as of \(moment)")
        #expect(
          state.dataset.totals(areas: .builtIn, indicators: indicators)
            == expected.totals(areas: .builtIn, indicators: indicators), "as of \(moment)")
      }
      let now = try city.store.fold()
      #expect(now.dataset.allRows == city.dataset(asOfMs: .max).allRows)
      #expect(now.last == last.cursor)
    }
  }

  @Test("Pages of changes tell each event once, in order, whatever their size")
  func changes() async throws {
    try await withRandomCities(6, steps: 80) { city in
      for limit in [1, 3, 1_000] {
        var cursor = HistoryCursor.start
        var seen: [HistoryCursor] = []
        var page = try await city.store.changes(after: cursor, limit: limit)
        while !page.isComplete {
          #expect(page.changes.count == limit)
          seen += page.changes.map(\.cursor)
          cursor = page.next
          page = try await city.store.changes(after: cursor, limit: limit)
        }
        seen += page.changes.map(\.cursor)
        #expect(seen == city.events.map(\.cursor))
        #expect(seen == seen.sorted())
        let end = try await city.store.changes(after: page.next, limit: limit)
        #expect(end == ChangePage([], after: page.next, isComplete: true))
      }
    }
  }

  @Test("A topic's history has each moment at which its total was another than before")
  func totals() async throws {
    var changes = 0
    try await withRandomCities(12, steps: 80) { city in
      let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)
      var dataset = Dataset()
      var expected: [(HistoryCursor, FixedDecimal?, FixedDecimal?)] = []
      var before: FixedDecimal?
      for event in city.events {
        dataset.apply(event)
        let after = dataset.totals(of: topic, areas: .builtIn, indicators: indicators).first?.value
        if before != after { expected.append((event.cursor, before, after)) }
        before = after
      }
      let history = try await city.store.history(
        of: topic, areas: .builtIn, indicators: indicators, limit: 1_000)
      #expect(history.isComplete)
      // A change of an area's figure may leave the sum what it was.
      let moved = history.versions.filter { $0.before?.value != $0.after?.value }
      #expect(moved.map(\.cursor) == expected.map(\.0))
      #expect(moved.map(\.before?.value) == expected.map(\.1))
      #expect(moved.map(\.after?.value) == expected.map(\.2))
      changes += moved.count
      let newest = try await city.store.history(
        of: topic, areas: .builtIn, indicators: indicators, limit: 2)
      #expect(newest.versions == history.versions.suffix(2))
      #expect(newest.isComplete == (history.versions.count <= 2))
    }
    #expect(changes > 100)
  }

  @Test("A figure's history has each version of each report, and the decisions about it")
  func observations() async throws {
    try await withRandomCities(12, steps: 80) { city in
      let key = observation("a", 0).key
      var current: [ReportID: Dataset.Row] = [:]
      var dataset = Dataset()
      var expected: [(HistoryCursor, FixedDecimal?, Review?)] = []
      for event in city.events where event.area == zhenlai {
        dataset.apply(event)
        if case .review(let review) = event.content {
          if review.key == key { expected.append((event.cursor, nil, review)) }
          continue
        }
        let rows = dataset.rows(of: zhenlai).filter { $0.observation.key == key }
        let after = Dictionary(uniqueKeysWithValues: rows.map { ($0.report, $0) })
        for report in Set(after.keys).union(current.keys).sorted() {
          let isPut: Bool
          if case .delta(let delta) = event.content {
            isPut = delta.report == report && delta.puts.contains { $0.key == key }
          } else {
            isPut = false
          }
          guard isPut || after[report]?.observation != current[report]?.observation else {
            continue
          }
          expected.append((event.cursor, after[report]?.observation.value, nil))
        }
        current = after
      }
      let history = try await city.store.history(of: key, area: zhenlai, limit: 1_000)
      #expect(history.versions.map(\.cursor) == expected.map(\.0))
      #expect(history.versions.map(\.observation?.value) == expected.map(\.1))
      #expect(history.versions.map(\.review) == expected.map(\.2))
    }
  }

  @Test("A history read page by page is the whole one, and no event is torn apart")
  func historyPages() async throws {
    try await withRandomCities(8, steps: 80) { city in
      let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)
      let key = observation("a", 0).key
      for limit in [1, 2, 7] {
        try await expectWhole(limit) { limit, before in
          try await city.store.history(
            of: topic, areas: .builtIn, indicators: indicators, limit: limit, before: before)
        } cursor: {
          $0.cursor
        }
        try await expectWhole(limit) { limit, before in
          try await city.store.history(of: key, area: zhenlai, limit: limit, before: before)
        } cursor: {
          $0.cursor
        }
      }
    }
  }

  private func expectWhole<Version>(
    _ limit: Int, _ page: (Int, HistoryCursor?) async throws -> History<Version>,
    cursor: (Version) -> HistoryCursor
  ) async throws {
    let whole = try await page(HistoryLimit.maximumVersions, nil)
    #expect(whole.isComplete)
    var read: [Version] = []
    var before: HistoryCursor?
    for _ in 0...whole.versions.count {
      let next = try await page(limit, before)
      read = next.versions + read
      guard !next.isComplete, let first = next.versions.first else { break }
      before = cursor(first)
    }
    #expect(read == whole.versions)
  }

  @Test("A clock that was set back leaves no hole: what came first comes first")
  func clockSetBack() async throws {
    try await withStore { store, _ in
      let chain = try chain(zhenlai, count: 3)
      for (merge, atMs) in zip(chain, [10, 50, 20] as [Int64]) {
        _ = try store.append([merge], wallClockMs: atMs)
      }
      #expect(try await store.fold(asOfMs: 30).dataset.count == 1)
      #expect(try await store.fold(asOfMs: 50).dataset.count == 3)
      #expect(try await store.fold(asOfMs: 9).dataset.count == 0)
    }
  }

  @Test("Entries are merged while a long reading goes on, and the reading sees one state")
  func beside() async throws {
    try await withRandomCities(1, steps: 40) { city in
      let before = city.dataset(asOfMs: .max).allRows
      let (reading, merged) = (Signal(), Gate())
      let file = city.store.file
      async let rows = file.readAside { database in
        // The transaction has its state from the first row that it looks at.
        _ = try CityReplay().forEach(in: database, of: file) { _ in false }
        reading.give()
        merged.wait()
        var state = CityState()
        try CityReplay().forEachEvent(in: database, of: file) { event in
          state.apply(event)
          return true
        }
        return state.dataset.allRows
      }
      await reading.wait()
      var more = city
      for _ in 0..<10 { try more.step() }
      merged.open()
      #expect(try await rows == before)
      #expect(try city.store.fold().dataset.allRows == more.dataset(asOfMs: .max).allRows)
    }
  }

  @Test("A reading that nobody waits for any more ends before it is done")
  func cancelled() async throws {
    try await withRandomCities(1, steps: 40) { city in
      let file = city.store.file
      let reading = Signal()
      let task = Task { () async -> StorageError? in
        do throws(StorageError) {
          _ = try await file.readAside { database in
            reading.give()
            for _ in 0..<1_000_000 {
              try CityReplay().forEach(in: database, of: file) { _ in true }
            }
            return 0
          }
          return nil
        } catch {
          return error
        }
      }
      await reading.wait()
      task.cancel()
      #expect(await task.value?.code == .cancelled)
    }
  }

  @Test("The register knows each report's last revision, when it came and how much it states")
  func reports() throws {
    try withStore { store, _ in
      func revision(_ number: Int, _ codes: [String]) -> [UInt8] {
        Delta(
          report: report(), document: DocumentReference(name: "总结", sha256: "", revision: number),
          catalogueVersion: "1", puts: codes.map { observation($0, 1) }, retracts: []
        ).encoded
      }
      let chain = try chain(zhenlai, bodies: [revision(1, ["a", "b"]), revision(2, ["b", "c"])])
      _ = try store.append([chain[0]], wallClockMs: 10)
      _ = try store.append([chain[1]], wallClockMs: 20)
      func standing() throws -> ReportStanding {
        let state = try store.fold()
        return try #require(state.reports.standings(in: state.dataset).first)
      }
      #expect(try standing().document.revision == 2)
      #expect(try standing().receivedAtMs == 20)
      #expect(try standing().firstReceivedAtMs == 10)
      #expect(try standing().observationCount == 3)
      try take(
        snapshot(bodies: [revision(1, ["a"]), revision(2, ["b"])]), of: zhenlai, into: store)
      #expect(try standing().document.revision == 2)
      #expect(try standing().receivedAtMs == 20, "The state repeats what was known.")
      #expect(try standing().firstReceivedAtMs == 10)
      #expect(try standing().observationCount == 2)
    }
  }
}

/// Holds a thread of the database up until the test opens it.
private final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func open() { semaphore.signal() }
  func wait() { semaphore.wait() }
}

/// Tells a test that a thread of the database has come somewhere; waiting for it holds up no thread
/// that other tests need.
private final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func give() { continuation.finish() }
  func wait() async { for await _ in stream {} }
}
