import Daemons
import Foundation
import Glibc
import Reports
import Testing

@Suite("Keys that are not let in")
struct KeyTests {
  /// Ends the aggregator in peace and starts it again with the access list as it is now.
  private func restartAggregator(of city: TestCity) async throws {
    try city.aggregator().signal(SIGTERM)
    try await city.aggregator().waitUntilEnded(within: 10)
    try await city.startAggregator()
  }

  @Test("A node whose key is not on the list says so, and recovers by itself once it is")
  func unknownKey() async throws {
    try await TestCity.with { city in
      try city.makeNode(.tongyu)
      try await city.startAggregator()
      try await city.startNode(.tongyu)
      try await waitUntil("the key is refused") {
        try await city.status(of: .tongyu).peers[0].state == "key-refused"
      }
      #expect(try await city.status(of: .tongyu).peers[0].lastError?.contains("key") == true)
      try await city.push(recipients: 1300, at: .tongyu)
      #expect(try await city.aggregatorStatus(of: .tongyu).state == "never-heard")

      let result = try await city.run(
        "keys", "authorize", "220822", city.key(of: .tongyu), "--access", city.accessPath)
      #expect(result.exitCode == 0, "\(result.errors)")
      try await restartAggregator(of: city)
      try await city.waitUntilLive([.tongyu])
      try await city.waitUntilEqual([.tongyu])
      #expect(try await city.status(of: .tongyu).peers[0].lastError == nil)
      #expect(try await city.recipients() == 1300)
    }
  }

  @Test("A key that was revoked is refused, and what it published before stays")
  func revokedKey() async throws {
    try await TestCity.with { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      let result = try await city.run(
        "keys", "revoke", city.key(of: .zhenlai), "--access", city.accessPath)
      #expect(result.exitCode == 0, "\(result.errors)")
      try await restartAggregator(of: city)
      try await waitUntil("the key is refused", within: 30) {
        try await city.status(of: .zhenlai).peers[0].state == "key-refused"
      }
      try await city.push(recipients: 9999, at: .zhenlai)
      #expect(try await city.recipients() == 1300)
      #expect(try await city.verify().exitCode == DaemonError.ExitCode.differs.rawValue)
    }
  }
}
