import Foundation
import Reports
import Testing

/// An office's pages in headless Chromium, against a real node and a real city.
@Suite("The office's pages in a browser", .serialized, .enabled(if: BrowserRun.isPossible))
struct OfficeBrowserTests {
  private func run(_ scenario: String) async throws {
    try await TestCity.with { city in
      let cityAddress = try city.servePages()
      let address = try city.servePages(of: .zhenlai)
      try await city.start()
      let seed = repository + "/seeds/220821-zhenlai-2017.txt"
      let report = city.folder + "/镇赉县2017年工作总结.txt"
      try FileManager.default.copyItem(atPath: seed, toPath: report)
      try await BrowserRun(scenario, of: "office.py", at: address, [cityAddress, report])
        .expectAllGood()
    }
  }

  @Test("Every page is accessible in both schemes and both languages, fits 360 px, and prints")
  func looks() async throws { try await run("looks") }

  @Test("A report is handed in, corrected with a reason and published, and the city tells both")
  func use() async throws { try await run("use") }

  @Test("All of it is done by keyboard alone")
  func keyboard() async throws { try await run("keyboard") }

  @Test("All of it is done without scripts")
  func plain() async throws { try await run("plain") }
}
