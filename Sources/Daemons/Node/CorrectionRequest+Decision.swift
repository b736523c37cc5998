internal import ReportParsing
internal import Reports
internal import Web

extension CorrectionRequest {
  /// The decision that a request comes to.
  ///
  /// - Parameters:
  ///   - document: What the figure stands in.
  ///   - decisions: What was decided before, in order.
  ///   - atMs: Now, in milliseconds since 1970.
  /// - Returns: The decision, to be kept.
  /// - Throws: ``DaemonError`` that tells the person what to mend.
  func correction(
    of document: ReadDocument, after decisions: [Correction], atMs: Int64
  ) throws(DaemonError) -> Correction {
    let quantities = document.parsed.quantities
    guard quantities.indices.contains(figure), quantities[figure].mention == mention else {
      throw DaemonError(
        .usage, zh: "页面上的内容已过时，请刷新后重试。",
        en: "The page is out of date; load it again and repeat what you did.")
    }
    let anchor = document.parsed.anchors[figure]
    let before = decisions.last { $0.anchor == anchor }?.change ?? .asRead
    let change = try change(of: quantities[figure], in: document.catalogue)
    guard change != before else {
      throw DaemonError(
        .usage, zh: "没有改动：请填写要更正的内容。", en: "Nothing was changed; fill in what is to be corrected.")
    }
    return Correction(report: document.report, anchor: anchor, change: change, note: try note(atMs))
  }

  private func note(_ atMs: Int64) throws(DaemonError) -> CorrectionNote {
    guard !TypedLine.trimmed(author).isEmpty else {
      throw DaemonError(.usage, zh: "请填写更正人姓名。", en: "Say who corrects the figure.")
    }
    guard !TypedLine.trimmed(reason).isEmpty else {
      throw DaemonError(.usage, zh: "请填写更正理由。", en: "Say why the figure is corrected.")
    }
    guard let note = CorrectionNote(author: author, correctedAtMs: atMs, reason: reason) else {
      throw DaemonError(
        .usage, zh: "姓名或理由过长，或含有换行：姓名不超过 30 个汉字，理由不超过 100 个汉字。",
        en: "The name or the reason is too long, or has line breaks: at most 96 and 300 bytes.")
    }
    return note
  }

  private func change(
    of quantity: Quantity, in catalogue: Catalogue
  ) throws(DaemonError) -> Correction.Change {
    guard case .state(let written, let indicator, let part, let period) = change else {
      return change == .drop ? .drop : .asRead
    }
    if let indicator, catalogue.indicators[indicator] == nil {
      throw DaemonError(
        .usage, zh: "没有指标“\(indicator)”。", en: "There is no indicator '\(indicator)'.")
    }
    var change = FigureChange(
      figure: try figure(written, in: quantity, catalogue),
      indicator: indicator == quantity.indicator ? nil : indicator,
      part: try checked(part), period: period == quantity.period ? nil : period)
    if change.part == .total && quantity.part == nil
      || quantity.part != nil && change.part == quantity.part.map(FigureChange.Part.part)
    {
      change.part = nil
    }
    return change.isEmpty ? .asRead : .figure(change)
  }

  private func figure(
    _ written: String?, in quantity: Quantity, _ catalogue: Catalogue
  ) throws(DaemonError) -> WrittenFigure? {
    guard let written = written.map(TypedLine.trimmed), !written.isEmpty,
      written != quantity.mention
    else {
      return nil
    }
    guard
      let figure = catalogue.figure(
        written: written, unit: quantity.unit, scale: quantity.scale)
    else {
      throw DaemonError(
        .usage, zh: "“\(written.prefix(40))”读不成一个数字：请像正文里那样写，例如 57万余人、300户、93.6%；原文以万计的请写出“万”。",
        en: "'\(written.prefix(40))' is no number; write it as in a report, such as 57万余人, 300户"
          + " or 93.6%, with 万 where the report has it.")
    }
    return figure
  }

  private func checked(_ part: FigureChange.Part?) throws(DaemonError) -> FigureChange.Part? {
    guard case .part(let label) = part else { return part }
    guard let line = TypedLine(label, atMost: ObservationKey.maximumPartLength) else {
      throw DaemonError(
        .usage, zh: "分项名称不能为空，不超过 32 个汉字。",
        en: "The name of the part must not be empty, and at most 96 bytes.")
    }
    return .part(line.text)
  }
}
