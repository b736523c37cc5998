import Daemons
import Foundation
import Reports

/// What the demo shows, in order.
struct DemoPlay {
  let city: DemoCity
  let seeds: Seeds
  let once: Bool

  /// The office that corrects its report, and the figure to look at.
  private static let correctingArea = AreaCode("220821")
  private static let correctedIndicator = IndicatorCode(rawValue: "relief.winter.recipients")
  private static let year = 2017
  /// The pause between two reports, so that people can see the totals move.
  private static let paceMs = 700
  /// How long a change may take to arrive.
  private static let patienceSeconds = 20

  func run() async throws {
    Output.line("工会统计直报演示：一个市级汇总，\(city.areas.count) 个县区节点，本机真实进程。")
    Output.line(
      "UnionSync demo: one aggregator and \(city.areas.count) nodes, real processes on loopback.")
    Output.line()
    Output.flush()
    try await city.start()
    try await city.waitUntilLive()
    Output.line("网页：\(city.pageAddress)，数字随报告到达而变化。")
    Output.line("The city's page: \(city.pageAddress); it moves as reports arrive.")
    Output.line()
    Output.flush()
    let path = try AggregatorConfiguration(path: city.aggregatorConfiguration).controlPath
    let board = DemoBoard(areaCount: city.areas.count)
    let updates = try await TotalsWatcher.updates(controlPath: path)
    let following = Task { await board.follow(updates) }
    defer { following.cancel() }
    try await board.waitForSnapshot(within: Self.patienceSeconds)
    try await pushReports(onto: board)
    try await correct(on: board, controlPath: path)
    try verify()
    if once { return }
    showCommands()
    try await Task.sleep(for: .seconds(Int32.max))
  }

  private func pushReports(onto board: DemoBoard) async throws {
    for area in city.areas {
      try city.drop(try seeds.report(of: area.code), at: area.code)
      try await board.waitForChange(by: area, within: Self.patienceSeconds)
      if Output.isTerminal { try await Task.sleep(for: .milliseconds(Self.paceMs)) }
    }
  }

  private func correct(on board: DemoBoard, controlPath: String) async throws {
    guard let code = Self.correctingArea, let area = AreaList.builtIn[code] else { return }
    Output.line()
    Output.line("更正：\(area.nameZh)提交修改后的报告，只有变化被发送。")
    Output.line("Correction: \(area.nameEn) pushes a revised report; only the difference travels.")
    Output.line()
    await board.hold()
    let receipt = try await DaemonClient.push(
      file: try seeds.revisedReport(of: code), options: DocumentOptions(),
      controlPath: try NodeConfiguration(
        path: city.nodeConfiguration(of: code), areas: .builtIn
      ).controlPath)
    for line in ReceiptText(receipt).lines { Output.line("  " + line) }
    Output.line()
    try await board.waitForChange(by: area, within: Self.patienceSeconds)
    Output.line("汇总随之变化。 The totals that moved:")
    for line in await board.heldLines() { Output.line("  " + line) }
    Output.line()
    Output.line("依据：这个汇总数的每一部分都能查到原文。 Evidence: the words behind the total.")
    let evidence = try await DaemonClient.evidence(
      of: Dataset.Topic(indicator: Self.correctedIndicator, year: Self.year),
      controlPath: controlPath)
    for row in evidence.rows where row.report.area == code {
      for line in EvidenceText(row).lines { Output.line("  " + line) }
    }
    Output.line()
    Output.flush()
  }

  private func verify() throws {
    let verification = try Verification(
      cityFolder: city.aggregatorState,
      nodeFolders: city.areas.map { ($0.code, city.nodeState(of: $0.code)) })
    let observations = verification.journals.reduce(0) { $0 + $1.observations }
    guard verification.isEqual else {
      throw DaemonError(
        .differs, zh: "核对不一致：市级数据与节点日志不同。", en: "The city's dataset differs from the journals.")
    }
    Output.line("核对：市级 \(observations) 个观测值与 \(city.areas.count) 个节点日志逐条一致。")
    Output.line(
      "Verified: the city's \(observations) observations equal the fold of \(city.areas.count)"
        + " journals.")
    Output.flush()
  }

  private func showCommands() {
    let command = (try? Seeds.executable()) ?? "unionsync"
    let config = city.aggregatorConfiguration
    Output.line()
    Output.line("系统仍在运行，可以在另一个终端查看；按 Ctrl-C 结束并清除。")
    Output.line("The system stays up; look at it from another terminal; Ctrl-C ends and cleans up.")
    Output.line("  \(city.pageAddress)")
    Output.line("  \(command) totals --config \(config)")
    Output.line("  \(command) watch --config \(config)")
    Output.line("  \(command) aggregator status --config \(config)")
    if let code = Self.correctingArea {
      if let address = city.officeAddress(of: code), let area = AreaList.builtIn[code] {
        Output.line("  \(address)  \(area.nameZh)的网页：交报告、核对、更正 / the page of its office")
      }
      Output.line("  \(command) node push FILE --config \(city.nodeConfiguration(of: code))")
    }
    Output.flush()
  }
}
