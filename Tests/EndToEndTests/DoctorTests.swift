import Daemons
import Foundation
import Glibc
import Reports
import Testing

/// `unionsync doctor` beside daemons that run, and without them.
@Suite("Doctor")
struct DoctorTests {
  private let area = AreaCode.zhenlai

  private func doctor(
    _ city: TestCity, _ role: String, _ path: String
  ) async throws -> (diagnosis: Diagnosis, exitCode: Int32) {
    let result = try await city.run("doctor", role, path, "--format", "json")
    let diagnoses = try JSONDecoder().decode(
      [Diagnosis].self, from: Data(result.output.utf8))
    return (try #require(diagnoses.first), result.exitCode)
  }

  private func node(_ city: TestCity) async throws -> (diagnosis: Diagnosis, exitCode: Int32) {
    try await doctor(city, "node", city.configuration(of: area))
  }

  private func aggregator(
    _ city: TestCity
  ) async throws -> (diagnosis: Diagnosis, exitCode: Int32) {
    try await doctor(city, "aggregator", city.aggregatorConfiguration)
  }

  /// What must be mended, as `topic: sentence`.
  private func wrong(_ diagnosis: Diagnosis) -> [String] {
    diagnosis.findings.filter { $0.severity == .wrong }
      .map { "\($0.topic.rawValue): \($0.messageEn)" }
  }

  /// Every file of a folder with its size and when it was changed.
  private func listing(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      !$0.hasSuffix(".out") && !$0.hasSuffix(".err")
    }.sorted().map { path in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
      return "\(path) \(attributes[.size] ?? 0) \(attributes[.modificationDate] ?? "")"
    }
  }

  @Test("With all daemons running nothing is wrong, and without them it changes nothing")
  func well() async throws {
    try await TestCity.with { city in
      try await city.start()
      try await city.push(recipients: 1300, at: area)
      try await city.waitUntilEqual()
      for (diagnosis, exitCode) in [try await node(city), try await aggregator(city)] {
        #expect(wrong(diagnosis).isEmpty)
        #expect(exitCode == 0)
        #expect(!diagnosis.findings.contains { [.service, .keys].contains($0.topic) })
      }
      try await city.stopNode(area)
      // The city still runs: the doctor takes the node's key to it.
      let alone = try await node(city)
      #expect(wrong(alone.diagnosis).isEmpty)
      #expect(alone.diagnosis.findings.contains { $0.topic == .service })
      try await city.stopAggregator()
      let before = try listing(city.folder)
      let down = try await node(city)
      #expect(wrong(down.diagnosis).count == 1)
      #expect(wrong(down.diagnosis).first?.contains("Connection refused") == true)
      #expect(down.exitCode == 1)
      let deserted = try await aggregator(city)
      #expect(deserted.exitCode == 0)
      #expect(deserted.diagnosis.findings.contains { $0.severity == .unknown })
      #expect(try listing(city.folder) == before)
    }
  }

  @Test("A key that the city does not know is told with the code to authorize, daemon or not")
  func refusedKey() async throws {
    try await TestCity.with { city in
      try await city.start()
      var list = try AccessList(path: city.accessPath)
      _ = list.revoke { $0.holder == .area(area) }
      try list.write(to: city.accessPath)
      try await waitUntil("the key is refused", within: 60) {
        try await city.status(of: area).peers[0].state == "key-refused"
      }
      for _ in 0..<2 {
        let complaint = try #require(wrong(try await node(city).diagnosis).first)
        #expect(complaint.contains("keys authorize UN1/220821/"))
        if try city.node(area).isRunning { try await city.stopNode(area) }
      }
      let hints = try await aggregator(city).diagnosis.findings
      #expect(hints.contains { $0.messageEn.contains("not authorized") })
    }
  }

  @Test(
    "A city's key that is not the one kept, a port that is taken, and a store of a newer version")
  func foreign() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let cityKey = "\(city.site.key).pub"
      let kept = try Data(contentsOf: URL(filePath: cityKey))
      _ = try KeyFile.generate(at: "\(city.folder)/other.key")
      try Data(contentsOf: URL(filePath: "\(city.folder)/other.key.pub"))
        .write(to: URL(filePath: cityKey))
      #expect(wrong(try await node(city).diagnosis).contains { $0.contains("has another key") })
      try kept.write(to: URL(filePath: cityKey))
      #expect(wrong(try await node(city).diagnosis).isEmpty)

      try await city.startNode(area)
      try await city.stopNode(area)
      try rows(of: "\(city.state(of: area))/journal.sqlite", "PRAGMA user_version = 99")
      #expect(wrong(try await node(city).diagnosis).contains { $0.contains("a newer version") })

      // Another program at the city's port, for a second daemon with the same settings.
      let copy = "\(city.site.folder)/second.yaml"
      let settings = try String(contentsOfFile: city.aggregatorConfiguration, encoding: .utf8)
      try city.write(settings.replacing("state: state", with: "state: second"), to: copy)
      let taken = wrong(try await doctor(city, "aggregator", copy).diagnosis)
      #expect(taken.count == 3)
      #expect(taken.allSatisfy { $0.hasPrefix("ports:") && $0.contains("unionsync, PID") })
    }
  }

  @Test("Settings that can't be used, a key that others may read, and a file that is missing")
  func settings() async throws {
    try await TestCity.with { city in
      chmod("\(city.folder)/\(area)/node.key", 0o644)
      try city.write("area: 220821\nstaet: x", to: "\(city.folder)/bad.yaml")
      let open = try await node(city).diagnosis
      #expect(wrong(open).contains { $0.hasPrefix("keys:") && $0.contains("chmod 600") })
      let bad = try await doctor(city, "node", "\(city.folder)/bad.yaml")
      #expect(bad.exitCode == 1)
      #expect(wrong(bad.diagnosis).allSatisfy { $0.hasPrefix("settings:") })
      #expect(wrong(bad.diagnosis).joined().contains("is it 'state'?"))
      let shown = try await city.run("doctor", "node", "\(city.folder)/bad.yaml")
      #expect(shown.output.contains("✗ "))
    }
  }
}
