import Daemons
import Reports

/// The city's totals on the screen: redrawn in a terminal, plain lines in a pipe.
actor DemoBoard {
  /// How many totals fit on the board.
  private static let shownCount = 12
  /// How often a wait looks again, in milliseconds.
  private static let lookMs = 20

  private let areaCount: Int
  private var totals: [TotalSummary.ID: TotalSummary]?
  private var lastOrigin: AreaCode?
  private var drawnLines = 0
  /// What moved since the board was stopped; nil while it is drawn.
  private var held: [String]?

  init(areaCount: Int) {
    self.areaCount = areaCount
  }

  /// Takes in updates until there are no more.
  func follow(_ updates: AsyncStream<TotalsWatcher.Update>) async {
    for await update in updates { take(update) }
  }

  private func take(_ update: TotalsWatcher.Update) {
    switch update {
    case .snapshot(let all):
      totals = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    case .change(let changed, let removed, let origin):
      let before = totals ?? [:]
      for id in removed { totals?[id] = nil }
      for total in changed { totals?[total.id] = total }
      lastOrigin = origin
      if held == nil {
        draw(changed, by: origin)
      } else {
        held? += changed.map { line(of: $0, before: before[$0.id]) }
        held? += removed.map { "\(name(of: $0))  撤回 / withdrawn" }
      }
    }
  }

  // MARK: Waiting

  /// Waits until all totals are known.
  func waitForSnapshot(within seconds: Int) async throws {
    try await wait(within: seconds) { $0.totals != nil }
  }

  /// Waits until an area's report has changed the totals.
  func waitForChange(by area: Area, within seconds: Int) async throws {
    try await wait(within: seconds) { $0.lastOrigin == area.code }
  }

  /// Stops drawing and forgets the last change; what moves from now on is held back.
  func hold() {
    lastOrigin = nil
    held = []
  }

  /// What moved since the board was stopped, a line a total.
  func heldLines() -> [String] { held ?? [] }

  private func wait(
    within seconds: Int, until condition: (isolated DemoBoard) -> Bool
  ) async throws {
    for _ in 0..<(seconds * 1000 / Self.lookMs) {
      if condition(self) { return }
      try await Task.sleep(for: .milliseconds(Self.lookMs))
    }
    throw DaemonError(
      .unavailable, zh: "\(seconds) 秒内没有等到汇总的变化。",
      en: "The totals did not change within \(seconds) seconds.")
  }

  // MARK: Drawing

  private func draw(_ changed: [TotalSummary], by origin: AreaCode?) {
    let who = origin.map { AreaList.builtIn.name(of: $0) } ?? ""
    if Output.isTerminal {
      redraw(after: who, Set(changed.map(\.id)))
    } else {
      Output.line(
        "\(who)：更新 \(changed.count) 项汇总，共 \(totals?.count ?? 0) 项。"
          + " \(changed.count) totals moved, \(totals?.count ?? 0) in all")
    }
    Output.flush()
  }

  /// The totals that most areas state, with those that just moved marked.
  private func redraw(after who: String, _ moved: Set<TotalSummary.ID>) {
    var table = TextTable([
      ("", .left), ("指标", .left), ("全市合计", .right), ("单位", .left), ("完整度", .left),
    ])
    for total in shown {
      table.add([
        moved.contains(total.id) ? "▲" : " ", name(of: total.id), total.value?.grouped ?? "",
        total.id.unit.rawValue, bar(of: total),
      ])
    }
    // Up to the first line of the last drawing, and clear from there.
    if drawnLines > 0 { print("\u{1B}[\(drawnLines)A\u{1B}[J", terminator: "") }
    let lines = ["收到 \(who) 的报告，汇总共 \(totals?.count ?? 0) 项"] + table.lines
    for line in lines { Output.line(line) }
    drawnLines = lines.count
  }

  private var shown: [TotalSummary] {
    let sums = (totals ?? [:]).values.filter { $0.value != nil }
    let sorted = sums.sorted { left, right in
      let order = (-left.shares.count, ReportReading.indicators.position(of: left.id.indicator))
      let other = (-right.shares.count, ReportReading.indicators.position(of: right.id.indicator))
      return order == other ? left.id.unit < right.id.unit : order < other
    }
    return Array(sorted.prefix(Self.shownCount))
  }

  private func bar(of total: TotalSummary) -> String {
    let filled = String(repeating: "█", count: total.shares.count)
    let empty = String(repeating: "░", count: max(0, areaCount - total.shares.count))
    return "\(filled)\(empty) \(total.shares.count)/\(areaCount)"
  }

  private func line(of total: TotalSummary, before: TotalSummary?) -> String {
    let old = before.map { Self.figure(of: $0) + " → " } ?? ""
    return "\(name(of: total.id))  \(old)\(Self.figure(of: total)) \(total.id.unit)"
  }

  private static func figure(of total: TotalSummary) -> String {
    total.value?.grouped ?? TotalsText.range(of: total)
  }

  private func name(of id: TotalSummary.ID) -> String {
    ReportReading.indicators[id.indicator]?.nameZh ?? id.indicator.rawValue
  }
}
