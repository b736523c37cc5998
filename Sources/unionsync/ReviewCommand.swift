import ArgumentParser
import Daemons
import Reports

/// `unionsync review`
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "复核一个数字。 Decide about a figure.",
    discussion: """
      confirm 确认无误；prefer 在几份报告不一致时选定一份；reopen 撤销，重新待复核。
      之后数字有变化，自动回到待复核。决定只增不改，都留有记录。
      confirm says that a figure is right, prefer chooses where an office's reports differ, reopen
      takes a decision back. A figure that changes later is to be looked at again by itself.
      Decisions are only ever added.

      EXAMPLES
        unionsync review confirm relief.winter.recipients --year 2017 --area 220821 \\
          --person 李明 --reason 与原件一致
        unionsync review prefer relief.winter.recipients --year 2017 --area 220821 \\
          --series brief --person 李明 --reason 简报有误，以总结为准
      """)

  @Argument(help: "confirm、prefer 或 reopen。 What is decided.")
  var decision: String

  @Argument(help: "指标代码。 The indicator's code.")
  var indicator: String

  @OptionGroup var place: PlaceOption

  @Option(help: "单位的区划代码。 The office's area code.")
  var area: String

  @Option(help: "报告的名称，默认年度总结。 The report's series; the annual narrative by default.")
  var series = ReportSeries.annual.rawValue

  @Option(help: "报告的时期，默认该年。 The period of the report; the year by default.")
  var reportPeriod: String?

  @Option(help: "复核人。 Who decides.")
  var person: String

  @Option(help: "理由。 Why.")
  var reason: String

  @OptionGroup var control: ControlOption

  func run() async throws {
    guard let decision = Review.Decision(rawValue: decision) else {
      throw DaemonError(
        .usage, zh: "“\(decision)”应为 confirm、prefer 或 reopen。",
        en: "'\(decision)' must be confirm, prefer or reopen.")
    }
    let period = try reportPeriod.map { text throws(DaemonError) in try Arguments.period(text) }
    let report = ReportID(
      area: try Arguments.area(area), period: period ?? .year(place.year),
      series: try Arguments.series(series))
    let review = try await DaemonClient.review(
      try place.figure(IndicatorCode(rawValue: indicator)), of: report, decision, person: person,
      reason: reason, controlPath: try control.aggregatorPath())
    let figure = review.figure?.observation.figure ?? ""
    Output.line(
      "\(review.decision.nameZh)：\(AreaList.builtIn.name(of: report.area)) \(figure)"
        + "  \(Moment(ms: review.atMs))")
  }
}

extension Review.Decision {
  /// The decision in Chinese.
  var nameZh: String {
    switch self {
    case .confirm: "复核确认"
    case .prefer: "选定"
    case .reopen: "重新待复核"
    }
  }
}
