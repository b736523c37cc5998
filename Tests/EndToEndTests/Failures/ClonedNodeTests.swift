import Daemons
import Foundation
import Glibc
import Reports
import SyncProtocol
import Testing

/// Failure 3: one key on two machines.
@Suite("Failures of a cloned node")
struct ClonedNodeTests {
  private let area = AreaCode.zhenlai

  /// Copies a node that has stopped, with its key.
  private func clone(in city: TestCity) throws -> String {
    let folder = "\(city.folder)/clone"
    try FileManager.default.copyItem(atPath: "\(city.folder)/\(area)", toPath: folder)
    return "\(folder)/node.yaml"
  }

  @Test("Failure 3: two machines with one key are quarantined, and the other areas go on")
  func twoMachines() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.start()
      for recipients in 1300...1301 { try await city.push(recipients: recipients, at: area) }
      try await city.waitUntilEqual()
      try await city.stopNode(area)
      let configuration = try clone(in: city)
      try await city.startNode(area)
      let double = try await city.startNode("clone", configuration: configuration)
      try await waitUntil("both are live") {
        for path in [city.configuration(of: area), configuration] {
          let status: NodeStatus = try await city.run(
            "node", "status", "--config", path, "--format", "json"
          ).decoded()
          guard status.peers[0].state == "live" else { return false }
        }
        return true
      }

      // Both write their third entry before the city takes either.
      try city.aggregator().signal(SIGSTOP)
      try await city.push(recipients: 1400, at: area)
      let path = try city.reportFile(reportText(1500, of: area), name: "clone.txt")
      let receipt: PushReceipt = try await city.run(
        "node", "push", path, "--config", configuration, "--format", "json"
      ).decoded()
      #expect(receipt.sequence == 3)
      try city.aggregator().signal(SIGCONT)
      try await waitUntilQuarantined(city)
      try await expectEvidence(in: city)

      // It outlasts a restart, and hinders nobody else.
      try await city.stopAggregator()
      try await city.startAggregator()
      try await waitUntilQuarantined(city)
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual([.tongyu])

      double.signal(SIGTERM)
      #expect(try await double.waitUntilEnded(within: 10) == 0)
      #expect(try await city.accept(area).exitCode == 0)
      try await city.waitUntilEqual(within: 45)
      #expect(try await city.recipients() == 1500)
      try await city.push(recipients: 1401, at: area)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1501)
      #expect(try await city.aggregatorStatus(of: area).state == "live")
    }
  }

  private func waitUntilQuarantined(_ city: TestCity) async throws {
    try await waitUntil("the area is quarantined", within: 30) {
      try await city.aggregatorStatus(of: area).state == "quarantined"
    }
  }

  /// Expects that the city has kept both third entries, and says what to do.
  private func expectEvidence(in city: TestCity) async throws {
    let third = "WHERE origin = \(area.number) AND hex(substr(header, 33, 8)) = '0000000000000003'"
    try await waitUntil("both entries are kept") {
      try rows(of: city.site.store, "SELECT hex(header) FROM evidence \(third)").count == 1
        && rows(of: city.site.store, "SELECT hex(header) FROM entry \(third)").count == 1
    }
    let kept = try rows(
      of: city.site.store,
      "SELECT hex(header) FROM evidence \(third) UNION SELECT hex(header) FROM entry \(third)")
    #expect(Set(kept).count == 2)
    let status = try await city.run(
      "aggregator", "status", "--config", city.aggregatorConfiguration)
    #expect(status.output.contains("quarantined"))
    #expect(status.output.contains("unionsync aggregator accept"))
    #expect(try city.aggregator().errors.contains("unionsync aggregator accept"))
  }
}
