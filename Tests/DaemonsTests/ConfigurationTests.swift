import Foundation
import Reports
import Testing
import Web

@testable import Daemons

@Suite("Configuration files")
struct ConfigurationTests {
  private func node(_ text: String) async throws -> NodeConfiguration {
    var configuration: NodeConfiguration?
    try await withFolder { folder in
      try write(text, to: "\(folder)/node.yaml")
      configuration = try NodeConfiguration(path: "\(folder)/node.yaml", areas: .builtIn)
    }
    return try #require(configuration)
  }

  private func complaint(_ text: String) async -> String? {
    await daemonError { _ = try await node(text) }.map { "\($0.exitCode) \($0.messageEn)" }
  }

  @Test("Every key of a node is read, relative paths from the file's folder")
  func everyNodeKey() async throws {
    try await withFolder { folder in
      try write(
        """
        area: 220821
        state: state
        inbox: /srv/inbox
        control: run/control.sock
        key: keys/node.key
        aggregators:
          - live: tcp://city:5560
            control: tcp://city:5561
            key: keys/city.pub
          - live: tcp://spare:5560
            control: tcp://spare:5561
            key: /keys/spare.pub
        """, to: "\(folder)/node.yaml")
      let read = try NodeConfiguration(path: "\(folder)/node.yaml", areas: .builtIn)
      #expect(read.area == .zhenlai)
      #expect(read.stateFolder == "\(folder)/state")
      #expect(read.inboxFolder == "/srv/inbox")
      #expect(read.controlPath == "\(folder)/run/control.sock")
      #expect(read.keyPath == "\(folder)/keys/node.key")
      #expect(read.aggregators.map(\.live) == ["tcp://city:5560", "tcp://spare:5560"])
      #expect(read.aggregators.map(\.control) == ["tcp://city:5561", "tcp://spare:5561"])
      #expect(read.aggregators.map(\.keyPath) == ["\(folder)/keys/city.pub", "/keys/spare.pub"])
    }
  }

  @Test("Every key of an aggregator is read, and endpoints have defaults on loopback")
  func everyAggregatorKey() async throws {
    try await withFolder { folder in
      let path = "\(folder)/aggregator.yaml"
      try write(
        """
        state: state
        control: /run/control.sock
        key: city.key
        access: access.list
        areas: areas.csv
        reports:
          due: 01-31
        listen:
          live: tcp://0.0.0.0:1
          control: tcp://0.0.0.0:2
          totals: tcp://0.0.0.0:3
          http: 127.0.0.1:8600
        """, to: path)
      let read = try AggregatorConfiguration(path: path)
      #expect(read.stateFolder == "\(folder)/state")
      #expect(read.controlPath == "/run/control.sock")
      #expect(read.localTotalsPath == "/run/control.sock.totals")
      #expect(read.keyPath == "\(folder)/city.key")
      #expect(read.accessPath == "\(folder)/access.list")
      #expect(read.areasPath == "\(folder)/areas.csv")
      #expect(read.liveEndpoint == "tcp://0.0.0.0:1")
      #expect(read.controlEndpoint == "tcp://0.0.0.0:2")
      #expect(read.totalsEndpoint == "tcp://0.0.0.0:3")
      #expect(read.web?.address.port == 8600)
      #expect(read.reportsDue == ReportingDeadline("01-31"))

      try write("state: state\nkey: city.key\naccess: access.list", to: path)
      let short = try AggregatorConfiguration(path: path)
      #expect(short.controlPath == "\(folder)/state/control.sock")
      #expect(short.liveEndpoint == "tcp://127.0.0.1:5560")
      #expect(short.controlEndpoint == "tcp://127.0.0.1:5561")
      #expect(short.totalsEndpoint == "tcp://127.0.0.1:5562")
      #expect(short.web == nil)
      #expect(short.reportsDue == nil)

      try write(
        "state: state\nkey: city.key\naccess: access.list\nreports:\n  due: 31-01", to: path)
      let error = await daemonError { _ = try AggregatorConfiguration(path: path) }
      #expect(error?.messageEn.contains("line 5: the value '31-01' of 'due' must be a day") == true)
    }
  }

  @Test("Defaults lie in the state folder also where the file was named by a relative path")
  func relativeFile() async throws {
    try await withFolder { folder in
      let text =
        "area: 220821\nstate: state\ninsecure-loopback: true\naggregators:\n"
        + "  - live: tcp://127.0.0.1:5560\n    control: tcp://127.0.0.1:5561\n"
        + "retention-days: 30\ncatalogue: own.yaml\n"
      try write(text, to: "\(folder)/node.yaml")
      let here = FileManager.default.currentDirectoryPath
      let up = here.split(separator: "/").map { _ in "../" }.joined()
      let relative = up + folder.dropFirst()
      let read = try NodeConfiguration(path: "\(relative)/node.yaml", areas: .builtIn)
      #expect(read.stateFolder == "\(relative)/state")
      #expect(read.inboxFolder == "\(relative)/state/inbox")
      #expect(read.controlPath == "\(relative)/state/control.sock")
      #expect(read.cataloguePath == "\(relative)/own.yaml")
      #expect(read.retentionDays == 30)
    }
  }

  @Test("Entries are kept for a week at least")
  func retention() async throws {
    try await withFolder { folder in
      let text =
        "area: 220821\nstate: state\ninsecure-loopback: true\naggregators:\n"
        + "  - live: tcp://127.0.0.1:5560\n    control: tcp://127.0.0.1:5561\n"
      try write(text, to: "\(folder)/node.yaml")
      let read = try NodeConfiguration(path: "\(folder)/node.yaml", areas: .builtIn)
      #expect(read.retentionDays == 7)
      try write(text + "retention-days: 6\n", to: "\(folder)/node.yaml")
      let error = await daemonError {
        _ = try NodeConfiguration(path: "\(folder)/node.yaml", areas: .builtIn)
      }
      #expect(error?.messageEn.contains("retention-days") == true)
    }
  }

  @Test("All problems are named at once, in the order of their lines")
  func allProblems() async throws {
    let text = """
      area: 999999
      state: state
      colour: red
      aggregators:
        - live: tcp://city:5560
          contrl: tcp://city:5561
          key: city.pub
      """
    let error = try #require(await daemonError { _ = try await node(text) })
    #expect(error.exitCode == .configuration)
    let lines = error.messageEn.split(separator: "\n  ").dropFirst()
    #expect(
      lines.map(String.init) == [
        "line 1: the value '999999' of 'area' must be a code of the list of areas",
        "line 1: 'key' is missing",
        "line 3: the key 'colour' is not known",
        "line 5: 'control' is missing",
        "line 6: the key 'contrl' is not known; is it 'control'?",
      ])
    #expect(error.messageZh.contains("第 3 行：不认识的键“colour”"))
  }

  @Test(
    "Without keys a node speaks only to addresses of this machine",
    arguments: [
      ("tcp://127.0.0.1:5560", true), ("tcp://127.9.8.7:5560", true), ("tcp://[::1]:5560", true),
      ("ipc:///run/live.sock", true), ("tcp://127.example.com:5560", false),
      ("tcp://127.0.0.1.example.com:5560", false), ("tcp://localhost:5560", false),
      ("tcp://10.0.0.1:5560", false), ("tcp://127.0.0.256:5560", false),
      ("tcp://127.0.1:5560", false),
      ("tcp://*:5560", false), ("tcp://0.0.0.0:5560", false),
    ])
  func loopback(endpoint: String, isAllowed: Bool) async throws {
    let text = """
      area: 220821
      state: state
      insecure-loopback: true
      aggregators:
        - live: '\(endpoint)'
          control: tcp://127.0.0.1:5561
      """
    let complaint = await complaint(text)
    if isAllowed {
      #expect(complaint == nil)
      #expect(try await node(text).keyPath == nil)
    } else {
      #expect(complaint?.contains("line 5: without keys 'live' must be an address") == true)
    }
  }

  @Test("No more aggregators than the limit")
  func aggregatorCount() async throws {
    let item = "  - live: tcp://c:1\n    control: tcp://c:2\n    key: c.pub\n"
    func text(_ count: Int) -> String {
      "area: 220821\nstate: s\nkey: k\naggregators:\n" + String(repeating: item, count: count)
    }
    let limit = NodeConfiguration.maximumAggregators
    #expect(try await node(text(limit)).aggregators.count == limit)
    #expect(await complaint(text(limit + 1))?.contains("1 to \(limit)") == true)
  }

  private static let text = """
    area: 220821
    state: state
    insecure-loopback: true
    listen:
      http: 127.0.0.1:8601
    aggregators:
      - live: tcp://127.0.0.1:5560
        control: tcp://127.0.0.1:5561
    """

  private func layered(
    _ environment: [String: String], _ settings: [String] = []
  ) async throws -> NodeConfiguration {
    var read: NodeConfiguration?
    try await withFolder { folder in
      try write(Self.text, to: "\(folder)/node.yaml")
      read = try NodeConfiguration(
        path: "\(folder)/node.yaml", areas: .builtIn,
        layers: try SettingLayers(environment: environment, settings: settings))
    }
    return try #require(read)
  }

  @Test("Defaults, the file, the environment and the command line, each before the one it follows")
  func layers() async throws {
    #expect(try await layered(["PATH": "/bin"]).retentionDays == 7)
    let environment = [
      "UNIONSYNC_RETENTION_DAYS": "30", "UNIONSYNC_LISTEN_HTTP": "127.0.0.1:1",
      "UNIONSYNC_AREA": "220822",
    ]
    let read = try await layered(environment, ["listen.http=127.0.0.1:2"])
    #expect(read.retentionDays == 30)
    #expect(read.area == .tongyu)
    #expect(read.web?.address.port == 2)
  }

  @Test("A wrong or unknown setting of the environment or command line is named as such")
  func wrongLayers() async throws {
    let error = try #require(
      await daemonError {
        _ = try await layered(
          ["UNIONSYNC_RETENTION_DAYS": "1", "UNIONSYNC_LISTNE_HTTP": "x", "UNIONSYNC_STATE": ""],
          ["area=9", "aggregators=tcp://c:1"])
      })
    #expect(
      error.messageEn.split(separator: "\n  ").dropFirst().map(String.init).sorted() == [
        "--set aggregators: there is no such setting",
        "--set area: the value '9' of 'area' must be a code of the list of areas",
        "UNIONSYNC_LISTNE_HTTP: there is no such setting",
        "the environment's UNIONSYNC_RETENTION_DAYS: the value '1' of 'retention-days' must be a"
          + " number of days from 7 to 36500",
        "the environment's UNIONSYNC_STATE: must not be empty",
      ])
    let usage = await daemonError { _ = try SettingLayers(environment: [:], settings: ["area"]) }
    #expect(usage?.exitCode == .usage)
  }

  @Test("A check names what is wrong with the settings, or else with every file that they name")
  func check() async throws {
    try await withFolder { folder in
      let path = "\(folder)/node.yaml"
      try write(Self.text, to: path)
      #expect(ConfigurationCheck(.node, path: path).problems.isEmpty)
      let keyed = Self.text.replacing("insecure-loopback: true", with: "key: node.key")
        .replacing("5561", with: "5561\n    key: city.key.pub")
      try write(keyed + "\ncatalogue: own.yaml\nweb:\n  tokens: tokens.list\n", to: path)
      try write("indicators: 3", to: "\(folder)/own.yaml")
      let problems = ConfigurationCheck(.node, path: path).problems
      #expect(problems.count == 4)
      for name in ["node.key", "city.key.pub", "own.yaml", "tokens.list"] {
        #expect(problems.contains { $0.messageEn.contains("\(folder)/\(name)") }, "\(name)")
      }
      try write("colour: red", to: path)
      #expect(ConfigurationCheck(.node, path: path).problems.count == 1)
      #expect(ConfigurationCheck(.aggregator, path: path).problems.count == 1)
      let missing = ConfigurationCheck(.aggregator, path: "\(folder)/none.yaml").problems
      #expect(missing.map(\.exitCode) == [.missingInput])
    }
  }

  @Test(
    "A mistyped key is told the nearest one that there is, if one is near",
    arguments: [
      ("contrl", "control"), ("retention_days", "retention-days"), ("ara", "area"),
      ("colour", nil), ("x", nil),
    ])
  func nearest(typed: String, meant: String?) {
    #expect(
      NearestName.of(typed, among: ["control", "retention-days", "area", "key", "state"]) == meant)
  }
}
