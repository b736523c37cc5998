public import Reports

/// A form that an office fills in instead of writing prose: one row for each figure.
public struct Form: Hashable, Sendable {
  /// One row, as it was written.
  public struct Row: Hashable, Sendable {
    /// Its number in the sheet, from 1.
    public let number: Int
    /// The code of the indicator; may be empty where the name is given.
    public let code: String
    /// The name of the indicator; may be empty where the code is given.
    public let name: String
    /// The unit that the value is in; empty means the indicator's own.
    public let unit: String
    /// The number with its qualifier if it has one; an empty row says nothing, not zero.
    public let value: String
    /// The label of a part; empty for the total.
    public let part: String

    /// Makes a row.
    public init(
      number: Int, code: String, name: String, unit: String, value: String, part: String
    ) {
      self.number = number
      self.code = code
      self.name = name
      self.unit = unit
      self.value = value
      self.part = part
    }
  }

  /// What stands above the rows: title, office, period.
  public let heading: String
  /// The rows.
  public let rows: [Row]

  /// Makes a form.
  public init(heading: String, rows: [Row]) {
    self.heading = heading
    self.rows = rows
  }
}

/// What is wrong with a form, row by row.
public struct FormError: Error, Hashable, Sendable {
  /// What is wrong with one row.
  public struct Problem: Hashable, Sendable {
    /// The row's number in the sheet.
    public let row: Int
    /// What is wrong and what to do, in Chinese.
    public let zh: String
    /// The same in English.
    public let en: String
  }

  /// The problems, in the order of the rows.
  public let problems: [Problem]
}

/// Reads forms with the indicators of a catalogue.
public struct FormParser: Sendable {
  private let catalogue: Catalogue
  private let areaFinder: AreaFinder
  private let byName: [String: Indicator]

  /// Makes a parser for a catalogue and a list of areas.
  public init(catalogue: Catalogue, areas: AreaList) {
    self.catalogue = catalogue
    areaFinder = AreaFinder(areas)
    byName = Dictionary(
      catalogue.indicators.indicators.map { ($0.nameZh, $0) }, uniquingKeysWith: { $1 })
  }

  /// Reads a form. It is taken whole or not at all: a row that was left out unseen would be lost.
  ///
  /// - Parameters:
  ///   - form: The rows.
  ///   - context: The area and the day that a heading without them stands for.
  /// - Returns: What it states, and the rows as the text that all places refer to.
  /// - Throws: ``FormError`` with every row that can't be read.
  public func parse(
    _ form: Form, context: ParsingContext
  ) throws(FormError) -> (parsed: ParsedReport, text: String) {
    let heading = Layout.normalise(form.heading)
    let periods = PeriodResolver(
      TimeScanner.scan(heading), in: heading, published: context.published)
    let named = areaFinder.areas(
      of: Sentences(of: heading).paragraphs, in: heading, defaultArea: nil)
    let area = named.compactMap(\.self).first ?? context.defaultArea
    var quantities: [Quantity] = []
    var problems: [FormError.Problem] = []
    var text = Array(form.heading.unicodeScalars)
    for row in form.rows where !row.value.isEmpty {
      do throws(RowProblem) {
        let line = try line(of: row)
        text.append("\n")
        let start = text.count
        text += line.scalars
        let span = (start + line.mention.lowerBound)..<(start + line.mention.upperBound)
        quantities.append(
          Quantity(
            area: area, period: .year(periods.year), indicator: line.indicator.code,
            part: row.part.isEmpty ? nil : row.part, value: line.figure.value,
            unit: line.figure.unit, scale: line.figure.scale,
            qualifier: line.figure.qualifier,
            mention: Self.text(line.scalars[line.mention]), span: span,
            sentence: start..<text.count, decision: []))
      } catch {
        problems.append(.init(row: row.number, zh: error.zh, en: error.en))
      }
    }
    guard problems.isEmpty else { throw FormError(problems: problems) }
    let parsed = ParsedReport(
      quantities: quantities, period: .year(periods.year), isPeriodAssumed: periods.isAssumed,
      scalars: text)
    return (parsed, Self.text(text[...]))
  }

  private struct RowProblem: Error {
    let zh: String
    let en: String
  }

  private struct Line {
    let indicator: Indicator
    let figure: WrittenFigure
    let scalars: [Unicode.Scalar]
    let mention: Range<Int>
  }

  /// A row as a line of text with its figure.
  private func line(of row: Form.Row) throws(RowProblem) -> Line {
    let indicator = try indicator(of: row)
    let unit = row.unit.isEmpty ? indicator.unit.rawValue : row.unit
    // The unit may stand in the cell of the value already.
    guard
      let figure = [row.value + unit, row.value].lazy.compactMap(catalogue.soleFigure).first
    else {
      throw RowProblem(
        zh: "“\(row.value)”不是一个数：请只填数字，如 35、3.6、300余。",
        en: "'\(row.value)' is no number: write digits only, such as 35, 3.6, 300余.")
    }
    let before = Array(
      [row.code, indicator.nameZh, row.part].filter { !$0.isEmpty }.joined(separator: " ")
        .unicodeScalars + [" "])
    let mention = Array(figure.written.unicodeScalars)
    return Line(
      indicator: indicator, figure: figure, scalars: before + mention,
      mention: before.count..<(before.count + mention.count))
  }

  private func indicator(of row: Form.Row) throws(RowProblem) -> Indicator {
    if let indicator = catalogue.indicators[IndicatorCode(rawValue: row.code)] {
      return indicator
    }
    if row.code.isEmpty, let indicator = byName[row.name] { return indicator }
    let what = row.code.isEmpty ? row.name : row.code
    throw RowProblem(
      zh: "没有指标“\(what)”：请用 unionsync template 取得现行的表。",
      en: "There is no indicator '\(what)': get the current form by unionsync template.")
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
