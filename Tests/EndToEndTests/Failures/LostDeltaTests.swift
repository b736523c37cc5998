import Daemons
import Reports
import SyncProtocol
import Synchronization
import Testing

/// Failures 1 and 8: what becomes of the deltas when LIVE does its worst. Invariants I3 and I4;
/// SYNC-100, SYNC-103 and SYNC-113.
@Suite("Failures of LIVE")
struct LostDeltaTests {
  /// Runs a test in a city whose one node publishes through a relay.
  private func withRelay(
    _ rule: @escaping LiveRelay.Rule, _ body: (TestCity, LiveRelay) async throws -> Void
  ) async throws {
    try await TestCity.with { city in
      let relay = try LiveRelay(from: .zhenlai, in: city, rule)
      defer { relay.stop() }
      try city.configure(.zhenlai, live: relay.port)
      try await city.start()
      try await body(city, relay)
    }
  }

  @Test("LIVE loses everything, and every delta arrives all the same (failure 1)")
  func everythingIsLost() async throws {
    try await withRelay({ _, _ in [] }) { city, relay in
      for recipients in 1300...1309 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1309)
      #expect(try await city.aggregatorStatus(of: .zhenlai).cursor == 10)
      #expect(try await city.status(of: .zhenlai).peers[0].replayed >= 10)
      // They were published, and not one got through.
      #expect(relay.deltaCount > 0)
      #expect(relay.passedCount == 0)
    }
  }

  @Test("Failure 1: the day's last delta is lost, and a heartbeat tells of it")
  func lastDeltaIsLost() async throws {
    let isLosing = Atomic<Bool>(false)
    let rule: LiveRelay.Rule = { message, frames in
      if case .entry = message, isLosing.load(ordering: .relaxed) { return [] }
      return [frames]
    }
    try await withRelay(rule) { city, relay in
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      isLosing.store(true, ordering: .relaxed)
      try await city.push(recipients: 1301, at: .zhenlai)
      // Nobody publishes anything after it.
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1301)
      #expect(relay.deltaCount == 2)
      #expect(try await city.status(of: .zhenlai).peers[0].replayed >= 1)
      #expect(try await city.aggregatorStatus(of: .zhenlai).nacks >= 1)
    }
  }

  @Test("Failure 8: LIVE turns the order round and doubles, and each delta is merged once")
  func reversedAndDoubled() async throws {
    let held = Mutex<[[[UInt8]]]>([])
    let rule: LiveRelay.Rule = { message, frames in
      guard case .entry = message else { return [frames] }
      return held.withLock { held in
        held.append(frames)
        guard held.count == 4 else { return [] }
        defer { held = [] }
        return held.reversed() + held
      }
    }
    try await withRelay(rule) { city, relay in
      for recipients in 1300...1311 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1311)
      let origin = try await city.aggregatorStatus(of: .zhenlai)
      #expect(origin.cursor == 12)
      #expect(origin.counts?.poisoned == 0)
      #expect(try #require(origin.counts?.duplicates) > 0)
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["12"])
      #expect(relay.deltaCount > 0)
    }
  }

  @Test("Failure 8: a stale island comes after newer entries, and changes nothing")
  func staleIsland() async throws {
    let island = Mutex<[[[UInt8]]]>([])
    let rule: LiveRelay.Rule = { message, frames in
      guard case .entry(let entry) = message else { return [frames] }
      return island.withLock { island in
        if entry.header.sequence <= 3 { island.append(frames) }
        // What was published first comes again behind the last.
        return [frames] + (entry.header.sequence == 8 ? island : [])
      }
    }
    try await withRelay(rule) { city, _ in
      for recipients in 1300...1307 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await waitUntil("the island has come") {
        try await city.aggregatorStatus(of: .zhenlai).counts?.duplicates ?? 0 >= 1
      }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1307)
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "live")
    }
  }
}
