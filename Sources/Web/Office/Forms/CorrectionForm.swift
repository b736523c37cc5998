internal import Reports

/// The form by which a person corrects a figure, as the templates show it.
struct CorrectionForm {
  let action: String
  let cancelPath: String
  let show: String
  let mention: String
  let problem: String
  let hasProblem: Bool
  let value: String
  let find: String
  let groups: [IndicatorGroupChoice]
  let hasNoIndicator: Bool
  let foundText: String?
  let part: String
  let year: String
  let spans: [PeriodChoice]
  let author: String
  let reason: String
  let mayRestore: Bool
  let isDropped: Bool
  let readText: String

  /// The form of a figure of a draft. `typed` is what was typed before it came back, and nil shows the
  /// figure as it stands; `problem` is why it came back, and nil where it was only asked for
  /// indicators.
  init(
    _ figure: ReadFigure, at index: Int, of reading: DraftReading, _ view: DraftView,
    indicators: IndicatorList, search: NameSearch, words: PageWords, author: String,
    typed: CorrectionFields?, problem: String?
  ) {
    let now = figure.now
    let draft = reading.draft.id
    action = OfficeLink.draft(draft) + "/figures/\(index)"
    cancelPath = view.path(draft, at: index)
    show = view.kind?.rawValue ?? ""
    mention = figure.mention
    self.problem = problem ?? ""
    hasProblem = problem != nil
    value = typed?.value ?? figure.statedText
    find = typed?.find ?? ""
    let chosen = typed.map { IndicatorCode(rawValue: $0.indicator) } ?? now.indicator
    let typedName = find
    let found = indicators.indicators.filter {
      $0.code == chosen || search.matches($0.code, typedName)
    }
    groups = IndicatorGroupChoice.all(found, chosen: chosen, search, words)
    hasNoIndicator = chosen == nil || chosen?.rawValue.isEmpty == true
    foundText =
      find.isEmpty
      ? nil
      : words.fill(
        "foundCount", "\(found.count { search.matches($0.code, typedName) })")
    part = typed?.part ?? now.part ?? ""
    year = typed?.year ?? "\(now.period.year)"
    spans = PeriodChoice.all(chosen: typed?.span ?? PeriodChoice.code(of: now.period), words)
    self.author = typed?.author ?? author
    reason = typed?.reason ?? ""
    isDropped = figure.standing == .dropped
    mayRestore = figure.correction != nil && figure.correction?.change != .asRead
    readText = words.list(
      [
        words.name(of: figure.read.indicator), words.about(figure.read, in: reading.report),
        words.written(figure.read),
      ].filter { !$0.isEmpty })
  }
}

extension ReadFigure {
  /// The value as somebody wrote it: who corrected it, or the report.
  var statedText: String {
    if case .figure(let change) = correction?.change, let figure = change.figure {
      return figure.written
    }
    return mention.filter { !$0.isNewline }
  }
}

/// What is typed in the form.
struct CorrectionFields: Decodable {
  let action: String
  let mention: String
  let show: String
  let value: String
  let find: String
  let indicator: String
  let part: String
  let year: String
  let span: String
  let author: String
  let reason: String
}

/// The indicators of one field of work, to choose from.
struct IndicatorGroupChoice {
  struct Option {
    let code: String
    let text: String
    let search: String
    let isChosen: Bool
  }

  let title: String
  let options: [Option]

  static func all(
    _ indicators: [Indicator], chosen: IndicatorCode?, _ search: NameSearch, _ words: PageWords
  ) -> [IndicatorGroupChoice] {
    var order: [IndicatorGroup] = []
    var members: [IndicatorGroup: [Indicator]] = [:]
    for indicator in indicators {
      let group = IndicatorGroup(of: indicator.code)
      if members[group] == nil { order.append(group) }
      members[group, default: []].append(indicator)
    }
    return order.map { group in
      IndicatorGroupChoice(
        title: words.name(of: group),
        options: (members[group] ?? []).map { indicator in
          Option(
            code: indicator.code.rawValue,
            text: words.fill(
              "indicatorOption", words.name(of: indicator.code), words.unit(indicator.unit)),
            search: search.text(of: indicator.code), isChosen: indicator.code == chosen)
        })
    }
  }
}

/// A part of a year, to choose from.
struct PeriodChoice {
  let code: String
  let text: String
  let isChosen: Bool

  /// The codes: what follows the year as SDMX writes it; empty for the whole year.
  private static let codes =
    ["", "S1", "S2", "Q1", "Q2", "Q3", "Q4"] + (1...12).map { $0 < 10 ? "0\($0)" : "\($0)" }

  static func all(chosen: String, _ words: PageWords) -> [PeriodChoice] {
    codes.map {
      PeriodChoice(
        code: $0, text: words["span.\($0.isEmpty ? "year" : $0)"], isChosen: $0 == chosen)
    }
  }

  /// What of a period follows its year.
  static func code(of period: Period) -> String {
    String(period.description.dropFirst(5))
  }

  /// The period of a year and a part of it, as typed; nil where it is none.
  static func period(year: String, span: String) -> Period? {
    Period(span.isEmpty ? year.trimmed : "\(year.trimmed)-\(span)")
  }
}
