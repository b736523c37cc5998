internal import Reports

/// The sheet 汇总: indicators down, offices across, with total, coverage and the year before.
struct MatrixSheet {
  let data: ExportData
  let year: Int

  private static let headingRow = 2
  private static let fixedColumns = 3
  /// The width of the column that names who is missing.
  private static let coverageWidth = 34.0

  func write(to sheet: Worksheet) {
    let offices = data.areas.reporting
    let rows = MatrixRow.rows(of: year, in: data)
    let city = data.city
    let title = "\(city?.nameZh ?? "")工会统计汇总  \(year) 年"
    sheet.writeTitle(
      title,
      note: "截至 \(Timestamp(milliseconds: data.moment.shownMs).beijing)（北京时间）。"
        + "缺报不等于零；“以上、近、约”见可能范围；黄底为各报告不一致。")
    let own = city.map { "\($0.nameZh)自报" }
    sheet.writeHeadings(
      ["类别", "指标", "单位"] + offices.map(\.nameZh) + ["合计", "可能范围", "完整度", "上年合计", "同比"]
        + (own.map { [$0] } ?? []), row: Self.headingRow)
    sheet.setHeight(32, row: Self.headingRow)
    for (offset, row) in rows.enumerated() {
      write(row, offices: offices, hasOwn: own != nil, to: sheet, at: Self.headingRow + 1 + offset)
    }
    let columns = Self.fixedColumns + offices.count + 5 + (own == nil ? 0 : 1)
    sheet.setWidths(
      [12, 30, 7] + offices.map { _ in 14 } + [16, 26, Self.coverageWidth, 16, 16]
        + (own == nil ? [] : [16]))
    sheet.freeze(rows: Self.headingRow + 1, columns: Self.fixedColumns)
    sheet.addFilter(
      heading: Self.headingRow, lastRow: Self.headingRow + rows.count, columns: columns)
    sheet.printOnA4(heading: Self.headingRow, columns: Self.fixedColumns, title: title)
  }

  private func write(
    _ row: MatrixRow, offices: [Area], hasOwn: Bool, to sheet: Worksheet, at line: Int
  ) {
    sheet.write(
      IndicatorGroup(of: row.indicator).nameZh, row: line, column: 0, format: Looks.text)
    sheet.write(data.name(of: row.indicator), row: line, column: 1, format: Looks.long)
    sheet.write(row.unit.rawValue, row: line, column: 2, format: Looks.text)
    var column = Self.fixedColumns
    for cell in row.cells {
      switch cell {
      case .figure(let figure): write(figure, to: sheet, row: line, column: column)
      case .missing(let reason):
        sheet.write(reason.shortZh, row: line, column: column, format: Looks.muted)
      }
      column += 1
    }
    writeTotal(row.total, nature: row.nature, to: sheet, row: line, column: column)
    sheet.write(
      range(of: row.total), row: line, column: column + 1,
      format: Looks.text.with(\.alignment, .centre))
    let coverage = coverage(of: row, offices)
    sheet.write(coverage, row: line, column: column + 2, format: Looks.long)
    sheet.fitHeight(to: coverage, width: Self.coverageWidth, row: line)
    writeTotal(row.before, nature: row.nature, to: sheet, row: line, column: column + 3)
    switch row.comparison {
    case .change(let share):
      sheet.write(share, row: line, column: column + 4, format: Looks.percentage)
    case .none(let reason):
      sheet.write(reason.nameZh, row: line, column: column + 4, format: Looks.muted)
    }
    if hasOwn {
      if let own = row.total?.parentShare {
        write(own.effective, to: sheet, row: line, column: column + 5)
      } else {
        sheet.write("—", row: line, column: column + 5, format: Looks.muted)
      }
    }
  }

  private func write(_ figure: EffectiveValue, to sheet: Worksheet, row: Int, column: Int) {
    let qualifier =
      figure.rows.count == 1
      ? figure.rows[0].observation.qualifier
      : figure.bounds.lower == figure.bounds.upper ? .exact : .about
    let look = Looks.number(figure.value, qualifier: qualifier)
    sheet.write(
      figure.value, row: row, column: column,
      format: figure.hasConflict ? look.with(\.background, Looks.conflictColour) : look)
  }

  private func writeTotal(
    _ total: Total?, nature: IndicatorNature, to sheet: Worksheet, row: Int, column: Int
  ) {
    if let value = total?.value {
      sheet.write(value, row: row, column: column, format: Looks.number(value).with(\.isBold, true))
    } else {
      sheet.write(
        nature == .rate ? "不相加" : "—", row: row, column: column, format: Looks.muted)
    }
  }

  private func range(of total: Total?) -> String {
    guard let total, let bounds = total.bounds else { return "" }
    return bounds.lower == bounds.upper && total.value != nil
      ? "" : "\(bounds.lower.grouped) – \(bounds.upper.grouped)"
  }

  private func coverage(of row: MatrixRow, _ offices: [Area]) -> String {
    let missing = zip(offices, row.cells).filter { _, cell in
      if case .missing = cell { true } else { false }
    }.map(\.0.nameZh)
    let partial = (row.total?.partial ?? []).map(data.areas.name(of:))
    return "\(offices.count - missing.count)/\(offices.count)"
      + (missing.isEmpty ? "" : " 缺：" + missing.joined(separator: "、"))
      + (partial.isEmpty ? "" : " 分期不足全年：" + partial.joined(separator: "、"))
  }
}

extension Total.MissingReason {
  /// What stands in the cell.
  var shortZh: String {
    switch self {
    case .neverReported: "缺报"
    case .notStated: "未列"
    }
  }

  /// The reason in a Chinese sentence.
  var sentenceZh: String {
    switch self {
    case .neverReported: "该单位本年没有任何报告"
    case .notStated: "已有报告，但没有这个数"
    }
  }
}
