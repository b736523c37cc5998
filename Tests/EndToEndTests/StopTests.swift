import Daemons
import Foundation
import Glibc
import Reports
import Testing

@Suite("Daemons that are asked to stop")
struct StopTests {
  @Test(
    "SIGTERM and SIGINT end both daemons in peace, socket files go, and stores are whole",
    arguments: [
      SIGTERM, SIGINT,
    ])
  func stopping(signal: Int32) async throws {
    try await TestCity.with { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      for process in [try city.node(.zhenlai), try city.aggregator()] {
        process.signal(signal)
        #expect(try await process.waitUntilEnded(within: 5) == 0, "\(process.errors)")
        #expect(!process.errors.contains("error"), "\(process.errors)")
      }
      for folder in [city.state(of: .zhenlai), city.aggregatorState] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(!names.contains { $0.contains(".sock") }, "\(names)")
        for log in names.filter({ $0.hasSuffix("-wal") }) {
          let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(log)")
          #expect(attributes[.size] as? Int == 0)
        }
      }
      #expect(try await city.verify().exitCode == 0)
    }
  }

  @Test("A node stops as quickly while its aggregator is frozen")
  func frozenAggregator() async throws {
    try await TestCity.with { city in
      try await city.start()
      try city.aggregator().signal(SIGSTOP)
      try await city.push(recipients: 1300, at: .zhenlai)
      let node = try city.node(.zhenlai)
      node.signal(SIGTERM)
      #expect(try await node.waitUntilEnded(within: 5) == 0, "\(node.errors)")
    }
  }

  @Test("A daemon started until its input ends stops when that does")
  func inputEnds() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      let node = try city.node(.zhenlai)
      node.endInput()
      #expect(try await node.waitUntilEnded(within: 5) == 0, "\(node.errors)")
    }
  }
}
