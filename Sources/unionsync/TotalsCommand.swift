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

      EXAMPLES
        unionsync totals --year 2017
        unionsync totals --format csv > totals.csv
      """)

  @Option(help: "年份，默认所有年份。 The year; all years by default.")
  var year: Int?

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let answer = try await DaemonClient.totals(
      year: year, controlPath: try control.aggregatorPath())
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
        "\(total.id.year)", name(of: total) + (total.hasConflict ? " ⚠" : ""),
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
      "missing",
    ]
    return [Output.csv(header)]
      + answer.totals.map { total in
        Output.csv([
          "\(total.id.year)", total.id.indicator.rawValue, name(of: total),
          total.id.unit.rawValue, total.nature.rawValue, total.value?.description ?? "",
          total.lower?.description ?? "", total.upper?.description ?? "",
          total.shares.map(\.area.description).joined(separator: " "),
          total.missing.map(\.description).joined(separator: " "),
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

  private func missing(in total: TotalSummary) -> String {
    // A long list of the missing says less than the short one of those that are there.
    guard !total.missing.isEmpty else { return "" }
    return total.missing.map { names[$0] ?? $0.description }.joined(separator: "、")
  }
}

extension TotalSummary {
  /// Whether an area's reports contradict each other on this figure.
  var hasConflict: Bool { shares.contains(where: \.hasConflict) }
}

/// `unionsync explain`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "一个汇总数的来历：各县区的原文。 Where a total comes from: each area's words.",
    discussion: "EXAMPLE\n  unionsync explain relief.winter.recipients --year 2017")

  @Argument(help: "指标代码。 The indicator's code.")
  var indicator: String

  @Option(help: "年份。 The year.")
  var year: Int

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let rows = try await DaemonClient.evidence(
      indicator: IndicatorCode(rawValue: indicator), year: year,
      controlPath: try control.aggregatorPath())
    switch format {
    case .json:
      Output.line(try Output.json(rows, pretty: true))
    case .jsonl:
      for row in rows { Output.line(try Output.json(row)) }
    case .csv:
      Output.line(Output.csv(EvidenceText.fieldNames))
      for row in rows { Output.line(Output.csv(EvidenceText(row).fields)) }
    case .table:
      guard !rows.isEmpty else {
        throw DaemonError(
          .missingInput, zh: "\(year) 年没有“\(indicator)”的数字，请用 unionsync totals 查看有哪些指标。",
          en: "There are no figures of '\(indicator)' in \(year); 'unionsync totals' lists what is."
        )
      }
      for row in rows { EvidenceText(row).lines.forEach { Output.line($0) } }
    }
  }
}

/// One figure with the words that it rests on, marked below them.
struct EvidenceText {
  private let row: EvidenceRow

  init(_ row: EvidenceRow) {
    self.row = row
  }

  static let fieldNames = [
    "area", "period", "indicator", "part", "value", "unit", "qualifier", "mention", "sentence",
    "document", "revision",
  ]

  var fields: [String] {
    let observation = row.observation
    return [
      row.report.area.description, observation.key.period.description,
      observation.key.indicator.rawValue, observation.key.part ?? "",
      observation.value.description, observation.key.unit.rawValue,
      observation.qualifier.rawValue, observation.evidence.mention,
      observation.evidence.sentence, row.document.name, "\(row.document.revision)",
    ]
  }

  var lines: [String] {
    let observation = row.observation
    let evidence = observation.evidence
    let part = observation.key.part.map { "（\($0)）" } ?? ""
    let area = AreaList.builtIn.name(of: row.report.area)
    let scalars = evidence.sentence.unicodeScalars
    let before = String(String.UnicodeScalarView(scalars.prefix(evidence.offsetInSentence)))
    let shown = { (text: String) in String(text.filter { !$0.isNewline }) }
    let indent = String(repeating: " ", count: TextTable.width(of: shown(before)))
    let carets = String(repeating: "^", count: TextTable.width(of: shown(evidence.mention)))
    return [
      "\(area)\(part)  \(observation.figure)  \(row.document.name) 第 \(row.document.revision) 版",
      "    \(shown(evidence.sentence))",
      "    \(indent)\(carets)",
    ]
  }
}
