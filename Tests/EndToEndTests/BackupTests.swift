import Daemons
import Foundation
import Glibc
import Reports
import Storage
import SyncProtocol
import Testing

/// Backups and their restoration, with daemons that run.
@Suite("Backup and restoration")
struct BackupTests {
  private let area = AreaCode.zhenlai

  private func backup(
    _ city: TestCity, _ what: BackupSubject, _ options: String...
  ) async throws -> BackupSummary {
    try await unionsync(
      [
        "backup", what.rawValue, "--config", configuration(of: what, in: city), "--to",
        "\(city.folder)/backup", "--format", "json",
      ] + options, folder: city.folder
    ).decoded()
  }

  private func restore(_ city: TestCity, _ what: BackupSubject) async throws -> CommandResult {
    try await city.run(
      "restore", what.rawValue, "\(city.folder)/backup", "--config",
      configuration(of: what, in: city), "--format", "json")
  }

  private func configuration(of what: BackupSubject, in city: TestCity) -> String {
    what == .node ? city.configuration(of: area) : city.aggregatorConfiguration
  }

  private func mode(of path: String) throws -> Int {
    try #require(
      FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test(
    "A city restored to an old backup catches up from its nodes, and says which decisions are gone")
  func city() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.start()
      for recipients in 1300...1301 { try await city.push(recipients: recipients, at: area) }
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      let summary = try await backup(city, .aggregator)
      #expect(summary.subject == .aggregator)
      #expect(try mode(of: "\(city.folder)/backup") == 0o600)
      try await city.push(recipients: 1402, at: area)
      try await city.waitUntilEqual()
      let decision = try await city.run(
        "review", "confirm", "relief.winter.recipients", "--year", "2017", "--area", "\(area)",
        "--person", "李", "--reason", "核对原件", "--config", city.aggregatorConfiguration)
      #expect(decision.exitCode == 0, "\(decision.errors)")

      let refused = try await restore(city, .aggregator)
      #expect(refused.exitCode == DaemonError.ExitCode.cannotCreate.rawValue)
      #expect(try await city.recipients() == 1502)

      try await city.stopAggregator()
      let outcome: Restore.Outcome = try await restore(city, .aggregator).decoded()
      #expect(outcome.decisionsLost == 1)
      let replaced = try #require(outcome.replaced)
      #expect(try rows(of: replaced, "SELECT count(*) FROM entry") == ["4"])
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["3"])
      #expect(try mode(of: city.site.store) == 0o600)
      let left = try FileManager.default.contentsOfDirectory(atPath: city.aggregatorState)
      #expect(!left.contains { $0.contains(".restoring") || $0.hasSuffix("-wal") }, "\(left)")
      // What let keys in at the time is to be compared, and not in force.
      #expect(
        outcome.settings.map { URL(filePath: $0).lastPathComponent }.sorted()
          == ["access.list", "aggregator.yaml", "city.key.pub"])

      try await city.startAggregator()
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1502)
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["4"])
      #expect(try await city.aggregatorStatus(of: area).counts?.snapshots == 0)
    }
  }

  @Test("A restored node is repaired, names what to push again, and costs the city nothing")
  func node() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      let summary = try await backup(city, .node)
      #expect(summary.fileCount == 4)
      try await city.push(recipients: 1400, at: area)
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      let log = try await city.status(of: area).logID
      try await city.stopNode(area)

      let outcome: Restore.Outcome = try await restore(city, .node).decoded()
      #expect(outcome.decisionsLost == 0)
      try await city.startNode(area)
      try await city.waitUntilEqual()
      #expect(try await city.status(of: area).logID != log)
      #expect(try await city.recipients() == 1400)
      // The city keeps what the node has lost as history.
      #expect(
        try rows(
          of: city.site.store, "SELECT count(*) FROM entry WHERE origin = \(area.number)") == ["2"])

      let document = try #require(outcome.documentsToPush.first)
      #expect(outcome.documentsToPush.count == 1)
      #expect(try await city.push(document, at: area).exitCode == 0)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1500)
      #expect(try await city.aggregatorStatus(of: area).state == "live")
      #expect(try await city.aggregatorStatus(of: .tongyu).state == "live")
    }
  }

  @Test(
    "Keys are in a backup only where they are asked for, and settings come back to a new machine")
  func keys() async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      let secret = try Data(contentsOf: URL(filePath: "\(city.folder)/\(area)/node.key"))
      _ = try await backup(city, .node)
      let without = try Data(contentsOf: URL(filePath: "\(city.folder)/backup"))
      #expect(without.range(of: secret) == nil)
      _ = try await backup(city, .node, "--with-keys")
      let target = "\(city.folder)/new"
      let command = [
        "restore", "settings", "node", "\(city.folder)/backup", "--to", target,
      ]
      let result = try await unionsync(command, folder: city.folder)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(try Data(contentsOf: URL(filePath: "\(target)/node.key")) == secret)
      #expect(try mode(of: "\(target)/node.key") == 0o600)
      let again = try await unionsync(command, folder: city.folder)
      #expect(again.exitCode == DaemonError.ExitCode.cannotCreate.rawValue)
    }
  }

  @Test("What can't be a backup is refused, and the store is left as it is")
  func refused() async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      try await city.waitUntilEqual()
      try await city.stopAggregator()
      let missing = try await restore(city, .aggregator)
      #expect(missing.exitCode == DaemonError.ExitCode.missingInput.rawValue)
      try city.write("这不是备份", to: "\(city.folder)/backup")
      let result = try await restore(city, .aggregator)
      #expect(result.exitCode == DaemonError.ExitCode.unreadableDocument.rawValue)
      #expect(result.errors.contains("error: "))
      let left = try FileManager.default.contentsOfDirectory(atPath: city.aggregatorState)
      #expect(!left.contains { $0.contains("restoring") || $0.contains("replaced") })
      try await city.startAggregator()
      try await city.waitUntilEqual()
    }
  }

  @Test("A backup that is interrupted leaves nothing behind and the last one as it was")
  func interrupted() async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      _ = try await backup(city, .aggregator)
      let path = "\(city.folder)/backup"
      let before = try Data(contentsOf: URL(filePath: path))
      // Large enough that the signal comes while it is copied and checked.
      try rows(
        of: city.site.store,
        """
        CREATE TABLE ballast (content BLOB);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
          INSERT INTO ballast SELECT randomblob(1000000) FROM n;
        """)
      let process = try TestProcess(
        ["backup", "aggregator", "--config", city.aggregatorConfiguration, "--to", path],
        folder: city.folder)
      try await waitUntil("the copying has begun") {
        let size = try? FileManager.default.attributesOfItem(atPath: path + ".part")[.size] as? Int
        return (size ?? 0) > 0 || !process.isRunning
      }
      process.signal(SIGINT)
      #expect(try await process.waitUntilEnded(within: 30) == DaemonError.ExitCode.failure.rawValue)
      #expect(process.errors.contains("interrupted"))
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      let left = try FileManager.default.contentsOfDirectory(atPath: city.folder)
      #expect(!left.contains { $0.hasPrefix("backup.part") })
    }
  }
}
