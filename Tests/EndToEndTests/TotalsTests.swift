import Daemons
import Foundation
import Reports
import Testing

@Suite("What is told of totals")
struct TotalsTests {
  private func withReport(_ body: (TestCity) async throws -> Void) async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      try await body(city)
    }
  }

  @Test("watch prints what there is, then each change as it comes, also after a restart")
  func watching() async throws {
    try await withReport { city in
      let watch = try TestProcess(
        ["watch", "--config", city.aggregatorConfiguration], folder: city.folder)
      try await waitUntil("the first totals are printed") { watch.output.contains("1,300") }
      try await city.push(recipients: 200, at: .tongyu)
      try await waitUntil("the change is printed") { watch.output.contains("1,300 → 1,500") }
      try city.aggregator().kill()
      try await city.startAggregator()
      try await city.push(recipients: 300, at: .tongyu)
      try await waitUntil("the watcher is told after a restart") { watch.output.contains("1,600") }
      #expect(watch.errors.isEmpty)
      #expect(watch.isRunning)
    }
  }

  @Test("JSON and CSV carry the same totals as the table")
  func formats() async throws {
    try await withReport { city in
      let totals = try await city.totals()
      let total = try #require(totals.first { $0.id.indicator == .recipients })
      #expect(total.value == 1300)
      #expect(total.shares.map(\.area) == [.zhenlai])
      #expect(total.missing.contains(.tongyu))

      let jsonl = try await city.run(
        "totals", "--config", city.aggregatorConfiguration, "--format", "jsonl")
      let lines = try jsonl.output.split(separator: "\n").map { line in
        try JSONDecoder().decode(TotalSummary.self, from: Data(line.utf8))
      }
      #expect(lines == totals)

      let csv = try await city.run(
        "totals", "--config", city.aggregatorConfiguration, "--format", "csv")
      let rows = csv.output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      #expect(rows.count == totals.count + 1)
      #expect(rows.allSatisfy { $0.count == rows[0].count })
      let column = try #require(rows[0].firstIndex(of: "indicator"))
      let value = try #require(rows[0].firstIndex(of: "value"))
      #expect(rows.contains { $0[column] == "relief.winter.recipients" && $0[value] == "1300" })

      let table = try await city.run(
        "totals", "--year", "2017", "--config", city.aggregatorConfiguration)
      #expect(table.output.contains("1,300"))
      let other = try await city.run(
        "totals", "--year", "2016", "--config", city.aggregatorConfiguration, "--format", "json")
      #expect(try other.decoded(as: [TotalSummary].self).isEmpty)
    }
  }

  @Test("explain shows each area's sentence with carets below the figure")
  func explaining() async throws {
    try await withReport { city in
      let result = try await city.run(
        "explain", "relief.winter.recipients", "--year", "2017", "--config",
        city.aggregatorConfiguration)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.contains("合计 / total：1,300 人"))
      let all = result.output.split(separator: "\n").map(String.init)
      let lines = all.suffix(3).map(\.self)
      try #require(lines.count == 3)
      #expect(lines[0].contains("● 镇赉县"))
      #expect(lines[0].contains("zhenlai") || lines[0].contains("220821.txt"))
      let mention = try #require(lines[1].range(of: "1300人"))
      #expect(lines[1].contains("走访慰问困难职工"))
      let carets = try #require(
        lines[2].range(of: "1300人".map { $0.isASCII ? "^" : "^^" }.joined()))
      #expect(columns(lines[2][..<carets.lowerBound]) == columns(lines[1][..<mention.lowerBound]))
      #expect(lines[2].trimmingCharacters(in: .whitespaces).count == columns("1300人"))
    }
  }

  /// How many columns a terminal gives a text of ASCII and Chinese characters.
  private func columns(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
  }
}
