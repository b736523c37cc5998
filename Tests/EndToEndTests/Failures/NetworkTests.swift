import Daemons
import Reports
import SyncProtocol
import Testing

/// Failures of the network between nodes and city, made by losing, delaying and doubling real
/// packets. Failures 1 and 8; invariants I4 and I6.
@Suite(
  "Failures of the network",
  .enabled(if: Privileges.canMakeNetworks, "no network namespaces can be made here"))
struct NetworkTests {
  private static let seed: UInt64 = 20_170_503

  private func push(_ range: ClosedRange<Int>, to city: TestCity) async throws {
    for recipients in range {
      for area in city.areas { try await city.push(recipients: recipients, at: area) }
    }
  }

  @Test("Failure 8: packets are lost, overtaken and doubled, and both areas converge")
  func badWeather() async throws {
    let network = try TestNetwork(seed: Self.seed)
    try await TestCity.with(areas: [.zhenlai, .tongyu], network: network) { city in
      try await city.start()
      network.set(.init(lossPercent: 30, doublePercent: 10, delayMs: 1...40))
      try await push(1300...1309, to: city)
      try await city.waitUntilEqual(within: 90)
      #expect(try await city.recipients() == 2618)
      #expect(network.lostCount > 0)
      #expect(network.overtakenCount > 0)
    }
  }

  @Test("A network that is cut while reports flow costs nothing but time")
  func partition() async throws {
    let network = try TestNetwork(seed: Self.seed)
    try await TestCity.with(areas: [.zhenlai, .tongyu], network: network) { city in
      try await city.start()
      try await push(1300...1301, to: city)
      try await city.waitUntilEqual()
      network.set(.init(isCut: true))
      try await push(1302...1309, to: city)
      // Silence on CTL ends the conversation; nobody has closed a connection.
      try await waitUntil("the nodes notice", within: 30) {
        for area in city.areas
        where try await city.status(of: area).peers[0].state == "live" { return false }
        return true
      }
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "silent")
      #expect(try await city.recipients() == 2602)
      network.set(.init())
      try await city.waitUntilEqual(within: 60)
      #expect(try await city.recipients() == 2618)
    }
  }

  @Test("A node that starts while the network is cut finds the city once it is mended")
  func startWhileCut() async throws {
    let network = try TestNetwork(seed: Self.seed)
    try await TestCity.with(network: network) { city in
      network.set(.init(isCut: true))
      try await city.startNode(.zhenlai)
      try await city.startAggregator()
      try await push(1300...1302, to: city)
      #expect(try await city.status(of: .zhenlai).peers[0].acknowledged == nil)
      network.set(.init())
      try await city.waitUntilEqual(within: 60)
      #expect(try await city.recipients() == 1302)
    }
  }
}
