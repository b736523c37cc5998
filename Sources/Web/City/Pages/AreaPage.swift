internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// One office in a year: all that it states, its reports, and what is to be looked at.
struct AreaPage {
  let data: any CityData
  let pages: Pages

  fileprivate struct Shown {
    let years: [YearChoice.Shown]
    let yearText: String
    let link: LinkView?
    let reports: [ReportView]
    let hasReports: Bool
    let findings: [FindingLine]
    let hasFindings: Bool
    let groups: [Group]
  }

  fileprivate struct FindingLine {
    let kindText: String
    let messageText: String
    let findingPath: String
  }

  fileprivate struct Group {
    let title: String
    let rows: [Row]
  }

  fileprivate struct Row {
    let name: String
    let path: String
    let wordsPath: String
    let valueText: String
    let aboutText: String
    let isCounted: Bool
    let isConflict: Bool
    let isReviewed: Bool
    let isChanged: Bool
    let reportText: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("areas/:code") { request, context in
      let text = try context.parameters.require("code")
      guard let area = AreaCode(text), data.areas[area] != nil else {
        throw WebError(
          .notFound, zh: "名录中没有代码为“\(text)”的单位。", en: "There is no office '\(text)' in the list.")
      }
      let chosen = try QueryReading(request).year()
      let words = PageWords(pages, context.language, of: data)
      return pages.response(
        "area", title: words.name(of: area), request: request, context: context,
        body: await shown(area, chosen, words))
    }
  }

  private func shown(_ area: AreaCode, _ chosen: Int?, _ words: PageWords) async -> Shown {
    let totals = await data.totals(year: nil).totals
    let office = await data.offices().first { $0.area == area }
    let reports = await data.reports().filter { $0.report.area == area }
    let choice = YearChoice(
      chosen, totals: totals.filter { $0.states(area) },
      reportedYears: reports.map(\.report.period.year))
    let findings = await data.findings(year: choice.year).list.filter {
      $0.area == area && $0.isOpen
    }
    let topics = totals.filter { $0.id.year == choice.year && $0.states(area) }
      .map { Dataset.Topic(indicator: $0.id.indicator, year: $0.id.year) }
    var groups: [Group] = []
    var titles: [String] = []
    var rows: [String: [Row]] = [:]
    for topic in topics.uniqued {
      let title = words.name(of: IndicatorGroup(of: topic.indicator))
      if rows[title] == nil { titles.append(title) }
      let figures = await data.figures(of: topic).filter { $0.row.report.area == area }
      rows[title, default: []] += figures.map { Row($0, words) }
    }
    groups = titles.map { Group(title: $0, rows: rows[$0] ?? []) }
    return Shown(
      years: choice.links("/areas/\(area)"), yearText: "\(choice.year)",
      link: office.map { LinkView($0.link, words) },
      reports: reports.map { ReportView($0, words) }, hasReports: !reports.isEmpty,
      findings: findings.map { finding in
        FindingLine(
          kindText: words["kind.\(finding.kind.rawValue)"], messageText: words.message(of: finding),
          findingPath: "/findings?year=\(choice.year)")
      },
      hasFindings: !findings.isEmpty, groups: groups)
  }
}

extension AreaPage.Row {
  fileprivate init(_ figure: Figure, _ words: PageWords) {
    let key = figure.row.observation.key
    name = words.name(of: key.indicator)
    path = Link.figures(of: figure.row.report.area, on: key.indicator, key.period.year)
    wordsPath = Link.words(of: figure.row)
    valueText = FigureView.value(of: figure.row.observation, words)
    aboutText = words.about(key)
    isCounted = figure.isCounted
    isConflict = figure.conflict == .open
    isReviewed = figure.review.standing == .reviewed
    isChanged = figure.review.standing == .changed
    reportText = words.fill(
      "reportShort", words.name(of: figure.row.report.period),
      words.name(of: figure.row.report.series), "\(figure.row.document.revision)")
  }
}

extension TotalSummary {
  /// Whether an area has a figure in it.
  func states(_ area: AreaCode) -> Bool {
    parent?.area == area || shares.contains { $0.area == area }
  }
}

extension Array where Element: Hashable {
  /// The elements without those that stood before.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
