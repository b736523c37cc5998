import Daemons
import Foundation
import Reports
import Testing

@Suite("The past and what people decide")
struct HistoryTests {
  private let indicator = "relief.winter.recipients"

  /// A second of the machine's clock that began after what was done, and is over.
  private func momentAfterNow() async throws -> String {
    let second = floor(Date().timeIntervalSince1970) + 1
    try await waitUntil("the second is over") { Date().timeIntervalSince1970 >= second + 1 }
    let fields = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: second))
    func text(_ number: Int?) -> String { String("0\(number ?? 0)".suffix(2)) }
    return "\(fields.year ?? 0)-\(text(fields.month))-\(text(fields.day))T\(text(fields.hour))"
      + ":\(text(fields.minute)):\(text(fields.second))"
  }

  private func ask<Value: Decodable>(
    _ city: TestCity, _ arguments: String..., as type: Value.Type
  ) async throws -> Value {
    try await unionsync(
      arguments + ["--config", city.aggregatorConfiguration, "--format", "json"],
      folder: city.folder
    ).decoded()
  }

  private func recipients(_ city: TestCity, asOf moment: String) async throws -> FixedDecimal? {
    try await ask(city, "totals", "--as-of", moment, as: [TotalSummary].self)
      .first { $0.id.indicator == .recipients }?.value
  }

  @Test("A corrected and then withdrawn figure is there as of each moment, and in its history")
  func correctedAndWithdrawn() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      let before = try await momentAfterNow()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.push(recipients: 200, at: .tongyu)
      try await city.waitUntilEqual()
      let reported = try await momentAfterNow()
      try await city.push(recipients: 1350, at: .zhenlai)
      try await city.waitUntilEqual()
      let corrected = try await momentAfterNow()
      let other = try city.reportFile(
        "2017年，镇赉县总工会新建会员12人，组织职工技能竞赛3场。", name: "220821.txt")
      #expect(try await city.push(other, at: .zhenlai).exitCode == 0)
      try await city.waitUntilEqual()

      #expect(try await recipients(city, asOf: before) == nil)
      #expect(try await recipients(city, asOf: reported) == 1500)
      #expect(try await recipients(city, asOf: corrected) == 1550)
      #expect(try await city.recipients() == 200)
      let said = try await city.run(
        "totals", "--as-of", reported, "--config", city.aggregatorConfiguration)
      #expect(said.errors.contains(reported.replacing("T", with: " ")))
      #expect(said.output.contains("1,500"))

      let totals = try await ask(
        city, "history", indicator, "--year", "2017", as: History<TotalVersion>.self)
      #expect(totals.isComplete)
      #expect(totals.versions.last?.before?.value == 1550)
      #expect(totals.versions.last?.after?.value == 200)
      #expect(totals.versions.last?.area == .zhenlai)
      #expect(totals.versions.last?.document?.revision == 3)
      #expect(Set(totals.versions.prefix(2).map(\.area)) == [.zhenlai, .tongyu])

      let figure = try await ask(
        city, "history", indicator, "--year", "2017", "--area", "220821",
        as: History<ObservationVersion>.self)
      #expect(figure.versions.map(\.observation?.value) == [1300, 1350, nil])
      #expect(figure.versions.map(\.document?.revision) == [1, 2, 3])
      let table = try await city.run(
        "history", indicator, "--year", "2017", "--area", "220821", "--config",
        city.aggregatorConfiguration)
      #expect(table.output.contains("走访慰问困难职工1350人"))
      #expect(table.output.contains("撤回"))
    }
  }

  @Test("A conflict is told, decided with a reason, and open again once a rival changes")
  func conflict() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      let brief = try city.reportFile(reportText(1250, of: .zhenlai), name: "简报.txt")
      #expect(try await city.push(brief, at: .zhenlai, "--series", "brief").exitCode == 0)
      try await city.waitUntilEqual()
      let open = try await ask(city, "findings", "--year", "2017", as: [Finding].self)
      #expect(open.map(\.kind) == [.conflict])
      #expect(open.first?.messageZh.contains("1250人") == true)
      #expect(try await city.recipients() == 1300)

      let watch = try TestProcess(
        ["watch", "--config", city.aggregatorConfiguration], folder: city.folder)
      try await waitUntil("the first totals are printed") { watch.output.contains("1,300") }
      let decided = try await city.run(
        "review", "prefer", indicator, "--year", "2017", "--area", "220821", "--series", "brief",
        "--person", "李明", "--reason", "简报经核实", "--config", city.aggregatorConfiguration)
      #expect(decided.exitCode == 0, "\(decided.errors)")
      #expect(try await city.recipients() == 1250)
      try await waitUntil("watchers see it") { watch.output.contains("1,300 → 1,250") }
      #expect(try await ask(city, "findings", as: [Finding].self).isEmpty)
      #expect(try await ask(city, "findings", "--all", as: [Finding].self).count == 1)
      let explained = try await city.run(
        "explain", indicator, "--year", "2017", "--config", city.aggregatorConfiguration)
      #expect(explained.output.contains("李明已复核：简报经核实"))
      #expect(explained.output.contains("未选用"))

      try city.aggregator().kill()
      try await city.startAggregator()
      #expect(try await city.recipients() == 1250, "What was decided is kept.")
      try await city.push(recipients: 1310, at: .zhenlai)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1310)
      #expect(try await ask(city, "findings", as: [Finding].self).map(\.kind) == [.conflict])
      let history = try await ask(
        city, "history", indicator, "--year", "2017", "--area", "220821",
        as: History<ObservationVersion>.self)
      #expect(history.versions.compactMap(\.review).map(\.person) == ["李明"])
    }
  }

  @Test("What can't be asked or decided is named")
  func complaints() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let config = ["--config", city.aggregatorConfiguration]
      for (arguments, exitCode, word) in [
        (["totals", "--as-of", "monday"], DaemonError.ExitCode.usage, "monday"),
        (["totals", "--as-of", "2026-02-30"], .usage, "2026-02-30"),
        (["totals", "--as-of", "2026-02-03T24:00"], .usage, "24:00"),
        (["history", indicator, "--year", "2017", "--limit", "0"], .usage, "--limit"),
        (["history", indicator, "--year", "2017", "--part", "女"], .usage, "--area"),
        (["history", indicator, "--year", "2017"], .missingInput, "totals"),
        (["history", "no.such", "--year", "2017", "--area", "220821"], .usage, "no.such"),
        (
          [
            "review", "doubt", indicator, "--year", "2017", "--area", "220821", "--person", "李",
            "--reason", "无",
          ], .usage, "doubt"
        ),
        (
          [
            "review", "confirm", indicator, "--year", "2017", "--area", "220821", "--person", "李",
            "--reason", "无",
          ], .missingInput, "explain"
        ),
        (
          [
            "review", "confirm", indicator, "--year", "2017", "--area", "220821", "--person", " ",
            "--reason", "无",
          ], .usage, "64"
        ),
      ] {
        try await unionsync(arguments + config, folder: city.folder)
          .expectComplaint(exitCode, naming: word)
      }
    }
  }
}
