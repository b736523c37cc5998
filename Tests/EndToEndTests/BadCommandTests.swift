import Daemons
import Foundation
import Reports
import Testing

@Suite("Commands that can't be carried out")
struct BadCommandTests {
  @Test("Without a daemon every question says so at once")
  func noDaemon() async throws {
    try await TestCity.with { city in
      let report = try city.reportFile(reportText(1300, of: .zhenlai))
      let node = ["--config", city.configuration(of: .zhenlai)]
      let aggregator = ["--config", city.aggregatorConfiguration]
      for command in [
        ["node", "status"] + node, ["node", "push", report] + node,
        ["aggregator", "status"] + aggregator, ["totals"] + aggregator, ["watch"] + aggregator,
        ["explain", "relief.winter.recipients", "--year", "2017"] + aggregator,
      ] {
        try await unionsync(command, folder: city.folder, within: 10)
          .expectComplaint(.unavailable, naming: "control.sock")
      }
    }
  }

  @Test("The socket file of a daemon that was killed does not keep anybody waiting")
  func staleSocket() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      try city.node(.zhenlai).kill()
      #expect(FileManager.default.fileExists(atPath: city.state(of: .zhenlai) + "/control.sock"))
      try await unionsync(
        ["node", "status", "--config", city.configuration(of: .zhenlai)], folder: city.folder,
        within: 10
      ).expectComplaint(.unavailable, naming: "control.sock")
      try await city.startNode(.zhenlai)
      #expect(try await city.status(of: .zhenlai).head == 0)
    }
  }

  @Test("An indicator that nobody states is named")
  func unknownIndicator() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      try await city.run(
        "explain", "no.such.indicator", "--year", "2017", "--config", city.aggregatorConfiguration
      ).expectComplaint(.missingInput, naming: "no.such.indicator", "2017")
    }
  }

  @Test(
    "Options of push that are none are named before anything is sent",
    arguments: [
      (["--period", "2017-13"], "2017-13"), (["--series", ""], "series"),
      (["--series", "a/b"], "a/b"), (["--published", "yesterday"], "yesterday"),
    ])
  func pushOptions(options: [String], word: String) async throws {
    try await TestCity.with { city in
      let report = try city.reportFile(reportText(1300, of: .zhenlai))
      try await unionsync(
        ["node", "push", report, "--config", city.configuration(of: .zhenlai)] + options,
        folder: city.folder
      ).expectComplaint(.usage, naming: word)
    }
  }

  @Test("Keys: a holder that is none, a key that is there, and one that is not")
  func keys() async throws {
    try await TestCity.with { city in
      let access = ["--access", city.accessPath]
      for holder in ["somebody", "220824"] {
        try await unionsync(
          ["keys", "authorize", holder, city.key(of: .zhenlai)] + access, folder: city.folder
        ).expectComplaint(.usage, naming: holder)
      }
      try await city.run("keys", "generate", "\(city.folder)/city/city.key")
        .expectComplaint(.cannotCreate, naming: "city.key")
      try await unionsync(
        ["keys", "revoke", "\(city.folder)/city/city.key.pub"] + access, folder: city.folder
      ).expectComplaint(.missingInput, naming: city.accessPath)
      try await unionsync(
        ["keys", "revoke", "\(city.folder)/none.pub"] + access, folder: city.folder
      ).expectComplaint(.noPermission, naming: "none.pub")
    }
  }

  @Test("verify names what it can't read, and an area that is none")
  func verify() async throws {
    try await TestFolder.with { folder in
      try await unionsync(["verify", "--city", folder], folder: folder)
        .expectComplaint(.inputOutput, naming: "city.sqlite")
      for node in ["220821", "000000=\(folder)"] {
        try await unionsync(["verify", "--city", folder, "--node", node], folder: folder)
          .expectComplaint(.usage, naming: node.prefix(6).description)
      }
    }
  }

  @Test("verify exits with its own code where the city lacks an entry")
  func difference() async throws {
    try await TestCity.with { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      try city.aggregator().kill()
      try await city.push(recipients: 1301, at: .zhenlai)
      let result = try await city.verify()
      #expect(result.exitCode == DaemonError.ExitCode.differs.rawValue, "\(result.errors)")
      #expect(result.errors.isEmpty)
    }
  }
}
