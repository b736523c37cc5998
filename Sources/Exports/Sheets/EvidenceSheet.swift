internal import Reports

/// The sheet 明细: every figure with the words that it rests on.
struct EvidenceSheet {
  let data: ExportData

  /// The most figures of a workbook: a thousand reports of a hundred figures. Excel would take ten
  /// times as many, but needs minutes to open them.
  static let maximumRows = 100_000

  private static let headingRow = 2
  private static let sentenceWidth = 70.0
  private static let provenanceWidth = 40.0
  private static let columns: [(title: String, width: Double)] = [
    ("单位", 16), ("区划代码", 10), ("期间", 10), ("类别", 12), ("指标", 28), ("其中", 18), ("数值", 16),
    ("下限", 16), ("上限", 16), ("计量单位", 9), ("精确程度", 9), ("计入合计", 9), ("复核", 16), ("冲突", 10),
    ("原文数字", 18), ("原文", sentenceWidth), ("文件", 30), ("版次", 6), ("收到时间", 20), ("指标代码", 30),
    ("更正", provenanceWidth), ("复核说明", provenanceWidth),
  ]

  func write(to sheet: Worksheet, progress: (Int) throws -> Void) throws {
    sheet.writeTitle("明细  \(data.yearsText) 年", note: "每个数字一行，附原文；数值为基本单位（万、亿已换算）。")
    sheet.writeHeadings(Self.columns.map(\.title), row: Self.headingRow)
    for (offset, figure) in data.figures.enumerated() {
      write(figure, to: sheet, row: Self.headingRow + 1 + offset)
      if offset.isMultiple(of: Export.reportedEvery) { try progress(offset) }
    }
    sheet.setWidths(Self.columns.map(\.width))
    sheet.freeze(rows: Self.headingRow + 1, columns: 1)
    sheet.addFilter(
      heading: Self.headingRow, lastRow: Self.headingRow + data.figures.count,
      columns: Self.columns.count)
    sheet.printOnA4(heading: Self.headingRow, columns: 1, title: "明细")
  }

  /// The words without the line breaks of the page.
  private static func joined(_ text: String) -> String { text.filter { !$0.isNewline } }

  private func write(_ figure: Figure, to sheet: Worksheet, row: Int) {
    let (source, observation) = (figure.row, figure.row.observation)
    let text = Looks.text
    let bounds = observation.bounds
    let leading = [
      data.areas.name(of: source.report.area), source.report.area.description,
      observation.key.period.description, IndicatorGroup(of: observation.key.indicator).nameZh,
      data.name(of: observation.key.indicator), observation.key.part ?? "",
    ]
    for (column, cell) in leading.enumerated() {
      sheet.write(cell, row: row, column: column, format: text)
    }
    let numbers = [observation.value, bounds.lower, bounds.upper]
    for (offset, number) in numbers.enumerated() {
      sheet.write(
        number, row: row, column: leading.count + offset, format: Looks.number(number))
    }
    let trailing = [
      observation.key.unit.rawValue, observation.qualifier.mark, figure.isCounted ? "是" : "",
      figure.review.standing.nameZh, figure.conflict.nameZh,
      Self.joined(observation.evidence.mention),
    ]
    var column = leading.count + numbers.count
    for cell in trailing {
      sheet.write(cell, row: row, column: column, format: text)
      column += 1
    }
    let sentence = Self.joined(observation.evidence.sentence)
    sheet.write(sentence, row: row, column: column, format: Looks.long)
    sheet.write(source.document.name, row: row, column: column + 1, format: text)
    sheet.write(
      FixedDecimal(source.document.revision), row: row, column: column + 2, format: text)
    let received = data.receivedMs(of: source).map { Timestamp(milliseconds: $0).beijing } ?? ""
    sheet.write(received, row: row, column: column + 3, format: text)
    sheet.write(observation.key.indicator.rawValue, row: row, column: column + 4, format: text)
    let provenance = Provenance(of: figure, in: data)
    let words = [provenance.correctionZh, provenance.reviewZh]
    for (offset, words) in words.enumerated() {
      sheet.write(words, row: row, column: column + 5 + offset, format: Looks.long)
    }
    sheet.fitHeight(
      to: [(sentence, Self.sentenceWidth)] + words.map { ($0, Self.provenanceWidth) }, row: row)
  }
}

extension Figure.Conflict {
  /// What stands in the cell.
  var nameZh: String {
    switch self {
    case .none: ""
    case .open: "待解决"
    case .resolved: "已解决"
    }
  }
}
