internal import Reports

/// The sheet 缺报: who has not reported what, and why.
struct MissingSheet {
  let data: ExportData

  private static let headingRow = 2
  private static let columns: [(title: String, width: Double)] = [
    ("单位", 18), ("年份", 8), ("类别", 12), ("指标", 30), ("计量单位", 10), ("原因", 34), ("上年数", 16),
    ("指标代码", 30),
  ]

  private struct Line {
    let area: Area
    let year: Int
    /// Nil where the office has not reported at all.
    let row: MatrixRow?
    let reason: Total.MissingReason
  }

  func write(to sheet: Worksheet) {
    sheet.writeTitle(
      "缺报  \(data.yearsText) 年",
      note: "从未上报的单位只列一行；其余按本年或上年至少有一个单位报了的指标列出。")
    sheet.writeHeadings(Self.columns.map(\.title), row: Self.headingRow)
    let lines = data.years.flatMap { self.lines(of: $0) }
    for (offset, line) in lines.enumerated() {
      write(line, to: sheet, row: Self.headingRow + 1 + offset)
    }
    sheet.setWidths(Self.columns.map(\.width))
    sheet.freeze(rows: Self.headingRow + 1, columns: 1)
    sheet.addFilter(
      heading: Self.headingRow, lastRow: Self.headingRow + lines.count,
      columns: Self.columns.count)
    sheet.printOnA4(heading: Self.headingRow, columns: 1, title: "缺报")
  }

  private func lines(of year: Int) -> [Line] {
    let rows = MatrixRow.rows(of: year, in: data)
    return data.areas.reporting.enumerated().flatMap { position, area -> [Line] in
      let missing = rows.compactMap { row -> Line? in
        guard case .missing(let reason) = row.cells[position] else { return nil }
        return Line(area: area, year: year, row: row, reason: reason)
      }
      guard missing.contains(where: { $0.reason == .neverReported }) else { return missing }
      return [Line(area: area, year: year, row: nil, reason: .neverReported)]
        + missing.filter { $0.reason != .neverReported && $0.row?.total != nil }
    }
  }

  private func write(_ line: Line, to sheet: Worksheet, row: Int) {
    let indicator = line.row?.indicator
    let cells = [
      line.area.nameZh, "\(line.year)", indicator.map { IndicatorGroup(of: $0).nameZh } ?? "",
      indicator.map(data.name(of:)) ?? "全部指标", line.row?.unit.rawValue ?? "",
      line.reason.sentenceZh,
    ]
    for (column, cell) in cells.enumerated() {
      sheet.write(cell, row: row, column: column, format: Looks.text)
    }
    let before = line.row?.before?.shares.first { $0.area == line.area.code }?.effective.value
    if let before {
      sheet.write(before, row: row, column: cells.count, format: Looks.number(before))
    }
    sheet.write(indicator?.rawValue ?? "", row: row, column: cells.count + 1, format: Looks.text)
  }
}
