import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing

/// Failure 7: an aggregator that has gone back to an old backup. SYNC-107.
@Suite("Failures of the city's disk")
struct RestoredCityTests {
  private let area = AreaCode.zhenlai

  private func stopAndCopy(_ city: TestCity, to backup: String) async throws {
    try await city.stopAggregator()
    try FileManager.default.copyItem(atPath: city.aggregatorState, toPath: backup)
    try await city.startAggregator()
    try await city.waitUntilLive()
  }

  private func restore(_ city: TestCity, from backup: String) async throws {
    try await city.stopAggregator()
    try FileManager.default.removeItem(atPath: city.aggregatorState)
    try FileManager.default.copyItem(atPath: backup, toPath: city.aggregatorState)
    try await city.startAggregator()
  }

  @Test("Failure 7: an aggregator restored from an old backup gets the entries since by replay")
  func replay() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.start()
      for recipients in 1300...1301 { try await city.push(recipients: recipients, at: area) }
      try await city.waitUntilEqual()
      try await stopAndCopy(city, to: "\(city.folder)/backup")
      for recipients in 1400...1403 { try await city.push(recipients: recipients, at: area) }
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      try await restore(city, from: "\(city.folder)/backup")
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1503)
      #expect(try await city.aggregatorStatus(of: area).counts?.snapshots == 0)
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["7"])
    }
  }

  @Test("Failure 7: an aggregator whose disk is gone gets everything anew")
  func emptyDisk() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.start()
      for recipients in 1300...1301 { try await city.push(recipients: recipients, at: area) }
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      try city.aggregator().kill()
      try FileManager.default.removeItem(atPath: city.aggregatorState)
      try await city.startAggregator()
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1401)
    }
  }

  @Test("Failure 7: what the node has let go of after a week comes as a snapshot")
  func snapshot() async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      try await city.waitUntilEqual()
      try await stopAndCopy(city, to: "\(city.folder)/backup")
      for recipients in 1400...1403 { try await city.push(recipients: recipients, at: area) }
      try await city.waitUntilEqual()
      try await foldEntries(in: city, through: 5)
      try await city.push(recipients: 1500, at: area)
      try await city.waitUntilEqual()

      try await restore(city, from: "\(city.folder)/backup")
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1500)
      #expect(try await city.aggregatorStatus(of: area).counts?.snapshots == 1)
      let store = city.site.store
      // The first entry came with the backup, the last one as an entry again.
      #expect(try rows(of: store, "SELECT count(*) FROM entry") == ["2"])
      #expect(try rows(of: store, "SELECT sequence FROM snapshot") == ["5"])
    }
  }

  @Test("Failure 7: a snapshot goes on where it was when node and city were killed")
  func interruptedSnapshot() async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.start()
      // Each report is a chunk.
      let control = city.state(of: area) + "/control.sock"
      let path = try city.reportFile(reportText(10, of: area))
      for number in 1...Self.reports {
        let series = try #require(ReportSeries(rawValue: "series-\(number)"))
        _ = try await DaemonClient.push(
          file: path, options: DocumentOptions(series: series), controlPath: control)
      }
      try await city.waitUntilEqual()
      try await foldEntries(in: city, through: Self.reports)
      try city.aggregator().kill()
      try FileManager.default.removeItem(atPath: city.aggregatorState)
      try await city.startAggregator()

      let staged = { try rows(of: city.site.store, "SELECT count(*) FROM staged_chunk") }
      try await waitUntil("a part of the snapshot is there") { try staged() != ["0"] }
      try city.aggregator().kill()
      try city.node(area).kill()
      let kept = try staged()
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM snapshot") == ["0"])
      try await city.startAggregator()
      #expect(try staged() == kept)
      #expect(try await city.recipients() == nil)
      try await city.startNode(area)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() != nil)
      #expect(
        try rows(of: city.site.store, "SELECT count(*) FROM snapshot_chunk") == ["\(Self.reports)"])
    }
  }

  private static let reports = 200

  /// Lets the node's entries so far grow older than the retention, as the node sees it, and waits
  /// until it has folded them.
  private func foldEntries(in city: TestCity, through last: Int) async throws {
    let journal = city.state(of: area) + "/journal.sqlite"
    try await city.stopNode(area)
    try rows(
      of: journal,
      """
      DELETE FROM acknowledged;
      INSERT INTO acknowledged (at_ms, sequence)
        SELECT (strftime('%s', 'now') - 8 * 86400) * 1000, sequence FROM log;
      """)
    try await city.startNode(area)
    try await waitUntil("the entries are folded") {
      try rows(of: journal, "SELECT base_sequence FROM log") == ["\(last)"]
    }
    #expect(try rows(of: journal, "SELECT count(*) FROM entry") == ["0"])
    try await city.waitUntilLive()
  }
}
