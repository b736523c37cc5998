import Daemons
import Foundation
import Reports
import Testing

private let seeds = repository + "/seeds"

/// The city's pages in headless Chromium, against real daemons that read the seed reports.
@Suite("The pages in a browser", .serialized, .enabled(if: BrowserRun.isPossible))
struct BrowserTests {
  /// Runs a test with a whole city whose offices have reported, but for some.
  private func withCity(
    without absent: [AreaCode] = [], body: (DemoCity) async throws -> Void
  ) async throws {
    await Slots.cities.take()
    do {
      let city = try DemoCity(
        executable: TestProcess.executable, areas: AreaList.builtIn.reporting)
      do {
        try Self.setDeadline(of: city)
        try await city.start()
        try await city.waitUntilLive()
        for area in city.areas where !absent.contains(area.code) {
          try city.drop(try seed(of: area.code), at: area.code)
        }
        let expected = city.areas.count - absent.count
        try await waitUntil("\(expected) offices have reported", within: 90) {
          try await Self.reported(city) == expected
        }
        try await body(city)
        await city.stop()
      } catch {
        await city.stop()
        throw error
      }
      await Slots.cities.give()
    } catch {
      await Slots.cities.give()
      throw error
    }
  }

  private static func setDeadline(of city: DemoCity) throws {
    let path = city.aggregatorConfiguration
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try Data((text + "reports:\n  due: 01-31\n").utf8).write(to: URL(filePath: path))
  }

  private static func reported(_ city: DemoCity) async throws -> Int {
    let path = try AggregatorConfiguration(path: city.aggregatorConfiguration).controlPath
    let totals = try await DaemonClient.totals(year: nil, controlPath: path).totals
    return Set(totals.flatMap(\.shares).map(\.area)).count
  }

  private func seed(of area: AreaCode, in folder: String = seeds) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return "\(folder)/" + (try #require(names.first { $0.hasPrefix("\(area)-") }))
  }

  /// Pushes a report that is no seed: of another series, or of another year.
  private func push(
    _ text: String, _ options: DocumentOptions, at area: AreaCode, of city: DemoCity
  ) async throws {
    try await TestFolder.with { folder in
      let path = "\(folder)/report.txt"
      try Data(text.utf8).write(to: URL(filePath: path))
      let node = try NodeConfiguration(path: city.nodeConfiguration(of: area), areas: .builtIn)
      _ = try await DaemonClient.push(file: path, options: options, controlPath: node.controlPath)
    }
  }

  @Test("Every page is accessible in both schemes, fits 360 px, and prints")
  func looks() async throws {
    try await withCity(without: [.taonan]) { city in
      // A conflict to look at, and years before to compare with.
      try await push(
        reportText(1350, of: .zhenlai),
        DocumentOptions(series: try #require(.init(rawValue: "简报"))),
        at: .zhenlai, of: city)
      for area in [AreaCode.taobei, .zhenlai] {
        for year in [2014, 2016] {
          try await push(
            reportText(year - 1100, of: area).replacing("2017", with: "\(year)"),
            DocumentOptions(period: .year(year)), at: area, of: city)
        }
      }
      try await BrowserRun("looks", city).expectAllGood()
    }
  }

  @Test("A total leads down to the words; search, language, keyboard; without scripts")
  func use() async throws {
    try await withCity { city in try await BrowserRun("use", city).expectAllGood() }
  }

  @Test("A number moves on an open page when a report is dropped")
  func live() async throws {
    try await withCity(without: [.zhenlai]) { city in
      try await BrowserRun(
        "live", city, try seed(of: .zhenlai), "\(city.nodeState(of: .zhenlai))/inbox"
      ).expectAllGood()
    }
  }

  @Test("A page goes on by itself after a proxy has lost the daemon behind it")
  func behindProxy() async throws {
    try await withCity(without: [.zhenlai]) { city in
      try await BrowserRun(
        "behind_proxy", city, try seed(of: .zhenlai), "\(city.nodeState(of: .zhenlai))/inbox"
      ).expectAllGood()
    }
  }

  @Test("A person confirms a figure, and an error stands at its form")
  func review() async throws {
    try await withCity { city in
      try await BrowserRun(
        "review", city, try seed(of: .zhenlai, in: seeds + "/revised"),
        "\(city.nodeState(of: .zhenlai))/inbox"
      ).expectAllGood()
    }
  }
}
