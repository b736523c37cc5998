internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// The first page: hand in a report, the drafts that wait, what was published, and whether the city
/// has it.
struct OfficeHomePage {
  let data: any OfficeData
  let pages: Pages

  /// The most reports and drafts that are listed, the newest of them: twenty years of monthly ones.
  private static let maximumListed = 240

  private struct Shown {
    let mayChange: Bool
    let problem: String
    let hasProblem: Bool
    let typed: OpenFields
    let hasOptions: Bool
    let spans: [PeriodChoice]
    let limitText: String
    let limitBytes: String
    let drafts: [DraftLine]
    let hasDrafts: Bool
    let reports: [ReportLine]
    let hasReports: Bool
    let deliveries: [DeliveryView]
    let hasDeliveries: Bool
    let rejected: String?
  }

  private struct DraftLine {
    let path: String
    let name: String
    let aboutText: String
    let openedText: String
  }

  private struct ReportLine {
    let path: String
    let titleText: String
    let documentName: String
    let revisionText: String
    let publishedText: String
    let countText: String
    let arrivals: [ArrivalView]
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("") { request, context in
      try await page(request, context, typed: OpenFields(), problem: nil)
    }
  }

  /// The page, with a form that came back where one did.
  func page(
    _ request: Request, _ context: WebContext, typed: OpenFields, problem: String?
  ) async throws -> Response {
    let words = await PageWords(pages, context.language, of: data)
    let drafts = try await data.drafts().prefix(Self.maximumListed)
    let reports = try await data.reports().prefix(Self.maximumListed)
    let deliveries = await data.deliveries()
    let megabytes = "\(data.maximumDocumentBytes / (1024 * 1024))"
    let shown = Shown(
      mayChange: context.permission >= .review, problem: problem ?? "",
      hasProblem: problem != nil, typed: typed, hasOptions: !typed.isPlain,
      spans: PeriodChoice.all(chosen: typed.span, words),
      limitText: words.fill("uploadHint", megabytes),
      limitBytes: "\(data.maximumDocumentBytes)",
      drafts: drafts.map { Self.line($0, words) }, hasDrafts: !drafts.isEmpty,
      reports: reports.map { Self.line($0, deliveries, words) }, hasReports: !reports.isEmpty,
      deliveries: deliveries.map { DeliveryView($0, words) }, hasDeliveries: !deliveries.isEmpty,
      rejected: await data.lastRejected())
    return pages.response(
      "office", status: problem == nil ? .ok : .unprocessableContent,
      title: words.fill("officeTitle", words.name(of: data.area)), request: request,
      context: context, body: shown)
  }

  private static func line(_ draft: Draft, _ words: PageWords) -> DraftLine {
    let options = draft.options
    return DraftLine(
      path: OfficeLink.draft(draft.id), name: draft.documentName,
      aboutText: words.list(
        [options.period.map(words.name(of:)), words.name(of: options.series)]
          .compactMap(\.self)),
      openedText: words.moment(draft.openedAtMs))
  }

  private static func line(
    _ report: PublishedReport, _ deliveries: [Delivery], _ words: PageWords
  ) -> ReportLine {
    ReportLine(
      path: OfficeLink.report(report.report), titleText: words.title(of: report.report),
      documentName: report.document.name,
      revisionText: words.fill("revision", "\(report.document.revision)"),
      publishedText: words.moment(report.publishedAtMs),
      countText: words.fill("figureCount", "\(report.observationCount)"),
      arrivals: ArrivalView.all(report, deliveries, words))
  }
}
