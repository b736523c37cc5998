import ReportParsing
import Reports
import Storage
import SyncProtocol
import Testing

@testable import Daemons

@Suite("Merging at the city")
struct CityMergerTests {
  private func withMerger(
    _ body: (_ merger: CityMerger, _ journal: NodeJournal, _ folder: String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      try await body(try merger(in: folder), try journal(in: folder), folder)
    }
  }

  private func merger(in folder: String) throws -> CityMerger {
    var generator = SystemRandomNumberGenerator()
    return try CityMerger(
      store: try CityStore(
        path: "\(folder)/city.sqlite", newIncarnation: .random(using: &generator)),
      areas: .builtIn, indicators: Catalogue.builtIn.indicators, clock: .fixed)
  }

  @Test("A change tells the new totals, the removed ones, and who caused it")
  func changes() async throws {
    try await withMerger { merger, journal, _ in
      let put = OriginInbox.Merge(reading: try commit(1300, to: journal))
      let first = try await merger.merge([put])
      let change = try #require(first.changes.first)
      #expect(change.sequence == 1)
      #expect(change.origin == .zhenlai)
      #expect(change.totals.map(\.value) == [1300])
      #expect(change.removed.isEmpty)
      #expect(first.cursors == [.zhenlai: put.entry.position])
      #expect(await merger.totals().totals == change.totals)
      #expect(await merger.totals(year: 2016).totals.isEmpty)

      let corrected = OriginInbox.Merge(reading: try commit(1350, to: journal))
      #expect(try await merger.merge([corrected]).changes.first?.totals.map(\.value) == [1350])

      let retract = OriginInbox.Merge(reading: try commit(nil, to: journal))
      let removal = try #require(try await merger.merge([retract]).changes.first)
      #expect(removal.sequence == 3)
      #expect(removal.totals.isEmpty)
      #expect(removal.removed == change.totals.map(\.id))
      #expect(await merger.totals().totals.isEmpty)
      #expect(await merger.observationCount == 0)
    }
  }

  @Test("Several areas in one merge are one change of no single origin")
  func several() async throws {
    try await withMerger { merger, zhenlai, folder in
      try FileSystem.makeFolder("\(folder)/tongyu")
      let tongyu = try journal(of: .tongyu, in: "\(folder)/tongyu")
      let outcome = try await merger.merge([
        OriginInbox.Merge(reading: try commit(100, to: zhenlai)),
        OriginInbox.Merge(reading: try commit(20, to: tongyu)),
        OriginInbox.Merge(reading: try commit(200, to: zhenlai)),
      ])
      #expect(outcome.changes.first?.origin == nil)
      #expect(outcome.changes.first?.totals.map(\.value) == [220])
      #expect(outcome.cursors[.zhenlai]?.sequence == 2)
      #expect(outcome.cursors[.tongyu]?.sequence == 1)
      let topic = Dataset.Topic(indicator: .recipients, year: 2017)
      #expect(Set(await merger.current.rows(of: topic).keys) == [.zhenlai, .tongyu])
    }
  }

  @Test("A merge that fails changes nothing, and what was merged is there after a restart")
  func failures() async throws {
    try await withMerger { merger, journal, folder in
      let entries = try [commit(100, to: journal), commit(200, to: journal)]
      await #expect(throws: StorageError.self) {
        try await merger.merge([OriginInbox.Merge(reading: entries[1])])
      }
      #expect(await merger.totals().totals.isEmpty)
      _ = try await merger.merge(entries.map(OriginInbox.Merge.init))
      let totals = await merger.totals().totals
      #expect(totals.map(\.value) == [200])
      let restarted = try self.merger(in: folder)
      #expect(await restarted.totals().totals == totals)
    }
  }
}
