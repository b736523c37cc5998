import Daemons
import Foundation
import TestSupport
import Testing

/// A run of the script that drives a browser, and what it told.
struct BrowserRun: Sendable {
  /// One thing that it told.
  struct Line: Decodable, Sendable {
    enum Event: String, Decodable { case checked, measured, done }

    let event: Event
    let name: String?
    let ok: Bool?
    let detail: String?
    let ms: Double?
  }

  let lines: [Line]
  let status: Int32
  /// All that it said, in its own words.
  let transcript: String

  /// Where the pictures are kept.
  static let screenshots = "\(repository)/.build/screenshots"

  /// Whether there is a browser and what the pages are made of.
  static let isPossible = [
    "/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/share/javascript/bootstrap5",
    "/usr/share/javascript/chart.js",
  ].allSatisfy { FileManager.default.fileExists(atPath: $0) }

  /// Runs a scenario of the city's pages to its end.
  ///
  /// - Throws: What the environment can't be made for.
  init(_ scenario: String, _ city: DemoCity, _ arguments: String...) async throws {
    try await self.init(scenario, of: "city.py", at: city.pageAddress, arguments)
  }

  /// Runs a scenario of a script to its end.
  ///
  /// - Throws: What the environment can't be made for.
  init(
    _ scenario: String, of script: String, at address: String, _ arguments: [String]
  ) async throws {
    let folder = try TestFolder.make()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try await PythonScript(
      folder: "Tests/EndToEndTests/Browser", environment: "browser"
    ).run(script, [scenario, address, folder, Self.screenshots] + arguments)
    status = outcome.status
    transcript = outcome.output
    lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("{") }.compactMap {
      try? JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// Expects that it ended well and that all was as it should be.
  func expectAllGood() {
    #expect(status == 0 && lines.last?.event == .done, "\(transcript)")
    #expect(lines.contains { $0.event == .checked })
    for line in lines where line.event == .checked {
      #expect(line.ok == true, "\(line.name ?? ""): \(line.detail ?? "")")
    }
    for line in lines where line.event == .measured {
      print("\(line.name ?? ""): \(line.ms ?? 0) ms")
    }
  }
}
