import Daemons
import Glibc
import Reports
import Testing

/// Failures 10 and 13: two aggregators, of which neither knows of the other. Invariants I4 and I7.
@Suite("Failures with two aggregators")
struct TwoCitiesTests {
  private let areas: [AreaCode] = [.zhenlai, .tongyu]

  @Test("Failure 13: two aggregators that never talk come to the same digest")
  func sameDigest() async throws {
    try await TestCity.with(areas: areas, aggregators: 2) { city in
      try await city.start()
      for recipients in 1300...1303 {
        for area in areas { try await city.push(recipients: recipients, at: area) }
        // Each misses something else.
        try city.aggregator(recipients % 2).kill()
        for area in areas { try await city.push(recipients: recipients + 100, at: area) }
        try await city.startAggregator(recipients % 2)
      }
      try await city.waitUntilEqual(within: 60)
      try await city.expectSameDigest()
      for number in city.sites.indices {
        #expect(try await city.recipients(at: number) == 2806)
      }
    }
  }

  /// How long the node works with a frozen aggregator at least.
  private static let frozenSeconds = 30.0
  /// How much it journals meanwhile at least. Were it kept for the frozen aggregator, the node's
  /// memory would grow by all of it; the credit window of 1 MiB and the page caches of SQLite come
  /// to less than half.
  private static let journaledBytes = 10 * 1024 * 1024

  @Test("Failure 10: a frozen aggregator costs the node no memory, and the other one nothing")
  func frozen() async throws {
    try await TestCity.with(aggregators: 2) { city in
      try await city.start()
      var load = Load(on: city, area: .zhenlai)
      try await load.push(count: 20)
      try await city.waitUntilEqual()
      let node = try city.node(.zhenlai)
      let before = try node.residentBytes()
      let journaledBefore = try journaledBytes(in: city)

      try city.aggregator(1).signal(SIGSTOP)
      var highest = before
      var journaled = 0
      let clock = ContinuousClock()
      let end = clock.now + .seconds(Self.frozenSeconds)
      while clock.now < end || journaled < Self.journaledBytes {
        try await load.push(count: 20)
        highest = max(highest, try node.residentBytes())
        journaled = try journaledBytes(in: city) - journaledBefore
      }
      #expect(highest - before < journaled / 2)
      try await city.waitUntilEqual(at: 0)
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "live")
      let peers = try await city.status(of: .zhenlai).peers
      #expect(peers.map { $0.heldBack > 0 } == [false, true])

      try city.aggregator(1).signal(SIGCONT)
      try await city.waitUntilEqual(at: 1, within: 60)
      try await city.expectSameDigest()
      print(
        "frozen aggregator: \(journaled / 1024) KiB journaled, VmRSS \(before / 1024) KiB before,"
          + " \(highest / 1024) KiB at most, \(try node.residentBytes() / 1024) KiB after")
    }
  }

  private func journaledBytes(in city: TestCity) throws -> Int {
    let found = try rows(
      of: city.state(of: .zhenlai) + "/journal.sqlite", "SELECT sum(length(body)) FROM entry")
    return try #require(found.first.flatMap { Int($0) })
  }
}
