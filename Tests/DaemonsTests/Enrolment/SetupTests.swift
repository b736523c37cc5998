import Foundation
import Reports
import Testing
import ZeroMQ

@testable import Daemons

@Suite("Setting up a city and an office")
struct SetupTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func node(
    _ folder: String, area: AreaCode = .zhenlai, city: NodeSetup.City? = nil, several: Bool = false
  ) throws -> NodeSetup.Outcome {
    try NodeSetup(
      in: try SetupPlace(folder: folder), area: area, city: city, isOneOfSeveral: several
    ).run()
  }

  private func city(
    _ folder: String, host: String? = "city.example:7000"
  ) throws -> AggregatorSetup.Outcome {
    try AggregatorSetup(in: try SetupPlace(folder: folder), address: host).run()
  }

  @Test("A city gets keys, list, settings and a code, and a second time changes nothing")
  func newCity() async throws {
    try await withFolder { parent in
      let folder = "\(parent)/city"
      let outcome = try city(folder)
      #expect(outcome.files.count { !$0.isNew } == 0)
      let settings = try AggregatorConfiguration(path: outcome.configuration)
      #expect(settings.liveEndpoint == "tcp://0.0.0.0:7000")
      #expect(settings.controlEndpoint == "tcp://0.0.0.0:7001")
      #expect(settings.totalsEndpoint == "tcp://0.0.0.0:7002")
      #expect(settings.stateFolder == "\(folder)/aggregator")
      let keyPath = try #require(settings.keyPath)
      #expect(try mode(keyPath) == 0o600)
      #expect(try mode(keyPath + ".pub") == 0o644)
      #expect(try mode(outcome.configuration) == 0o640)
      #expect(try mode(outcome.access) == 0o640)
      #expect(try AccessList(path: outcome.access).grants.isEmpty)
      let enrolment = try #require(outcome.enrolment)
      #expect(enrolment.key == (try KeyFile.readSecret(at: keyPath).publicKey))
      #expect(enrolment.subject == .city(try #require(CityAddress("city.example:7000"))))
      #expect(try Enrolment(text: try read(outcome.enrolmentPath)) == enrolment)
      let secret = try read(keyPath).trimmingCharacters(in: .newlines)
      for file in outcome.files where file.path != keyPath {
        #expect(!(try read(file.path)).contains(secret), "\(file.path)")
      }

      // The host is remembered, the ports are those of the settings.
      for host in [nil, "city.example"] {
        let again = try city(folder, host: host)
        #expect(again.enrolment == enrolment)
        #expect(again.files.count { $0.isNew } == 0)
      }
      let forwarded = try city(folder, host: "wan.example:80:81")
      #expect(forwarded.enrolment?.code.hasPrefix("UC1/wan.example:80/") == true)
      #expect(forwarded.files.filter(\.isNew).map(\.path) == [outcome.enrolmentPath])
    }
  }

  @Test("Without a host there is no code yet, and on loopback the city listens there alone")
  func hosts() async throws {
    try await withFolder { folder in
      #expect(try city("\(folder)/a", host: nil).enrolment == nil)
      #expect(
        try city("\(folder)/a", host: "later").enrolment?.code.hasPrefix("UC1/later/") == true)
      let local = try city("\(folder)/b", host: "127.0.0.1:7000")
      #expect(
        try AggregatorConfiguration(path: local.configuration).liveEndpoint
          == "tcp://127.0.0.1:7000")
      for host in ["a:65534", "a:10:9", "a b"] {
        let error = await daemonError { _ = try city("\(folder)/c", host: host) }
        #expect(error?.exitCode == .usage)
      }
      #expect(FileSystem.names(in: "\(folder)/c") == [])
    }
  }

  @Test("A node gets its keys at once and its settings once the city is known")
  func newNode() async throws {
    try await withFolder { folder in
      let enrolment = try #require(try city("\(folder)/city").enrolment)
      let first = try node("\(folder)/node")
      #expect(first.configuration == nil)
      #expect(first.enrolment.subject == .office(.zhenlai))
      let second = try node("\(folder)/node", city: .enrolment(enrolment))
      #expect(second.enrolment == first.enrolment)
      let read = try NodeConfiguration(
        path: try #require(second.configuration), areas: .builtIn)
      #expect(read.area == .zhenlai)
      #expect(read.stateFolder == "\(folder)/node/node")
      #expect(read.aggregators.map(\.live) == ["tcp://city.example:7000"])
      #expect(read.aggregators.map(\.control) == ["tcp://city.example:7001"])
      let cityKey = try #require(read.aggregators.first?.keyPath)
      #expect(try KeyFile.readPublic(at: cityKey) == enrolment.key)
      let key = try #require(read.keyPath)
      #expect(try mode(key) == 0o600)
      #expect(try KeyFile.readSecret(at: key).publicKey == first.enrolment.key)

      let third = try node("\(folder)/node", city: .enrolment(enrolment))
      #expect(third.files.count { $0.isNew } == 0)
      let known = try node("\(folder)/node")
      #expect(known.configuration == second.configuration)
    }
  }

  @Test("Several areas of one machine have files and units of their own")
  func several() async throws {
    try await withFolder { folder in
      let enrolment = try #require(try city("\(folder)/city").enrolment)
      let first = try node("\(folder)/n", city: .enrolment(enrolment), several: true)
      let second = try node(
        "\(folder)/n", area: .tongyu, city: .enrolment(enrolment), several: true)
      #expect(first.unit == "unionsync-node@220821")
      #expect(second.configuration == "\(folder)/n/node-220822.yaml")
      #expect(first.enrolment.key != second.enrolment.key)
      let states = try [first, second].map {
        try NodeConfiguration(path: try #require($0.configuration), areas: .builtIn)
      }
      #expect(Set(states.map(\.stateFolder)).count == 2)
      #expect(Set(states.map(\.keyPath)).count == 2)
    }
  }

  @Test("A city known by address needs its key's file")
  func byAddress() async throws {
    try await withFolder { folder in
      let outcome = try city("\(folder)/city")
      let address = try #require(CityAddress("10.0.0.1"))
      let missing = await daemonError {
        _ = try node("\(folder)/node", city: .address(address, keyPath: nil))
      }
      #expect(missing?.exitCode == .usage)
      #expect(FileSystem.names(in: "\(folder)/node") == [])
      let key = "\(folder)/city/aggregator.key.pub"
      let made = try node("\(folder)/node", city: .address(address, keyPath: key))
      let read = try NodeConfiguration(path: try #require(made.configuration), areas: .builtIn)
      #expect(read.aggregators.map(\.live) == ["tcp://10.0.0.1:5560"])
      #expect(
        try KeyFile.readPublic(at: "\(folder)/node/city.key.pub") == outcome.enrolment?.key)
    }
  }

  @Test("What is there of another area, another city or another key is left as it is")
  func conflicts() async throws {
    try await withFolder { folder in
      let own = try #require(try city("\(folder)/city").enrolment)
      let other = try #require(try city("\(folder)/other").enrolment)
      let moved = Enrolment(.city(try #require(CityAddress("elsewhere"))), key: own.key)
      let path = "\(folder)/node"
      _ = try node(path, city: .enrolment(own))
      let names = try #require(FileSystem.names(in: path)).sorted()
      let before = try names.map { try read("\(path)/\($0)") }
      for (area, enrolment, word) in [
        (AreaCode.tongyu, own, "is of 220821"), (.zhenlai, other, "another public key"),
        (.zhenlai, moved, "does not name elsewhere"),
      ] {
        let error = await daemonError {
          _ = try node(path, area: area, city: .enrolment(enrolment))
        }
        #expect(error?.exitCode == .cannotCreate)
        #expect(error?.messageEn.contains(word) == true, "\(error?.messageEn ?? "none")")
      }
      let office = await daemonError {
        _ = try node(path, city: .enrolment(Enrolment(.office(.zhenlai), key: own.key)))
      }
      #expect(office?.exitCode == .usage)
      #expect(try #require(FileSystem.names(in: path)).sorted() == names)
      #expect(try names.map { try read("\(path)/\($0)") } == before)

      try write("\(other.key)\n", to: "\(path)/node.key.pub")
      let pair = await daemonError { _ = try node(path, city: .enrolment(own)) }
      #expect(pair?.messageEn.contains("another public key") == true)
      try FileManager.default.removeItem(atPath: "\(path)/node.key.pub")
      _ = try node(path, city: .enrolment(own))
      #expect(
        try read("\(path)/node.key.pub")
          == before[try #require(names.firstIndex(of: "node.key.pub"))])
    }
  }

  @Test("The package's examples are what init writes")
  func examples() throws {
    let address = try #require(CityAddress("city.example"))
    let systemd = URL(filePath: #filePath).appending(path: "../../../../systemd").standardized.path
    #expect(
      try read("\(systemd)/node.yaml.example")
        == ConfigurationText.node(
          area: .zhenlai, city: address, http: "127.0.0.1:8601", in: .package, stem: "node"))
    #expect(
      try read("\(systemd)/aggregator.yaml.example")
        == ConfigurationText.aggregator(
          bind: "0.0.0.0", livePort: 5560, controlPort: 5561, totalsPort: 5562,
          http: AggregatorSetup.defaultHTTP, in: .package))
  }

  @Test("A folder whose sockets would have too long a path is refused")
  func deepFolder() async throws {
    let folder = "/tmp/" + String(repeating: "d", count: 90)
    let error = await daemonError { _ = try SetupPlace(folder: folder) }
    #expect(error?.exitCode == .cannotCreate)
    #expect(!FileSystem.exists(folder))
  }
}
