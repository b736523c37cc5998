import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing

@Suite("A node written from the specification alone, at a real aggregator")
struct ConformanceNodeTests {
  /// Runs a scenario at a new city and expects that the city got just what the peer sent.
  @discardableResult
  private func run(
    _ scenario: String, in city: TestCity
  ) async throws -> [ConformancePeer.Line] {
    try await city.startAggregator()
    let peer = try await city.peerAsNode(scenario)
    let done = try await peer.waitUntilDone()
    try await expectAll(of: done, in: city)
    return peer.lines
  }

  private func expectAll(
    of done: ConformancePeer.Line, in city: TestCity, refusing refused: Int = 0
  ) async throws {
    #expect(try await city.recipients() == FixedDecimal(try #require(done.total)))
    let origin = try await city.aggregatorStatus(of: .zhenlai)
    #expect(origin.cursor == done.sequence)
    #expect(try await city.aggregatorStatus().refusedMessages == refused)
  }

  @Test("What it publishes on LIVE arrives without being asked for")
  func live() async throws {
    try await TestCity.with { city in
      let lines = try await run("live", in: city)
      #expect(lines.of(.published).count == 12)
      #expect(lines.received("NACK").isEmpty)
      #expect(lines.sent("REPLAY").isEmpty)
    }
  }

  @Test("What it loses on LIVE is asked for by NACK and comes by REPLAY")
  func losing() async throws {
    try await TestCity.with { city in
      let lines = try await run("losing", in: city)
      #expect(lines.of(.lost).compactMap(\.sequence) == [3, 6, 9, 12])
      #expect(!lines.received("NACK").isEmpty)
      #expect(!lines.sent("REPLAY").isEmpty)
    }
  }

  @Test("A lost end of its journal is asked for once a heartbeat tells of it")
  func endOfJournal() async throws {
    try await TestCity.with { city in
      let lines = try await run("end-of-journal", in: city)
      let nacks = lines.received("NACK")
      #expect(nacks.first?.first == 12)
      #expect(nacks.first?.last == 12)
    }
  }

  @Test("Without LIVE everything it has arrives by REPLAY, one batch after the other")
  func controlAlone() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let peer = try await city.peerAsNode("control-alone", "--entries", "150")
      try await expectAll(of: try await peer.waitUntilDone(), in: city)
      #expect(peer.lines.of(.published).isEmpty)
      #expect(peer.lines.sent("REPLAY").compactMap(\.count) == [64, 64, 22])
    }
  }

  @Test("Entries that come twice and in any order are merged once and in order")
  func shuffled() async throws {
    try await TestCity.with { city in
      let lines = try await run("shuffled", in: city)
      #expect(lines.of(.published).count == 24)
    }
  }

  @Test("Poison is rejected with its code, and what comes after it is merged")
  func poison() async throws {
    try await TestCity.with { city in
      let lines = try await run("poison", in: city)
      let rejects = lines.received("REJECT").sorted { $0.sequence ?? 0 < $1.sequence ?? 0 }
      #expect(rejects.map(\.sequence) == [13, 14])
      #expect(rejects.map(\.code) == [5, 6])
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.poisoned == 2)
    }
  }

  @Test("After a lost connection WELCOME tells the cursor that it goes on from")
  func reconnecting() async throws {
    try await TestCity.with { city in
      let lines = try await run("reconnecting", in: city)
      #expect(lines.received("WELCOME").map(\.sequence) == [nil, 6])
      #expect(lines.sent("REPLAY").first?.first == 7)
    }
  }

  @Test("A restored journal goes on in a new log: LOG_RESET and a snapshot, cut off and resumed")
  func restored() async throws {
    try await TestCity.with { city in
      let lines = try await run("restored", in: city)
      let asked = lines.received("SNAP_NEXT").compactMap(\.index)
      #expect(asked.starts(with: [0, 0, 1, 2]), "chunk 0 is asked for again: \(asked)")
      #expect(!asked.dropFirst(4).contains { $0 < 2 }, "what was staged is kept: \(asked)")
      #expect(asked.last == 12)
      #expect(lines.sent("SNAP_END").count == 1)
    }
  }

  @Test("A compacted journal says REPLAY_GONE, and its snapshot stands for the entries")
  func compacted() async throws {
    try await TestCity.with { city in
      let lines = try await run("compacted", in: city)
      #expect(lines.sent("REPLAY_GONE").map(\.first) == [13])
      #expect(Set(lines.received("SNAP_NEXT").compactMap(\.index)) == Set(0...12))
      #expect(lines.sent("REPLAY").last?.first == 13)
    }
  }

  @Test("A fork is answered by FAIL 8 and quarantined, and greeting anew does not help")
  func forked() async throws {
    try await TestCity.with { city in
      let lines = try await run("forked", in: city)
      #expect(lines.received("FAIL").map(\.code) == [8, 8])
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "quarantined")
    }
  }

  @Test("Once somebody accepts its journal a quarantined node hands it over in a new log")
  func adopted() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let peer = try await city.peerAsNode("adopted")
      try await waitUntil("the fork is refused twice") {
        peer.lines.received("FAIL").count == 2
      }
      let result = try await city.run(
        "aggregator", "accept", "220821", "--config", city.aggregatorConfiguration)
      #expect(result.exitCode == 0, "\(result.errors)")
      try await expectAll(of: try await peer.waitUntilDone(), in: city)
      #expect(peer.lines.sent("LOG_RESET").count == 1)
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "live")
    }
  }

  @Test("Chunks that do not fit their digest are never installed, and told by FAIL 3")
  func wrongDigest() async throws {
    try await TestCity.with { city in
      let lines = try await run("wrong-digest", in: city)
      #expect(lines.received("FAIL").map(\.code) == [3])
      #expect(lines.sent("SNAP_END").count == 2)
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.snapshots == 1)
    }
  }

  @Test("Entries of a log that is not followed are counted and change nothing")
  func otherLog() async throws {
    try await TestCity.with { city in
      try await run("other-log", in: city)
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.foreign == 3)
    }
  }

  @Test("Each negative vector is refused and counted, and what comes after them is taken")
  func hostile() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let peer = try await city.peerAsNode("hostile", "--vectors", ConformancePeer.vectors)
      let done = try await peer.waitUntilDone()
      let count = try #require(peer.lines.of(.note).first?.count)
      #expect(count > 0)
      try await expectAll(of: done, in: city, refusing: count)
    }
  }

  @Test("A journal longer than the credit is published as the credit admits it")
  func credit() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let peer = try await city.peerAsNode("live", "--entries", "600")
      try await expectAll(of: try await peer.waitUntilDone(), in: city)
      #expect(peer.lines.sent("REPLAY").isEmpty)
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.dropped == 0)
    }
  }

  @Test(
    "Of five that begin snapshots at once one is told to wait, and comes in when it comes again")
  func crowd() async throws {
    let daan = try #require(AreaCode(number: 220_882))
    let areas: [AreaCode] = [.zhenlai, .tongyu, .taonan, .taobei, daan]
    try await TestCity.with(areas: areas) { city in
      try await city.startAggregator()
      let peer = try await city.peerAsCrowd()
      let done = try await peer.waitUntilDone()
      #expect(peer.lines.received("WAIT").count == 1)
      #expect(peer.lines.sent("SNAP_END").count == areas.count)
      #expect(try await city.recipients() == FixedDecimal(try #require(done.total)))
    }
  }

  @Test("On loopback it is let in without keys where the aggregator says so")
  func plain() async throws {
    try await TestCity.with { city in
      try city.write(
        """
        state: state
        insecure-loopback: true
        listen:
          live: tcp://127.0.0.1:\(city.livePort)
          control: tcp://127.0.0.1:\(city.controlPort)
          totals: tcp://127.0.0.1:\(city.totalsPort)
        """, to: city.aggregatorConfiguration)
      try await city.startAggregator()
      let peer = try await city.plainPeerAsNode("losing")
      try await expectAll(of: try await peer.waitUntilDone(), in: city)
    }
  }
}
