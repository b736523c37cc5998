import ArgumentParser
import Daemons
import Reports

/// `unionsync findings`
struct FindingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings",
    abstract: "需要核对的数字。 What a person should look at.",
    discussion: """
      冲突、复核后的变化、与上年相差万倍、分项大于合计、分期与全年不符、比率越界；只提示，不阻止。
      Conflicts, changes after review, ten thousand times the last year, parts above totals, periods
      that do not fit the year, rates out of range. They warn and never block.

      EXAMPLES
        unionsync findings --year 2017
        unionsync findings --all --format csv > findings.csv
      """)

  @Option(help: "年份，默认所有年份。 The year; all years by default.")
  var year: Int?

  @Flag(help: "已经处理的也列出。 List what was dealt with as well.")
  var all = false

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let answer = try await DaemonClient.findings(
      year: year, controlPath: try control.aggregatorPath())
    let findings = answer.list.filter { all || $0.isOpen }
    switch format {
    case .json:
      Output.line(try Output.json(findings, pretty: true))
    case .jsonl:
      for finding in findings { Output.line(try Output.json(finding)) }
    case .csv:
      Output.line(
        Output.csv(["kind", "open", "area", "indicator", "year", "message_zh", "message_en"]))
      for finding in findings {
        Output.line(
          Output.csv([
            finding.kind.rawValue, finding.isOpen ? "1" : "0", finding.area.description,
            finding.topic.indicator.rawValue, "\(finding.topic.year)", finding.messageZh,
            finding.messageEn,
          ]))
      }
    case .table:
      for finding in findings {
        Output.line(
          "\(finding.isOpen ? "⚠" : "✓") \(AreaList.builtIn.name(of: finding.area))"
            + " \(finding.topic.year)  \(finding.messageZh)")
        Output.line("    \(finding.topic.indicator)  \(finding.messageEn)")
      }
      let count = findings.count
      Output.line("共 \(count) 项需要核对。 \(count) to look at.")
    }
    // Beside the answer, so that programs read nothing but findings.
    if answer.isTruncated {
      Output.error("只列出前 \(answer.list.count) 项。 Only the first \(answer.list.count).")
    }
  }
}
