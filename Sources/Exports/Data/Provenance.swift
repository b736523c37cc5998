internal import Reports

/// Who stands behind a figure beside the report: who corrected it and who decided about it, in Chinese.
struct Provenance {
  private let figure: Figure
  private let data: ExportData

  init(of figure: Figure, in data: ExportData) {
    self.figure = figure
    self.data = data
  }

  /// Who corrected it, when, why, and what had been read; empty where nobody did.
  var correctionZh: String {
    guard let correction = figure.row.observation.correction else { return "" }
    let (note, read) = (correction.note, correction.read)
    let moment = Timestamp(milliseconds: note.correctedAtMs).beijing
    let measured = read.indicator.map(data.name(of:)) ?? "没有合适的指标"
    let part = read.part.map { "，其中：\($0)" } ?? ""
    return "\(note.author) \(moment) 更正：\(note.reason)。"
      + "原读作 \(read.value)\(read.qualifier.mark) \(read.writtenUnit)"
      + "（\(measured)\(part)，\(read.period)）"
  }

  /// Who decided about it at the city, when and why; empty where nobody did.
  var reviewZh: String {
    guard let review = figure.review.review else { return "" }
    let moment = Timestamp(milliseconds: review.atMs).beijing
    return "\(review.person) \(moment)：\(review.reason)"
  }
}
