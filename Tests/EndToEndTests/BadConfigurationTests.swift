import Daemons
import Foundation
import Reports
import Testing

@Suite("Configurations that can't be used")
struct BadConfigurationTests {
  /// Runs a node that must not come up.
  private func run(_ configuration: String, in city: TestCity) async throws -> CommandResult {
    let path = "\(city.folder)/220821/bad.yaml"
    try city.write(configuration, to: path)
    return try await city.run("node", "run", "--config", path)
  }

  private static let aggregators = """
    aggregators:
      - live: tcp://127.0.0.1:5560
        control: tcp://127.0.0.1:5561
        key: ../city/city.key.pub
    """

  @Test(
    "The line, the key and the value are named",
    arguments: [
      ("area: 220824\nstate: s\nkey: node.key", ["line 1", "'220824'", "'area'"]),
      ("area: 220821\nstate: s\nkey: node.key\ncolour: red", ["line 4", "'colour'"]),
      ("area: 220821\nkey: node.key", ["'state' is missing"]),
      ("area: 220821\nstate: [s]\nkey: node.key", ["line 2", "'state'"]),
      ("area: 220821\nstate: s\nkey: node.key\ninsecure-loopback: maybe", ["line 4", "'maybe'"]),
      (
        "area: none\nstates: s\ncolour: red\nkey: node.key",
        [
          "line 1", "'none'", "line 2", "'states'", "line 3", "'colour'", "'state' is missing",
        ]
      ),
    ])
  func settings(text: String, words: [String]) async throws {
    try await TestCity.with { city in
      let result = try await run(text + "\n" + Self.aggregators, in: city)
      result.expectComplaint(.configuration, naming: "bad.yaml")
      for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    }
  }

  @Test(
    "What is no YAML, or no settings at all, is said in one sentence",
    arguments: [
      "area: [220821", "area: 220821\n\tstate: s", "- 220821", "", "area: 1\narea: 2", "\u{0}\u{1}",
    ])
  func malformed(text: String) async throws {
    try await TestCity.with { city in
      try await run(text, in: city).expectComplaint(.configuration, naming: "bad.yaml")
    }
  }

  @Test("A list of aggregators that is missing, empty or incomplete is refused")
  func aggregators() async throws {
    try await TestCity.with { city in
      let start = "area: 220821\nstate: s\nkey: node.key\n"
      for text in ["", "aggregators: []", "aggregators: city"] {
        try await run(start + text, in: city)
          .expectComplaint(.configuration, naming: "'aggregators'")
      }
      let incomplete =
        "aggregators:\n  - live: tcp://127.0.0.1:5560\n    control: tcp://127.0.0.1:1"
      try await run(start + incomplete, in: city)
        .expectComplaint(.configuration, naming: "line 5", "'key' is missing")
    }
  }

  @Test("An endpoint that is none is refused with its text")
  func endpoint() async throws {
    try await TestCity.with { city in
      let text = """
        area: 220821
        state: s
        key: node.key
        aggregators:
          - live: city:5560
            control: tcp://127.0.0.1:5561
            key: ../city/city.key.pub
        """
      try await run(text, in: city).expectComplaint(.configuration, naming: "city:5560")
    }
  }

  @Test("A configuration that is missing or is a folder is named")
  func missing() async throws {
    try await TestFolder.with { folder in
      for command in ["node", "aggregator"] {
        try await unionsync([command, "run", "--config", "\(folder)/no.yaml"], folder: folder)
          .expectComplaint(.missingInput, naming: "\(folder)/no.yaml")
        try await unionsync([command, "run", "--config", folder], folder: folder)
          .expectComplaint(.missingInput, naming: folder)
      }
    }
  }

  @Test("A key that is missing, malformed or readable by others keeps a daemon from starting")
  func keys() async throws {
    try await TestCity.with { city in
      let key = "\(city.folder)/220821/node.key"
      let start = ["node", "run", "--config", city.configuration(of: .zhenlai)]
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
      try await unionsync(start, folder: city.folder)
        .expectComplaint(.noPermission, naming: "chmod 600 \(key)")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
      try city.write("not a key", to: key)
      try await unionsync(start, folder: city.folder)
        .expectComplaint(.noPermission, naming: key, "40")
      try FileManager.default.removeItem(atPath: key)
      try await unionsync(start, folder: city.folder)
        .expectComplaint(.noPermission, naming: key, "keys generate")
    }
  }

  @Test("A folder that can't be made is named")
  func folder() async throws {
    try await TestCity.with { city in
      // Below a file nobody can make a folder, not even root.
      let text = "area: 220821\nstate: node.yaml/state\nkey: node.key\n" + Self.aggregators
      try await run(text, in: city).expectComplaint(.cannotCreate, naming: "node.yaml/state")
    }
  }

  @Test("Two daemons never share a state folder, and the first goes on")
  func sharedFolder() async throws {
    try await TestCity.with { city in
      try await city.start()
      try await city.run("node", "run", "--config", city.configuration(of: .zhenlai))
        .expectComplaint(.cannotCreate, naming: city.state(of: .zhenlai))
      try await city.run("aggregator", "run", "--config", city.aggregatorConfiguration)
        .expectComplaint(.cannotCreate, naming: city.aggregatorState)
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
    }
  }

  @Test("A port that is taken is named")
  func port() async throws {
    try await TestCity.with { city in
      for port in [city.livePort, city.controlPort, city.totalsPort] {
        let listener = try Listener(port: port)
        try await city.run("aggregator", "run", "--config", city.aggregatorConfiguration)
          .expectComplaint(.cannotCreate, naming: "\(listener.port)")
      }
    }
  }

  @Test("An HTTP port that is taken is named")
  func httpPort() async throws {
    try await TestCity.with { city in
      let listener = try Listener(port: try Ports.free(1)[0])
      let text = try String(contentsOfFile: city.aggregatorConfiguration, encoding: .utf8)
      try city.write(
        text + "  http: 127.0.0.1:\(listener.port)", to: city.aggregatorConfiguration)
      let result = try await city.run(
        "aggregator", "run", "--config", city.aggregatorConfiguration)
      #expect(result.exitCode == DaemonError.ExitCode.cannotCreate.rawValue)
      #expect(result.errors.contains("error: "), "\(result.errors)")
      #expect(result.errors.contains("\(listener.port)"), "\(result.errors)")
    }
  }

  @Test("A path that is too long for a socket is named")
  func longPath() async throws {
    try await TestCity.with { city in
      let long = String(repeating: "x", count: 120)
      let text = "area: 220821\nstate: s\ncontrol: \(long)\nkey: node.key\n" + Self.aggregators
      try await run(text, in: city).expectComplaint(.cannotCreate, naming: long)
    }
  }
}
