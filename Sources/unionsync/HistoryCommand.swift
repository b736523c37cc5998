import ArgumentParser
import Daemons
import Reports

/// `unionsync history`
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "一个数的历史：何时、由哪份报告改变。 How a number came to be what it is.",
    discussion: """
      不带 --area 时是全市汇总数的历史；带 --area 时是该单位一个数字的历史，含撤回和复核。
      Without --area the history of the city's total; with it that of one figure of an office, with
      what was withdrawn and what was decided.

      EXAMPLES
        unionsync history relief.winter.recipients --year 2017
        unionsync history relief.winter.recipients --year 2017 --area 220821
        unionsync history relief.winter.recipients --year 2017 --area 220821 --part 女
      """)

  @Argument(help: "指标代码。 The indicator's code.")
  var indicator: String

  @OptionGroup var place: PlaceOption

  @Option(help: "单位的区划代码。 The office's area code.")
  var area: String?

  @Option(help: "最多列出多少条，取最新的。 At most so many, the newest.")
  var limit = 500

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    guard (1...HistoryLimit.maximumVersions).contains(limit) else {
      throw DaemonError(
        .usage, zh: "--limit 应在 1 到 \(HistoryLimit.maximumVersions) 之间。",
        en: "--limit must be from 1 to \(HistoryLimit.maximumVersions).")
    }
    let path = try control.aggregatorPath()
    let code = IndicatorCode(rawValue: indicator)
    guard let area = try area.map({ text throws(DaemonError) in try Arguments.area(text) }) else {
      guard place.part == nil, place.period == nil, place.unit == nil else {
        throw DaemonError(
          .usage, zh: "--part、--period 和 --unit 要与 --area 一起用。",
          en: "--part, --period and --unit go with --area.")
      }
      let topic = Dataset.Topic(indicator: code, year: place.year)
      let history = try await DaemonClient.history(of: topic, limit: limit, controlPath: path)
      return try show(history.versions.map(TotalVersionText.init(version:)), history)
    }
    let history = try await DaemonClient.history(
      of: try place.figure(code), area: area, limit: limit, controlPath: path)
    try show(history.versions.map(ObservationVersionText.init(version:)), history)
  }

  private func show<Text: VersionText>(
    _ texts: [Text], _ history: History<Text.Version>
  ) throws {
    switch format {
    case .json:
      Output.line(try Output.json(history, pretty: true))
    case .jsonl:
      for version in history.versions { Output.line(try Output.json(version)) }
    case .csv:
      Output.line(Output.csv(Text.fieldNames))
      for text in texts { Output.line(Output.csv(text.fields)) }
    case .table:
      guard !texts.isEmpty else {
        throw DaemonError(
          .missingInput, zh: "没有这个数的历史，请用 unionsync totals 和 unionsync explain 查看有哪些。",
          en: "There is no history of this; 'unionsync totals' and 'explain' show what there is.")
      }
      if !history.isComplete { Output.line("（更早的未列出 / older ones left out）") }
      for text in texts { text.lines.forEach { Output.line($0) } }
    }
  }
}

/// Which figure of an area is meant.
struct PlaceOption: ParsableArguments {
  @Option(help: "年份。 The year.")
  var year: Int

  @Option(help: "时期，默认全年。 The period, such as 2017-Q3; the year by default.")
  var period: String?

  @Option(help: "分项。 The part of the total.")
  var part: String?

  @Option(help: "计量单位，默认指标的单位。 The unit; the indicator's own by default.")
  var unit: String?

  func figure(_ indicator: IndicatorCode) throws(DaemonError) -> FigurePlace {
    let period = try period.map { text throws(DaemonError) in try Arguments.period(text) }
    return FigurePlace(
      indicator: indicator, period: period ?? .year(year), part: part,
      unit: unit.map(Unit.init(rawValue:)))
  }
}

/// How one version is printed.
protocol VersionText {
  associatedtype Version: Hashable & Sendable & Codable
  init(version: Version)
  static var fieldNames: [String] { get }
  var fields: [String] { get }
  var lines: [String] { get }
}

/// A moment at which a total changed.
struct TotalVersionText: VersionText {
  let version: TotalVersion

  static let fieldNames = [
    "at", "area", "report", "document", "revision", "unit", "before", "after", "area_value",
    "areas", "missing", "person", "reason", "cursor",
  ]

  var fields: [String] {
    [
      Moment(ms: version.atMs).description, version.area.description,
      version.report?.description ?? "", version.document?.name ?? "",
      version.document.map { "\($0.revision)" } ?? "", version.unit.rawValue,
      version.before?.value?.description ?? "", version.after?.value?.description ?? "",
      version.after?.areaValue?.description ?? "", version.after.map { "\($0.areaCount)" } ?? "",
      version.after.map { "\($0.missingCount)" } ?? "", version.review?.person ?? "",
      version.review?.reason ?? "", version.cursor.description,
    ]
  }

  var lines: [String] {
    [
      "\(Moment(ms: version.atMs))  \(figure(version.before)) → \(figure(version.after))"
        + " \(version.unit)  \(coverage)\(AreaList.builtIn.name(of: version.area))"
        + " \(own(version.before)) → \(own(version.after))  \(cause)"
    ]
  }

  private func figure(_ standing: TotalVersion.Standing?) -> String {
    guard let standing, let lower = standing.lower, let upper = standing.upper else { return "—" }
    return standing.value?.grouped ?? "\(lower.grouped) – \(upper.grouped)"
  }

  private func own(_ standing: TotalVersion.Standing?) -> String {
    standing?.areaValue?.grouped ?? "—"
  }

  private var coverage: String {
    version.after.map { "\($0.areaCount)/\($0.areaCount + $0.missingCount)  " } ?? ""
  }

  private var cause: String {
    if let review = version.review { return "\(review.decision.nameZh)（\(review.person)）" }
    return version.document.map { "\($0.name) 第 \($0.revision) 版" } ?? "单位重发全部数据"
  }
}

/// A version of a figure, or a decision about it.
struct ObservationVersionText: VersionText {
  let version: ObservationVersion

  static let fieldNames = [
    "at", "report", "document", "revision", "what", "value", "qualifier", "mention", "sentence",
    "decision", "person", "reason", "cursor", "corrected_by", "corrected_at", "correction_reason",
    "read_value", "read_indicator",
  ]

  var fields: [String] {
    let observation = version.observation
    return [
      Moment(ms: version.atMs).description, version.report.description,
      version.document?.name ?? "", version.document.map { "\($0.revision)" } ?? "", what,
      observation?.value.description ?? "", observation?.qualifier.rawValue ?? "",
      observation?.evidence.mention ?? "", observation?.evidence.sentence ?? "",
      version.review?.decision.rawValue ?? "", version.review?.person ?? "",
      version.review?.reason ?? "", version.cursor.description,
    ] + correction
  }

  private var correction: [String] {
    guard let note = version.withdrawal else {
      return CorrectionText(version.observation?.correction).fields
    }
    return [note.author, Moment(ms: note.correctedAtMs).description, note.reason, "", ""]
  }

  private var what: String {
    version.review != nil ? "review" : version.observation == nil ? "withdrawn" : "stated"
  }

  var lines: [String] {
    let moment = Moment(ms: version.atMs)
    if let review = version.review {
      return ["\(moment)  \(review.decision.nameZh)：\(review.person)，\(review.reason)"]
    }
    let source =
      version.document.map { "\($0.name) 第 \($0.revision) 版" } ?? "单位重发全部数据"
    guard let observation = version.observation else {
      let reason = version.withdrawal.map { "  ✎ \(CorrectionText.text(of: $0))" } ?? ""
      return ["\(moment)  撤回 / withdrawn  \(source)\(reason)"]
    }
    return ["\(moment)  \(observation.figure)  \(source)"]
      + MarkedSentence(observation.evidence).lines
      + CorrectionText(observation.correction).lines
  }
}
