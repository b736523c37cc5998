internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// One indicator in a year: its total, trend, offices, history, and every figure with its words.
struct IndicatorPage {
  let data: any CityData
  let pages: Pages

  /// How many changes of a total are shown at a time.
  private static let shownVersions = 50

  private struct Shown {
    let years: [YearChoice.Shown]
    let yearText: String
    let code: String
    let groupName: String
    let natureText: String
    let totals: [TotalView]
    let isEmpty: Bool
    let versions: [VersionView]
    let hasVersions: Bool
    let isDrawn: Bool
    let historyLabel: String
    let isCut: Bool
    let olderPath: String
    let isOld: Bool
    let newestPath: String
    let offices: [OfficeFigures]
  }

  /// What one office states.
  private struct OfficeFigures {
    let areaID: String
    let areaName: String
    let areaPath: String
    let isUnreported: Bool
    let isUnstated: Bool
    let figures: [FigureView]
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("indicators/:code") { request, context in
      let code = IndicatorCode(rawValue: try context.parameters.require("code"))
      return try await page(
        code, year: try QueryReading(request).year(), problem: nil, request, context)
    }
  }

  /// The page, with what was wrong with a form that was sent from it.
  func page(
    _ code: IndicatorCode, year: Int?, problem: DecisionProblem?, _ request: Request,
    _ context: WebContext
  ) async throws -> Response {
    let all = await data.totals(year: nil).totals
    guard data.indicators[code] != nil || all.contains(where: { $0.id.indicator == code }) else {
      throw WebError(
        .notFound, zh: "没有代码为“\(code)”的指标。", en: "There is no indicator '\(code)'.")
    }
    let reports = await data.reports()
    let choice = YearChoice(
      year, totals: all, reportedYears: reports.map(\.report.period.year))
    let words = PageWords(pages, context.language, of: data)
    let topic = Dataset.Topic(indicator: code, year: choice.year)
    let desk = DecisionDesk(
      mayDecide: context.permission >= .review, back: Link.indicator(code, choice.year),
      problem: problem)
    let totals = await data.totals(of: topic)
    let before = try QueryReading(request).value(
      "before", zh: "上一页给出的位置", en: "the place that a page gave"
    ) { HistoryCursor($0) }
    let history = try await data.history(of: topic, limit: Self.shownVersions, before: before)
    let path = Link.indicator(code, choice.year)
    let own = all.filter { $0.id.indicator == code }
    let group = IndicatorGroup(of: code)
    let shown = Shown(
      years: choice.links("/indicators/\(code)"), yearText: "\(choice.year)", code: code.rawValue,
      groupName: words.name(of: group),
      natureText: words["nature.\(data.indicators[code]?.nature.rawValue ?? "flow")"],
      totals: totals.map { total in
        TotalView(
          total, own.filter { $0.id.unit == total.unit }, areas: data.areas, words)
      },
      isEmpty: totals.isEmpty,
      versions: history.versions.reversed().map { VersionView($0, words) },
      hasVersions: !history.versions.isEmpty,
      // Numbers in different units make no line.
      isDrawn: Set(history.versions.map(\.unit)).count == 1,
      historyLabel: words.fill(
        "historyLabel", words.name(of: code), "\(choice.year)",
        history.versions.first.map { words.unit($0.unit) } ?? ""),
      isCut: !history.isComplete,
      olderPath: path + "&before=\(history.versions.first?.cursor ?? .start)#history",
      isOld: before != nil, newestPath: path + "#history",
      offices: offices(
        await data.figures(of: topic), reported: reports, year: choice.year, words, desk))
    return pages.response(
      "indicator", status: problem == nil ? .ok : .unprocessableContent,
      title: words.name(of: code), request: request, context: context, body: shown)
  }

  private func offices(
    _ figures: [Figure], reported: [ReportStanding], year: Int, _ words: PageWords,
    _ desk: DecisionDesk
  ) -> [OfficeFigures] {
    let byArea = Dictionary(grouping: figures, by: \.row.report.area)
    let reporters = Set(
      reported.filter { $0.report.period.year == year }.map(\.report.area))
    let reporting = Set(data.areas.reporting.map(\.code))
    return data.areas.areas.filter { reporting.contains($0.code) || byArea[$0.code] != nil }
      .map { area in
        let own = byArea[area.code] ?? []
        return OfficeFigures(
          areaID: "area-\(area.code)", areaName: words.name(of: area.code),
          areaPath: Link.area(area.code, year),
          isUnreported: own.isEmpty && !reporters.contains(area.code),
          isUnstated: own.isEmpty && reporters.contains(area.code),
          figures: FigureView.list(own, words, desk))
      }
  }
}

extension FigureView {
  /// The figures of one area, with a form to choose at the first of those that differ.
  static func list(
    _ figures: [Figure], _ words: PageWords, _ desk: DecisionDesk
  ) -> [FigureView] {
    let rivals = Dictionary(grouping: figures, by: \.row.observation.key)
    return figures.map { figure in
      let others = rivals[figure.row.observation.key] ?? []
      let isFirst = others.first?.row == figure.row
      return FigureView(
        figure, words, desk,
        rivals: isFirst && figure.conflict != .none ? others : nil)
    }
  }
}
