import Reports

@testable import ReportParsing

/// What the stages make of a sentence, written so that a test can state it in a line.
enum Reading {
  static let parser = ReportParser(catalogue: .builtIn, areas: .builtIn)
  static let area = AreaCode("220881")
  static let published = CalendarDate("2019-01-20")

  /// The folded text.
  static func folded(_ text: String) -> String {
    let normalised = Layout.normalise(text)
    return normalised.text(in: 0..<normalised.count)
  }

  /// The folded words of each sentence.
  static func sentences(_ text: String) -> [String] {
    let normalised = Layout.normalise(text)
    return Sentences(of: normalised).sentences.map { normalised.text(in: $0.range) }
  }

  /// The folded words of each clause.
  static func clauses(_ text: String) -> [String] {
    let normalised = Layout.normalise(text)
    return Sentences(of: normalised).clauses.map { normalised.text(in: $0) }
  }

  /// The figures, as `mention value unit qualifier`.
  static func figures(_ text: String) -> [String] {
    let normalised = Layout.normalise(text)
    let figures = FigureScanner.scan(
      normalised, times: TimeScanner.scan(normalised), measures: Catalogue.builtIn.measures)
    return figures.map {
      let unit = Catalogue.builtIn.measures.units[$0.unit]
      return "\(normalised.text(in: $0.range)) \($0.value) \(unit) \($0.qualifier)"
    }
  }

  /// The words that name a time, with what they mean.
  static func times(_ text: String) -> [String] {
    let normalised = Layout.normalise(text)
    return TimeScanner.scan(normalised).map {
      "\(normalised.text(in: $0.range)) \($0.year) \($0.part)"
    }
  }

  /// What a text states.
  static func report(
    _ text: String, area: AreaCode? = area, published: CalendarDate? = published
  ) -> ParsedReport {
    parser.parse(text, context: ParsingContext(defaultArea: area, published: published))
  }

  /// The quantities, as `mention indicator` with the part in brackets; `-` where none fits.
  static func links(_ text: String) -> [String] {
    report("2018年工作。" + text).quantities.map { quantity in
      let part = quantity.part.map { "[\($0)]" } ?? ""
      return "\(quantity.mention) \(quantity.indicator?.rawValue ?? "-")\(part)"
    }
  }

  /// The observations and warnings of the area.
  static func observations(
    _ text: String
  ) -> (observations: [Observation], warnings: [ReviewWarning]) {
    area.map { report(text).observations(for: $0, catalogue: .builtIn) } ?? ([], [])
  }
}
