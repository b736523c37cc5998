import ArgumentParser
import Daemons
import Reports

/// `unionsync template`
struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "生成可填写的统计表，代替文字报告。 Write a form to fill in instead of a report.",
    discussion: """
      填好“数值”一列后，像报告一样提交：放进收件箱，或 unionsync node push。
      Fill in the column 数值 and push the file like a report.

      EXAMPLES
        unionsync template --area 220821 --year 2017 --output 镇赉2017.xlsx
        unionsync template --area 220821 --year 2017 --output 镇赉2017.csv
      """)

  @Option(help: "区划代码。 The area's code.")
  var area: String

  @Option(help: "年份。 The year.")
  var year: Int

  @Option(help: "要写的文件，.xlsx 或 .csv。 The file to write.")
  var output: String

  func run() throws {
    guard Period.years.contains(year) else {
      throw DaemonError(.usage, zh: "年份 \(year) 有误。", en: "\(year) is no year to report on.")
    }
    try TemplateWorkbook(area: try Arguments.area(area), year: year).write(to: output)
    Output.line("已写入 \(output)。 \(output) is written.")
  }
}
