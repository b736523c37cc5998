import Foundation
import FoundationNetworking
import Logging
import Reports
import ServiceLifecycle
import Testing
import Web

@Suite struct `The city's figures over HTTP` {
  private static let total = TotalSummary(
    id: .init(
      indicator: IndicatorCode(rawValue: "relief.winter.amount"), year: 2017, unit: .yuan),
    nature: .flow, value: 340_000, lower: 340_000, upper: 350_000, shares: [], missing: [],
    parent: nil)

  @Test func `Only addresses of loopback are taken`() {
    #expect(CityAPI.Address("127.0.0.1:8600")?.port == 8600)
    #expect(CityAPI.Address("[::1]:8600")?.host == "::1")
    for text in ["0.0.0.0:8600", "city:8600", "127.0.0.1", "127.0.0.1:99999", ":8600", ""] {
      #expect(CityAPI.Address(text) == nil, "\(text)")
    }
  }

  @Test func `Totals are served whole and by year, and a year that is none is refused`()
    async throws
  {
    try await serve { base in
      #expect(try await text(of: base + "/healthz") == "ok\n")
      let all = try await totals(of: base + "/api/v1/totals")
      #expect(all == [Self.total])
      #expect(try await totals(of: base + "/api/v1/totals?year=2017") == [Self.total])
      #expect(try await totals(of: base + "/api/v1/totals?year=2016").isEmpty)
      for query in ["year=abc", "year=", "year=-1", "year=99999999999999999999"] {
        #expect(try await status(of: base + "/api/v1/totals?" + query) == 400, "\(query)")
      }
      #expect(try await status(of: base + "/etc/passwd") == 404)
    }
  }

  /// Runs a server on a free port for as long as `body` takes.
  private func serve(_ body: (_ base: String) async throws -> Void) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let address = try #require(CityAPI.Address("127.0.0.1:0"))
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let api = CityAPI(
      address: address, log: log, onListening: { port in continuation.yield(port) },
      totals: { year in [Self.total].filter { year == nil || $0.id.year == year } })
    let group = ServiceGroup(services: [api], logger: log)
    let running = Task { try await group.run() }
    let port = try #require(await ports.first { _ in true })
    try await body("http://127.0.0.1:\(port)")
    await group.triggerGracefulShutdown()
    try await running.value
  }

  private func get(_ address: String) async throws -> (Data, Int) {
    let (data, response) = try await URLSession.shared.data(
      from: try #require(URL(string: address)))
    return (data, try #require(response as? HTTPURLResponse).statusCode)
  }

  private func text(of address: String) async throws -> String {
    String(decoding: try await get(address).0, as: UTF8.self)
  }

  private func status(of address: String) async throws -> Int {
    try await get(address).1
  }

  private func totals(of address: String) async throws -> [TotalSummary] {
    try JSONDecoder().decode([TotalSummary].self, from: try await get(address).0)
  }
}
