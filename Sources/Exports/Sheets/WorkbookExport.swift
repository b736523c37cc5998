internal import Reports

extension Export {
  /// The most years of a workbook, each with a sheet of its own.
  static let maximumYears = 30

  /// Writes a workbook for people: 汇总 for each year, 明细, 缺报 and 说明.
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced.
  ///   - progress: Is told how far it has come; what it throws ends the export before any file is
  ///     written.
  /// - Throws: ``ExportError`` where there is more than a workbook takes, or it can't be written,
  ///   and what `progress` throws.
  public func writeWorkbook(
    to path: String, progress: (ExportProgress) throws -> Void = { _ in }
  ) throws {
    let count = data.figures.count
    guard count <= EvidenceSheet.maximumRows else {
      throw ExportError.tooMany(count, zh: "数字", en: "figures", atMost: EvidenceSheet.maximumRows)
    }
    guard data.years.count <= Self.maximumYears else {
      throw ExportError.tooMany(
        data.years.count, zh: "年份", en: "years", atMost: Self.maximumYears)
    }
    let workbook = try Workbook(path: path)
    workbook.describe(
      title: "工会统计 \(data.yearsText)", createdSeconds: data.moment.takenMs / 1000)
    for year in data.years {
      let name = data.years.count == 1 ? "汇总" : "汇总 \(year)"
      MatrixSheet(data: data, year: year).write(to: try workbook.addSheet(named: name))
    }
    try EvidenceSheet(data: data).write(to: try workbook.addSheet(named: "明细")) { done in
      try progress(ExportProgress(done: done, count: count))
    }
    MissingSheet(data: data).write(to: try workbook.addSheet(named: "缺报"))
    write(notes: try workbook.addSheet(named: "说明"))
    try progress(ExportProgress(done: count, count: count))
    try workbook.close()
  }

  private func write(notes sheet: Worksheet) {
    let moment = data.moment
    let lines = [
      "年份：\(data.yearsText.isEmpty ? "没有数据" : data.yearsText)",
      "数据时点：\(Timestamp(milliseconds: moment.shownMs).beijing)（北京时间）",
      "导出时间：\(Timestamp(milliseconds: moment.takenMs).beijing)（北京时间）",
      "各单位日志序号：\(moment.cursorText)",
      "指标目录版本：\(moment.catalogueVersion)",
      "",
      "汇总：合计只加各上报单位，不加市本级自报数；人与人次、户与户次不相加；比率不相加，只列各单位和范围。",
      "缺报：该单位本年没有任何报告。未列：有报告，但没有这个数。缺报、未列都不等于零，零就是零。",
      "以上、近、约：原文不是准数，可能范围由此推算，合计的范围是各单位范围之和。",
      "同比：只在两年上报单位相同、分期覆盖全年时计算，否则写明原因。",
      "黄底：同一单位的不同报告数字不一致，尚未解决。",
      "明细：每个数字附原文、文件和版次；“计入合计”为“是”的数字构成该单位的有效数。",
      "更正：单位核对时改过的数字，注明谁、何时、为什么，以及系统原来读作什么；原文仍照报告列出。复核说明：市里谁、何时、为什么认定。",
      "超过 15 位有效数字的数以文本写出，因为表格软件只保留 15 位。",
      "This workbook is an export of UnionSync; missing is not zero, rates are never added.",
    ]
    sheet.write("说明", row: 0, column: 0, format: Looks.title)
    for (offset, line) in lines.enumerated() {
      sheet.write(line, row: offset + 1, column: 0, format: CellFormat().with(\.wraps, true))
    }
    sheet.setWidths([110])
    sheet.printOnA4(heading: nil, columns: 0, title: "说明")
  }
}
