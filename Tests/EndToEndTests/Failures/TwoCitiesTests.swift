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

  /// How long the node works with a frozen aggregator.
  private static let frozenSeconds = 30.0
  /// How much more memory it may take meanwhile: far above the credit window of 1 MiB and what
  /// SQLite and the allocator keep for later, far below what it would queue without a bound.
  private static let growthKilobytes = 32 * 1024

  @Test("Failure 10: a frozen aggregator costs the node no memory, and the other one nothing")
  func frozen() async throws {
    try await TestCity.with(aggregators: 2) { city in
      try await city.start()
      var load = try Load(on: city, area: .zhenlai)
      try await load.push(count: 200)
      try await city.waitUntilEqual()
      let node = try city.node(.zhenlai)
      let before = try node.residentKilobytes()

      try city.aggregator(1).signal(SIGSTOP)
      var highest = before
      let clock = ContinuousClock()
      let end = clock.now + .seconds(Self.frozenSeconds)
      while clock.now < end {
        try await load.push(count: 20)
        highest = max(highest, try node.residentKilobytes())
      }
      let pushed = try await city.status(of: .zhenlai).head
      try await city.waitUntilEqual(at: 0)
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "live")
      #expect(highest - before < Self.growthKilobytes)
      // More than the window of entries that may be in flight, so that there is a bound to prove.
      #expect(pushed > 200 + 256)

      try city.aggregator(1).signal(SIGCONT)
      try await city.waitUntilEqual(at: 1, within: 60)
      try await city.expectSameDigest()
      print(
        "frozen aggregator: \(pushed) entries, \(load.bytes / 1024) KiB of reports,"
          + " VmRSS \(before) KiB before, \(highest) KiB at most,"
          + " \(try node.residentKilobytes()) KiB after")
    }
  }
}
