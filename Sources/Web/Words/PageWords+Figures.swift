internal import Reports

extension PageWords {
  /// A figure as people write it, such as 57万余人; in English the whole number.
  func written(_ figure: FigureAsRead) -> String {
    let bounds = Bounds(
      value: figure.value, qualifier: figure.qualifier,
      isPercentage: figure.writtenUnit == .percent)
    guard language == .zh, let word = Self.scaleWords[figure.writtenScale],
      let short = figure.value.shifted(byPowerOfTen: -figure.writtenScale)
    else {
      return amount(
        figure.value, lower: bounds.lower, upper: bounds.upper, figure.writtenUnit)
    }
    let number = short.grouped + word
    let unit = unit(figure.writtenUnit)
    return switch figure.qualifier {
    case .exact: number + unit
    case .over: fill("about.over", number) + unit
    case .near: fill("about.near", number) + unit
    case .about: fill("about.around", number) + unit
    }
  }

  /// A figure that is sent or was, as people write it.
  func written(_ observation: Observation) -> String {
    written(
      FigureAsRead(
        period: observation.key.period, indicator: observation.key.indicator,
        part: observation.key.part, value: observation.value, qualifier: observation.qualifier,
        writtenUnit: observation.writtenUnit, writtenScale: observation.writtenScale))
  }

  private static let scaleWords = [4: "万", 8: "亿"]

  /// What a figure measures; a word where no indicator fits.
  func name(of indicator: IndicatorCode?) -> String {
    indicator.map { name(of: $0) } ?? self["uncodedName"]
  }

  /// What beside its indicator tells a figure from others: a period other than the report's, and
  /// part.
  func about(_ figure: FigureAsRead, in report: ReportID) -> String {
    let period = figure.period == report.period ? nil : name(of: figure.period)
    let part = figure.part.map { fill("partOf", $0) }
    return list([period, part].compactMap(\.self))
  }

  /// Which of the office's reports it is, without the office.
  func title(of report: ReportID) -> String {
    fill("reportTitle", name(of: report.period), name(of: report.series))
  }

  /// Who corrected a figure, when and why.
  func note(_ note: CorrectionNote) -> String {
    fill("noteText", note.author, moment(note.correctedAtMs), note.reason)
  }

  /// Who corrected a figure, when and why, and what had been read; nil where nobody did.
  func correction(of observation: Observation, in report: ReportID) -> String? {
    observation.correction.map { correction in
      let read = correction.read
      let differences = [
        read.indicator == observation.key.indicator ? nil : name(of: read.indicator),
        about(read, in: report).nonEmpty, written(read),
      ]
      return fill("correctionText", note(correction.note), list(differences.compactMap(\.self)))
    }
  }

  /// The sentence of a warning or error in the page's language.
  func sentence(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
}
