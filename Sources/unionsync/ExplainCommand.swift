import ArgumentParser
import Daemons
import Reports

/// `unionsync explain`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "一个汇总数的来历：各县区的原文。 Where a total comes from: each area's words.",
    discussion: """
      先列各单位的有效数和依据，再列每个数字的原文；没有计入的也列出，并说明复核情况。
      First what each office's figures come to and on what that rests, then each figure with its
      words; figures that do not count are shown too, and how each stands in review.

      EXAMPLE
        unionsync explain relief.winter.recipients --year 2017
      """)

  @Argument(help: "指标代码。 The indicator's code.")
  var indicator: String

  @Option(help: "年份。 The year.")
  var year: Int

  @Option(help: "输出格式。 How to print.")
  var format = OutputFormat.table

  @OptionGroup var control: ControlOption

  func run() async throws {
    let answer = try await DaemonClient.evidence(
      of: Dataset.Topic(indicator: IndicatorCode(rawValue: indicator), year: year),
      controlPath: try control.aggregatorPath())
    switch format {
    case .json:
      Output.line(try Output.json(answer, pretty: true))
    case .jsonl:
      for row in answer.rows { Output.line(try Output.json(row)) }
    case .csv:
      Output.line(Output.csv(EvidenceText.fieldNames))
      for row in answer.rows { Output.line(Output.csv(EvidenceText(row).fields)) }
    case .table:
      guard !answer.rows.isEmpty else {
        throw DaemonError(
          .missingInput, zh: "\(year) 年没有“\(indicator)”的数字，请用 unionsync totals 查看有哪些指标。",
          en: "There are no figures of '\(indicator)' in \(year); 'unionsync totals' lists what is."
        )
      }
      for total in answer.totals { ShareText(total).lines.forEach { Output.line($0) } }
      for row in answer.rows { EvidenceText(row).lines.forEach { Output.line($0) } }
    }
  }
}

/// What each area's figures come to, and on what that rests.
struct ShareText {
  private let total: TotalSummary

  init(_ total: TotalSummary) {
    self.total = total
  }

  var lines: [String] {
    var table = TextTable([
      ("单位", .left), ("有效数", .right), ("可能范围", .left), ("依据", .left), ("", .left),
    ])
    for share in total.shares { add(share, to: &table) }
    if let parent = total.parent { add(parent, note: "上级自报，不计入合计", to: &table) }
    let sum = total.value?.grouped ?? TotalsText.range(of: total)
    return table.lines + ["合计 / total：\(sum) \(total.id.unit)", ""]
  }

  private func add(
    _ share: TotalSummary.Share, note: String = "", to table: inout TextTable
  ) {
    let notes = [
      note, share.hasConflict ? "⚠ 各报告不一致" : "",
      share.coveredMonths.isWholeYear || total.nature != .flow
        ? "" : "◐ 只含 \(share.coveredMonths) 月",
    ]
    table.add([
      AreaList.builtIn.name(of: share.area), share.value.grouped,
      share.lower == share.upper ? "" : "\(share.lower.grouped) – \(share.upper.grouped)",
      share.basis.nameZh(of: total.nature),
      notes.filter { !$0.isEmpty }.joined(separator: "；"),
    ])
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
    "document", "revision", "series", "counted", "conflict", "review", "person", "reason", "before",
    "corrected_by", "corrected_at", "correction_reason", "read_value", "read_indicator",
  ]

  var fields: [String] {
    let observation = row.observation
    return [
      row.report.area.description, observation.key.period.description,
      observation.key.indicator.rawValue, observation.key.part ?? "",
      observation.value.description, observation.key.unit.rawValue,
      observation.qualifier.rawValue, observation.evidence.mention,
      observation.evidence.sentence, row.document.name, "\(row.document.revision)",
      row.report.series.rawValue, row.isCounted ? "1" : "0", row.conflict.rawValue,
      row.review.standing.rawValue, row.review.review?.person ?? "",
      row.review.review?.reason ?? "",
      row.review.before?.observation.value.description ?? "",
    ] + CorrectionText(observation.correction).fields
  }

  var lines: [String] {
    let observation = row.observation
    let period = observation.key.period.span == .year ? "" : "  \(observation.key.period)"
    let part = observation.key.part.map { "（\($0)）" } ?? ""
    let area = AreaList.builtIn.name(of: row.report.area)
    let series = row.report.series == .annual ? "" : "  \(row.report.series)"
    return [
      "\(row.isCounted ? "●" : "○") \(area)\(part)\(period)  \(observation.figure)"
        + "  \(row.document.name) 第 \(row.document.revision) 版\(series)\(standing)"
    ] + MarkedSentence(observation.evidence).lines
      + CorrectionText(observation.correction).lines
  }

  private var standing: String {
    let conflict =
      switch row.conflict {
      case .none: ""
      case .open: "  ⚠ 各报告不一致，尚未选定"
      case .resolved: row.isCounted ? "  已选定" : "  未选用"
      }
    guard let review = row.review.review else { return conflict }
    switch row.review.standing {
    case .unreviewed: return conflict
    case .reviewed: return conflict + "  ✓ \(review.person)已复核：\(review.reason)"
    case .changed:
      let before = row.review.before?.observation.evidence.mention ?? ""
      return conflict + "  ↻ 待复核：\(review.person)复核时为“\(before)”"
    }
  }
}

/// A sentence with carets below the figure in it.
struct MarkedSentence {
  private let evidence: Evidence

  init(_ evidence: Evidence) {
    self.evidence = evidence
  }

  var lines: [String] {
    let scalars = evidence.sentence.unicodeScalars
    let before = String(String.UnicodeScalarView(scalars.prefix(evidence.offsetInSentence)))
    let shown = { (text: String) in String(text.filter { !$0.isNewline }) }
    let indent = String(repeating: " ", count: TextTable.width(of: shown(before)))
    let carets = String(repeating: "^", count: TextTable.width(of: shown(evidence.mention)))
    return ["    \(shown(evidence.sentence))", "    \(indent)\(carets)"]
  }
}

/// Who corrected a figure, when and why, and what had been read.
struct CorrectionText {
  private let correction: AppliedCorrection?

  init(_ correction: AppliedCorrection?) {
    self.correction = correction
  }

  /// Five fields, empty where nobody corrected it.
  var fields: [String] {
    guard let correction else { return Array(repeating: "", count: 5) }
    let (note, read) = (correction.note, correction.read)
    return [
      note.author, Moment(ms: note.correctedAtMs).description, note.reason,
      read.value.description, read.indicator?.rawValue ?? "",
    ]
  }

  var lines: [String] {
    guard let correction else { return [] }
    let read = correction.read
    let indicator = read.indicator?.rawValue ?? "未归类"
    let part = read.part.map { "（\($0)）" } ?? ""
    return [
      "    ✎ \(Self.text(of: correction.note))；原读作 \(indicator)\(part) \(read.period)"
        + " \(read.qualifier.mark)\(read.value.grouped) \(read.writtenUnit)"
    ]
  }

  /// Who, when and why.
  static func text(of note: CorrectionNote) -> String {
    "\(note.author) 于 \(Moment(ms: note.correctedAtMs)) 更正：\(note.reason)"
  }
}
