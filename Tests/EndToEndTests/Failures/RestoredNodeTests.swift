import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing

/// Failure 2: a node that has gone back to a backup writes other entries in places that are taken.
@Suite("Failures of a node's disk")
struct RestoredNodeTests {
  /// Lets a node go back to its state of the evening before, and write on.
  private func restore(in city: TestCity) async throws {
    let area = AreaCode.zhenlai
    let (state, backup) = (city.state(of: area), "\(city.folder)/backup")
    try await city.push(recipients: 100, at: .tongyu)
    for recipients in 1300...1302 { try await city.push(recipients: recipients, at: area) }
    try await city.waitUntilEqual()
    try await city.stopNode(area)
    try FileManager.default.copyItem(atPath: state, toPath: backup)

    try await city.startNode(area)
    for recipients in 1400...1401 { try await city.push(recipients: recipients, at: area) }
    try await city.waitUntilEqual()
    let log = try await city.status(of: area).logID
    try await city.stopNode(area)
    try FileManager.default.removeItem(atPath: state)
    try FileManager.default.copyItem(atPath: backup, toPath: state)

    try await city.startNode(area)
    try await city.push(recipients: 1500, at: area)
    try await city.waitUntilEqual()
    #expect(try await city.status(of: area).logID != log)
    for number in city.sites.indices {
      #expect(try await city.recipients(at: number) == 1600)
      let origin = try await city.aggregatorStatus(of: area, at: number)
      #expect(origin.state == "live")
      #expect(origin.counts?.snapshots == 1)
      // The old log's entries, all five of them, stay as history.
      let store = city.sites[number].store
      #expect(
        try rows(
          of: store,
          """
          SELECT count(*) FROM entry WHERE origin = \(area.number)
            AND lower(hex(substr(header, 17, 16))) = '\(log)'
          """) == ["5"])
      #expect(
        try rows(of: store, "SELECT lower(hex(log_id)) FROM former_log WHERE sequence = 5") == [log]
      )
      #expect(try await city.aggregatorStatus(of: .tongyu, at: number).state == "live")
    }
    // What the backup held of it, the node keeps too.
    let journal = state + "/journal.sqlite"
    #expect(try rows(of: journal, "SELECT count(*) FROM former_entry") == ["3"])
  }

  /// Pushes on, and expects that nothing is sent a second time as a snapshot.
  private func goOn(in city: TestCity) async throws {
    try await city.push(recipients: 1501, at: .zhenlai)
    try await city.waitUntilEqual()
    #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.snapshots == 1)
  }

  @Test("Failure 2: a node restored from last night's backup goes on in a new log")
  func oneAggregator() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      try await restore(in: city)
      try await goOn(in: city)
    }
  }

  @Test("Failure 2: with two aggregators both follow the restored node into one new log")
  func twoAggregators() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu], aggregators: 2) { city in
      try await city.start()
      try await restore(in: city)
      try await goOn(in: city)
      try await city.expectSameDigest()
    }
  }

  @Test("Failure 2: a node whose state folder is gone begins anew only once the city accepts it")
  func lostFolder() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      for recipients in 1300...1302 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.waitUntilEqual()
      try await city.stopNode(.zhenlai)
      try FileManager.default.removeItem(atPath: city.state(of: .zhenlai))
      try await city.startNode(.zhenlai)
      try await city.push(recipients: 1500, at: .zhenlai)
      try await waitUntil("the city refuses the other log") {
        try await city.aggregatorStatus(of: .zhenlai).state == "refused"
      }
      #expect(try await city.recipients() == 1302)
      #expect(try await city.accept(.zhenlai).exitCode == 0)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1500)
    }
  }
}
