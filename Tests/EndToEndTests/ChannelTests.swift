import Daemons
import Reports
import Testing

@Suite("Channels that are missing")
struct ChannelTests {
  @Test("Failure 1: where LIVE leads nowhere everything comes by replay")
  func controlAlone() async throws {
    try await TestCity.with { city in
      try city.configure(.zhenlai, live: try Ports.free(1)[0])
      try await city.start()
      for recipients in 1300...1305 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1305)
      #expect(try await city.status(of: .zhenlai).peers[0].replayed >= 6)
    }
  }

  @Test("Without CTL a node publishes nothing, as it may be a restored one, and it keeps all")
  func liveAlone() async throws {
    try await TestCity.with { city in
      try city.configure(.zhenlai, control: try Ports.free(1)[0])
      try await city.startAggregator()
      try await city.startNode(.zhenlai)
      for recipients in 1300...1305 { try await city.push(recipients: recipients, at: .zhenlai) }
      #expect(try await city.status(of: .zhenlai).peers[0].acknowledged == nil)
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "never-heard")
      try await city.stopNode(.zhenlai)
      try city.configure(.zhenlai)
      try await city.startNode(.zhenlai)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1305)
    }
  }

  @Test("A journal longer than one replay is caught up with after an outage")
  func longReplay() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      for recipients in 1...140 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.startAggregator()
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 140)
      #expect(try await city.status(of: .zhenlai).peers[0].replayed >= 140)
      #expect(try await city.aggregatorStatus().refusedMessages == 0)
    }
  }

  @Test("Two nodes and two years stand side by side, and a correction replaces only its own figure")
  func corrections() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.push(recipients: 200, at: .tongyu)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1500)
      let receipt = try await city.push(recipients: 1350, at: .zhenlai)
      #expect(receipt.revision == 2)
      #expect(receipt.corrected.map(\.after.value) == [1350])
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1550)
    }
  }
}
