internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// A report that was published: whether the city has it, and what people decided about its figures.
struct OfficeReportPage {
  let data: any OfficeData
  let pages: Pages

  /// The most decisions that are listed, the newest of them.
  private static let maximumListed = 500

  private struct Shown {
    let mayChange: Bool
    let isFresh: Bool
    let freshText: String
    let path: String
    let action: String
    let documentName: String
    let revisionText: String
    let publishedText: String
    let countText: String
    let arrivals: [ArrivalView]
    let hasArrivals: Bool
    let deliveries: [DeliveryView]
    let corrections: [CorrectionLine]
    let hasCorrections: Bool
    let isCut: Bool
  }

  private struct CorrectionLine {
    let mention: String
    let sentence: String
    let changeText: String
    let author: String
    let momentText: String
    let reason: String
    let isReplaced: Bool
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("reports/:period/:series") { request, context in
      let published = try await report(context)
      let words = await PageWords(pages, context.language, of: data)
      let deliveries = await data.deliveries()
      let corrections = try await data.corrections(of: published.report)
      let path = OfficeLink.report(published.report)
      let revision = "\(published.document.revision)"
      let shown = Shown(
        mayChange: context.permission >= .review,
        isFresh: QueryReading(request).text("published") == revision,
        freshText: words.fill("publishedNow", revision), path: path, action: path + "/reopen",
        documentName: published.document.name, revisionText: words.fill("revision", revision),
        publishedText: words.moment(published.publishedAtMs),
        countText: words.fill("figureCount", "\(published.observationCount)"),
        arrivals: ArrivalView.all(published, deliveries, words),
        hasArrivals: !deliveries.isEmpty,
        deliveries: deliveries.map { DeliveryView($0, words) },
        corrections: Self.lines(corrections, words), hasCorrections: !corrections.isEmpty,
        isCut: corrections.count > Self.maximumListed)
      return pages.response(
        "office-report", title: words.title(of: published.report), request: request,
        context: context, body: shown)
    }
    router.post("reports/:period/:series/reopen") { _, context in
      try context.checkMayChange()
      let draft = try await data.reopen(try await report(context).report)
      return Response.redirect(to: OfficeLink.draft(draft.id), type: .normal)
    }
  }

  private func report(_ context: WebContext) async throws -> PublishedReport {
    let parts = try ["period", "series"].map { try context.parameters.require($0) }
    guard let period = Period(parts[0]),
      let series = ReportSeries(rawValue: parts[1].removingPercentEncoding ?? parts[1]),
      let published = try await data.reports().first(where: {
        $0.report.period == period && $0.report.series == series
      })
    else {
      throw WebError(
        .notFound, zh: "还没有发布过这份报告，请从首页查找。",
        en: "No such report was published; look for it on the first page.")
    }
    return published
  }

  /// The newest first; one whose words were decided on again is replaced.
  private static func lines(
    _ corrections: [Correction], _ words: PageWords
  ) -> [CorrectionLine] {
    var decided: Set<FigureAnchor> = []
    return corrections.prefix(maximumListed).map { correction in
      CorrectionLine(
        mention: correction.anchor.mention, sentence: correction.anchor.sentence,
        changeText: words.change(correction.change), author: correction.note.author,
        momentText: words.moment(correction.note.correctedAtMs), reason: correction.note.reason,
        isReplaced: !decided.insert(correction.anchor).inserted)
    }
  }
}

extension PageWords {
  /// What was decided about a figure.
  fileprivate func change(_ change: Correction.Change) -> String {
    switch change {
    case .drop: return self["change.drop"]
    case .asRead: return self["change.asRead"]
    case .figure(let figure):
      let part: String? =
        switch figure.part {
        case nil: nil
        case .total: self["wholeOfReport"]
        case .part(let label): fill("partOf", label)
        }
      return fill(
        "change.figure",
        list(
          [
            figure.figure?.written, figure.indicator.map { name(of: $0) }, part,
            figure.period.map(name(of:)),
          ].compactMap(\.self)))
    }
  }
}
