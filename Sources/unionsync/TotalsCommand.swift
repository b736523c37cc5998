import ArgumentParser
import Daemons
import Reports

/// `unionsync totals`
struct TotalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "totals", abstract: "全市汇总。 The city's totals.",
    discussion: """
      比率不相加，只给出各县区的范围；缺报的单位逐一列出，缺报不等于零。
      Rates are not added but shown with their range; who is missing is named, and missing is not
      zero.

      ⚠ 有冲突未定；◐ 有单位的分期数不足全年；＊ 该单位当年从未上报。
      ⚠ reports differ; ◐ an office's periods do not cover the year; ＊ it never reported on it.

      EXAMPLES
        unionsync totals --year 2017
        unionsync totals --as-of 2026-11-20              当天结束时 / when that day ended
        unionsync totals --as-of 2026-11-20T08:30        当地时间 / in local time
        unionsync totals --format csv > totals.csv
      """)

  @Option(help: "年份，默认所有年份。 The year; all years by default.")
  var year: Int?

  @Option(help: "过去某一时刻的汇总，如 2026-11-20T08:30。 The totals as they were then.")
  var asOf: String?

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let moment = try asOf.map { text throws(DaemonError) in try Moment(text) }
    let answer = try await DaemonClient.totals(
      year: year, asOfMs: moment?.ms, controlPath: try control.aggregatorPath())
    // Beside the answer, so that programs read nothing but totals.
    if let moment { Output.error("截至 \(moment)（当地时间） / as of \(moment), local time") }
    switch format {
    case .table:
      for line in TotalsText(answer).lines { Output.line(line) }
    case .json:
      Output.line(try Output.json(answer.totals, pretty: true))
    case .jsonl:
      for total in answer.totals { Output.line(try Output.json(total)) }
    case .csv:
      for line in TotalsText(answer).csv { Output.line(line) }
    }
  }
}

/// Totals as a table for people, or as comma-separated values.
struct TotalsText {
  private let answer: TotalsAnswer
  private let names: [AreaCode: String]

  init(_ answer: TotalsAnswer) {
    self.answer = answer
    names = Dictionary(answer.areas.map { ($0.code, $0.nameZh) }, uniquingKeysWith: { $1 })
  }

  var lines: [String] {
    var table = TextTable([
      ("年份", .left), ("指标", .left), ("合计", .right), ("单位", .left), ("可能范围", .left),
      ("完整度", .left), ("缺", .left),
    ])
    for total in answer.totals {
      table.add([
        "\(total.id.year)", name(of: total) + marks(of: total),
        total.value?.grouped ?? "—", total.id.unit.rawValue, Self.range(of: total),
        "\(total.shares.count)/\(answer.areas.count)", missing(in: total),
      ])
    }
    let count = answer.totals.count
    return table.lines + ["", "共 \(count) 项汇总。 \(count) totals."]
  }

  var csv: [String] {
    let header = [
      "year", "indicator", "name_zh", "unit", "nature", "value", "lower", "upper", "areas",
      "missing", "never_reported", "partial", "conflict",
    ]
    return [Output.csv(header)]
      + answer.totals.map { total in
        Output.csv([
          "\(total.id.year)", total.id.indicator.rawValue, name(of: total),
          total.id.unit.rawValue, total.nature.rawValue, total.value?.description ?? "",
          total.lower?.description ?? "", total.upper?.description ?? "",
          total.shares.map(\.area.description).joined(separator: " "),
          total.missing.map(\.description).joined(separator: " "),
          total.neverReported.map(\.description).joined(separator: " "),
          total.partial.map(\.description).joined(separator: " "),
          total.hasConflict ? "1" : "0",
        ])
      }
  }

  func name(of total: TotalSummary) -> String {
    answer.indicatorNames[total.id.indicator.rawValue] ?? total.id.indicator.rawValue
  }

  /// The interval of the true total; for rates from the lowest to the highest area. Empty where
  /// the number is exact.
  static func range(of total: TotalSummary) -> String {
    guard let lower = total.lower, let upper = total.upper else { return "" }
    return lower == upper && total.value != nil ? "" : "\(lower.grouped) – \(upper.grouped)"
  }

  private func marks(of total: TotalSummary) -> String {
    (total.hasConflict ? " ⚠" : "") + (total.partial.isEmpty ? "" : " ◐")
  }

  private func missing(in total: TotalSummary) -> String {
    // A long list of the missing says less than the short one of those that are there.
    guard !total.missing.isEmpty else { return "" }
    let never = Set(total.neverReported)
    return total.missing.map { area in
      (names[area] ?? area.description) + (never.contains(area) ? "＊" : "")
    }.joined(separator: "、")
  }
}

extension TotalSummary {
  /// Whether an area's reports contradict each other on this figure.
  var hasConflict: Bool { shares.contains(where: \.hasConflict) }

  /// The areas whose sub-periods do not cover the year of a flow.
  var partial: [AreaCode] {
    nature == .flow ? shares.filter { !$0.coveredMonths.isWholeYear }.map(\.area) : []
  }
}
