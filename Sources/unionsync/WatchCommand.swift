import ArgumentParser
import Daemons
import Reports

/// `unionsync watch`
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "跟踪全市汇总的变化，直到 Ctrl-C。 Follow the city's totals as they change.",
    discussion: """
      EXAMPLES
        unionsync watch
        unionsync watch --format json | my-program
      """)

  @Option(help: "输出格式，json 为每行一个。 How to print; json is one a line.")
  var format = AnswerFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let path = try control.aggregatorPath()
    let names = try await DaemonClient.totals(year: nil, controlPath: path)
    var known: [TotalSummary.ID: TotalSummary] = [:]
    for await update in try await TotalsWatcher.updates(controlPath: path) {
      switch update {
      case .snapshot(let totals):
        known = Dictionary(totals.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        try show(totals, removed: [], by: nil, before: [:], names)
      case .change(let totals, let removed, let origin):
        try show(totals, removed: removed, by: origin, before: known, names)
        for id in removed { known[id] = nil }
        for total in totals { known[total.id] = total }
      }
      Output.flush()
    }
  }

  private func show(
    _ totals: [TotalSummary], removed: [TotalSummary.ID], by origin: AreaCode?,
    before: [TotalSummary.ID: TotalSummary], _ names: TotalsAnswer
  ) throws {
    guard format == .table else {
      for total in totals { Output.line(try Output.json(total)) }
      for id in removed { Output.line(try Output.json(["removed": id])) }
      return
    }
    let text = TotalsText(names)
    let who = origin.map { AreaList.builtIn.name(of: $0) } ?? ""
    for total in totals {
      let old = before[total.id].map { ($0.value?.grouped ?? TotalsText.range(of: $0)) + " → " }
      let value = total.value?.grouped ?? TotalsText.range(of: total)
      Output.line(
        "\(total.id.year)  \(text.name(of: total))  \(old ?? "")\(value) \(total.id.unit)"
          + "  \(total.shares.count)/\(total.shares.count + total.missing.count)  \(who)")
    }
    for id in removed {
      Output.line("\(id.year)  \(id.indicator)  撤回 / withdrawn  \(who)")
    }
  }
}
