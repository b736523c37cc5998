import ArgumentParser
import Daemons
import Reports

/// `unionsync parse`
struct ParseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "读取一份报告，列出识别到的数字。 Read a report and list the quantities found.",
    discussion: """
      不需要守护进程，什么也不发送。 No daemon is needed, and nothing is sent.

      EXAMPLES
        unionsync parse 总结.docx --area 220821
        unionsync parse page.txt --published 2018-05-01 --format jsonl
        unionsync parse 总结.docx --area 220821 --explain
      """)

  @Argument(help: "文件。 The file.")
  var file: String

  @Option(help: "正文没有写明单位时所属的区划代码。 The area of a text that names none.")
  var area: String?

  @Option(help: "发布日期，“去年”“今年”以此为准；默认今天。 The day of publication, YYYY-MM-DD.")
  var published: String?

  @Option(help: "扩充指标目录的文件。 A file that extends the catalogue of indicators.")
  var catalogue: String?

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @Flag(help: "在原文中标出每个数字（^）和据以判断的词（~）。 Show in the text what decided.")
  var explain = false

  func run() async throws {
    guard !explain || format == .table else {
      throw DaemonError(
        .usage, zh: "--explain 只能与表格输出一起使用。", en: "--explain goes with the table only.")
    }
    let reading = try await ReportReading(
      path: file, area: try area.map(Arguments.area), published: try published.map(Arguments.date),
      catalogue: catalogue, explains: explain)
    switch format {
    case .table where explain: printExplained(reading)
    case .table: printTable(reading)
    case .json: Output.line(try Output.json(reading.quantities.map(Line.init), pretty: true))
    case .jsonl:
      for quantity in reading.quantities { Output.line(try Output.json(Line(quantity))) }
    case .csv:
      Output.line(Output.csv(Line.fieldNames))
      for quantity in reading.quantities { Output.line(Output.csv(Line(quantity).fields)) }
    }
    if format != .table {
      for warning in reading.warnings { Output.error("注意：\(warning.messageZh)") }
    }
  }

  private func printTable(_ reading: ReportReading) {
    var table = TextTable([
      ("区划", .left), ("时期", .left), ("指标", .left), ("分项", .left), ("数值", .right),
      ("单位", .left), ("原文", .left),
    ])
    for quantity in reading.quantities {
      table.add([
        quantity.area.map { AreaList.builtIn.name(of: $0) } ?? "?", quantity.period.description,
        quantity.indicatorName ?? "（未编码）", quantity.part ?? "",
        quantity.qualifier.mark + quantity.value.grouped, quantity.unit.rawValue,
        quantity.mention.filter { !$0.isNewline },
      ])
    }
    for line in table.lines { Output.line(line) }
    printSummary(reading)
  }

  private func printExplained(_ reading: ReportReading) {
    let text = MarkedText(reading.text)
    for quantity in reading.quantities {
      let area = quantity.area.map { AreaList.builtIn.name(of: $0) } ?? "?"
      Output.line(
        "\(area) \(quantity.period) \(quantity.indicatorName ?? "（未编码）")"
          + (quantity.part.map { "［\($0)］" } ?? "")
          + "  \(quantity.qualifier.mark)\(quantity.value.grouped) \(quantity.unit)")
      for line in text.lines(explaining: quantity) { Output.line("  " + line) }
      Output.line()
    }
    printSummary(reading)
  }

  private func printSummary(_ reading: ReportReading) {
    let coded = reading.quantities.count { $0.indicator != nil }
    Output.line()
    Output.line(
      "共 \(reading.quantities.count) 个数字，其中 \(coded) 个已编码。"
        + " \(reading.quantities.count) quantities, \(coded) of them with an indicator.")
    for warning in reading.warnings {
      Output.line("注意：\(warning.messageZh)\n      \(warning.messageEn)")
    }
  }
}

/// A quantity as programs get it, in the fields of the annotated reports.
private struct Line: Encodable {
  let area: String?
  let period: String
  let indicator: String?
  let part: String?
  let value: Double
  let unit: String
  let qualifier: String
  let mention: String
  let start: Int
  let end: Int

  static let fieldNames = [
    "area", "period", "indicator", "part", "value", "unit", "qualifier", "mention", "start", "end",
  ]

  init(_ quantity: ReadQuantity) {
    area = quantity.area?.description
    period = quantity.period.description
    indicator = quantity.indicator?.rawValue
    part = quantity.part
    value = Double(quantity.value.description) ?? .nan
    unit = quantity.unit.rawValue
    qualifier = quantity.qualifier.rawValue
    mention = quantity.mention
    start = quantity.start
    end = quantity.end
  }

  var fields: [String] {
    [
      area ?? "", period, indicator ?? "", part ?? "", "\(value)", unit, qualifier, mention,
      "\(start)", "\(end)",
    ]
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(area, forKey: .area)
    try container.encode(period, forKey: .period)
    try container.encode(indicator, forKey: .indicator)
    try container.encode(part, forKey: .part)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(qualifier, forKey: .qualifier)
    try container.encode(mention, forKey: .mention)
    try container.encode(start, forKey: .start)
    try container.encode(end, forKey: .end)
  }

  private enum CodingKeys: String, CodingKey {
    case area, period, indicator, part, value, unit, qualifier, mention, start, end
  }
}
