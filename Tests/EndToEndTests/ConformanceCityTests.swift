import Daemons
import Foundation
import Reports
import Testing

@Suite("An aggregator written from the specification alone, for a real node")
struct ConformanceCityTests {
  private static let reports = Array(1300...1305)

  /// Starts the peer as the aggregator, and a node that reports some figures while it is followed.
  ///
  /// - Returns: What the node's pushes were answered.
  private func follow(
    _ scenario: String, in city: TestCity, _ reports: [Int] = reports
  ) async throws -> (peer: ConformancePeer, receipts: [PushReceipt]) {
    let peer = try await city.peerAsCity(scenario, entries: reports.count)
    try await city.startNode(.zhenlai)
    var receipts: [PushReceipt] = []
    for recipients in reports {
      receipts.append(try await city.push(recipients: recipients, at: .zhenlai))
    }
    return (peer, receipts)
  }

  /// Expects that the deltas that the peer read are what the pushes said.
  private func expect(_ lines: [ConformancePeer.Line], carry receipts: [PushReceipt]) {
    let entries = lines.of(.entry)
    #expect(entries.map(\.sequence) == receipts.map(\.sequence))
    for (entry, receipt) in zip(entries, receipts) {
      #expect(entry.revision == receipt.revision)
      #expect(
        Set(entry.puts ?? []) == Set((receipt.added + receipt.corrected.map(\.after)).map(row)))
      #expect(entry.retracts?.count == receipt.withdrawn.count)
    }
  }

  private func row(_ observation: Observation) -> ConformancePeer.Row {
    let key = observation.key
    return .init(
      period: "\(key.period)", indicator: key.indicator.rawValue, unit: key.unit.rawValue,
      part: key.part, value: observation.value.tenThousandths)
  }

  @Test("What the node publishes is a sound chain, and carries what its pushes said")
  func following() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("following", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      #expect(!peer.lines.received("HELLO").isEmpty)
      try await waitUntil("the node knows that all is acknowledged") {
        try await city.status(of: .zhenlai).peers[0].acknowledged == 6
      }
    }
  }

  @Test("A journal that was filled before the first WELCOME comes by REPLAY")
  func filledBefore() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      var receipts: [PushReceipt] = []
      for recipients in Self.reports {
        receipts.append(try await city.push(recipients: recipients, at: .zhenlai))
      }
      let peer = try await city.peerAsCity("following", entries: receipts.count)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      #expect(peer.lines.received("DELTA").isEmpty)
      #expect(peer.lines.of(.entry).allSatisfy { $0.via == "replay" })
    }
  }

  @Test("What is lost on LIVE comes again by REPLAY when it is asked for")
  func losing() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("losing", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      #expect(!peer.lines.of(.lost).isEmpty)
      #expect(!peer.lines.sent("NACK").isEmpty)
      #expect(!peer.lines.received("REPLAY").isEmpty)
    }
  }

  @Test("An aggregator that went back to an older cursor gets just what lies behind it")
  func behind() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("behind", in: city)
      _ = try await peer.waitUntilDone()
      let sequences = peer.lines.of(.entry).compactMap(\.sequence)
      #expect(sequences == receipts.compactMap(\.sequence) + [4, 5, 6])
    }
  }

  @Test("A cursor that contradicts a journal once found sound is answered by FAIL 8")
  func contradicting() async throws {
    try await TestCity.with { city in
      let (peer, _) = try await follow("contradicting", in: city)
      _ = try await peer.waitUntilDone()
      #expect(peer.lines.received("FAIL").map(\.code) == [8])
    }
  }

  @Test("A cursor of a log that it never kept is FAIL 7, until the city adopts the journal it has")
  func foreign() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      for recipients in [1300, 1301] { try await city.push(recipients: recipients, at: .zhenlai) }
      let peer = try await city.peerAsCity("foreign", entries: 2)
      _ = try await peer.waitUntilDone()
      #expect(peer.lines.received("FAIL").map(\.code) == [7])
      let figures = peer.lines.of(.chunk).map { $0.puts?.map(\.value) }
      #expect(figures == [[1301 * FixedDecimal.scale]])
      #expect(peer.lines.received("DELTA").isEmpty)
    }
  }

  @Test("A version that it did not offer is FAIL 2, and the next WELCOME is taken")
  func unspokenVersion() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("unspoken-version", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      #expect(peer.lines.received("FAIL").map(\.code) == [2])
    }
  }

  @Test("Negative vectors before and after WELCOME change nothing")
  func hostile() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("hostile", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      #expect(peer.lines.received("FAIL").isEmpty)
    }
  }

  @Test("WAIT is obeyed")
  func waiting() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("waiting", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
    }
  }

  @Test("No more is published on LIVE than the credit, and the rest comes by REPLAY")
  func withholding() async throws {
    try await TestCity.with { city in
      let (peer, receipts) = try await follow("withholding", in: city)
      _ = try await peer.waitUntilDone()
      expect(peer.lines, carry: receipts)
      // Fewer where the reports came so slowly that the node had begun to send again.
      let published = try #require(peer.lines.of(.note).first?.count)
      #expect((1...3).contains(published))
    }
  }

  @Test(
    "A node restored from a backup goes on in a new log and hands over a snapshot, chunk by chunk")
  func restored() async throws {
    try await TestCity.with { city in
      let peer = try await city.peerAsCity("restored", entries: 3)
      try await city.startNode(.zhenlai)
      try await city.push(recipients: 1300, at: .zhenlai)
      try await stopNode(of: city)
      let backup = "\(city.folder)/backup"
      try FileManager.default.copyItem(atPath: city.state(of: .zhenlai), toPath: backup)
      try await city.startNode(.zhenlai)
      for recipients in [1301, 1302] { try await city.push(recipients: recipients, at: .zhenlai) }
      try await peer.wait(until: "entry 3 is here") { $0.event == .entry && $0.sequence == 3 }
      try await stopNode(of: city)
      try FileManager.default.removeItem(atPath: city.state(of: .zhenlai))
      try FileManager.default.moveItem(atPath: backup, toPath: city.state(of: .zhenlai))
      try await city.startNode(.zhenlai)
      try await peer.wait(until: "the snapshot is here") {
        $0.event == .received && $0.type == "SNAP_END"
      }
      try await city.push(recipients: 1303, at: .zhenlai)
      _ = try await peer.waitUntilDone()

      let lines = peer.lines
      let resets = lines.received("LOG_RESET")
      #expect(resets.count >= 2)
      #expect(Set(resets.map(\.formerLog)).count == 1)
      #expect(lines.of(.lost).compactMap(\.index) == [0])
      let figures = lines.of(.chunk).map { $0.puts?.map(\.value) }
      #expect(figures == Array(repeating: [1300 * FixedDecimal.scale], count: 3))
      #expect(lines.of(.entry).compactMap(\.sequence) == [1, 2, 3, 1, 1, 1])
      #expect(lines.received("REPLAY_GONE").first?.first == 1)
    }
  }

  private func stopNode(of city: TestCity) async throws {
    try city.node(.zhenlai).signal(15)
    try await city.node(.zhenlai).waitUntilEnded(within: 10)
  }
}
