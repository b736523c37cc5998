internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// One report: its sentences with every figure that was read from them highlighted.
struct ReportPage {
  let data: any CityData
  let pages: Pages

  fileprivate struct Shown {
    let areaName: String
    let areaPath: String
    let report: ReportView
    let sentences: [SentenceView]
  }

  fileprivate struct SentenceView {
    let pieces: [Sentence.Piece]
    let revisionText: String?
    let readings: [Reading]
  }

  fileprivate struct Reading {
    let name: String
    let path: String
    let valueText: String
    let aboutText: String
    let correctionText: String?
    let isConflict: Bool
    let isReviewed: Bool
    let isChanged: Bool
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("reports/:area/:period/:series") { request, context in
      let parts = try ["area", "period", "series"].map { try context.parameters.require($0) }
      guard let area = AreaCode(parts[0]), let period = Period(parts[1]),
        let series = ReportSeries(rawValue: parts[2].removingPercentEncoding ?? parts[2]),
        let standing = await data.reports().first(where: {
          $0.report == ReportID(area: area, period: period, series: series)
        })
      else {
        throw WebError(
          .notFound, zh: "市里没有这份报告，也许已被撤回。",
          en: "The city has no such report; it may have been withdrawn.")
      }
      let words = PageWords(pages, context.language, of: data)
      let shown = Shown(
        areaName: words.name(of: area), areaPath: Link.area(area, period.year),
        report: ReportView(standing, words),
        sentences: sentences(await figures(of: standing.report), standing.document, words))
      return pages.response(
        "report", title: words.name(of: standing.report), request: request, context: context,
        body: shown)
    }
  }

  /// What the report states, in the order of its text.
  private func figures(of report: ReportID) async -> [Figure] {
    let topics = await data.totals(year: nil).totals.filter { $0.states(report.area) }
      .map { Dataset.Topic(indicator: $0.id.indicator, year: $0.id.year) }
    var figures: [Figure] = []
    for topic in topics.uniqued {
      figures += await data.figures(of: topic).filter { $0.row.report == report }
    }
    return figures.sorted { left, right in
      let (one, other) = (left.row.observation, right.row.observation)
      return (one.evidence.start, one.key) < (other.evidence.start, other.key)
    }
  }

  private struct Place: Hashable {
    let start: Int
    let text: String
    let revision: Int
  }

  private func sentences(
    _ figures: [Figure], _ newest: DocumentReference, _ words: PageWords
  ) -> [SentenceView] {
    var order: [Place] = []
    var together: [Place: [Figure]] = [:]
    for figure in figures {
      let evidence = figure.row.observation.evidence
      let place = Place(
        start: evidence.start - evidence.offsetInSentence, text: evidence.sentence,
        revision: figure.row.document.revision)
      if together[place] == nil { order.append(place) }
      together[place, default: []].append(figure)
    }
    return order.map { place in
      let figures = together[place] ?? []
      return SentenceView(
        pieces: Sentence(figures.map(\.row), isNamed: true).pieces,
        revisionText: place.revision == newest.revision
          ? nil : words.fill("sinceRevision", "\(place.revision)"),
        readings: figures.map { Reading($0, words) })
    }
  }
}

extension ReportPage.Reading {
  fileprivate init(_ figure: Figure, _ words: PageWords) {
    let key = figure.row.observation.key
    name = words.name(of: key.indicator)
    path = Link.figures(of: figure.row.report.area, on: key.indicator, key.period.year)
    valueText = FigureView.value(of: figure.row.observation, words)
    let year = key.period.year == figure.row.report.period.year ? [] : ["\(key.period.year)"]
    aboutText = words.list(year + [words.about(key)].filter { !$0.isEmpty })
    correctionText = words.correction(of: figure.row.observation, in: figure.row.report)
    isConflict = figure.conflict == .open
    isReviewed = figure.review.standing == .reviewed
    isChanged = figure.review.standing == .changed
  }
}
