internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// What a person should look at: conflicts and warnings with their words side by side, and forms to
/// decide.
struct FindingsPage {
  let data: any CityData
  let pages: Pages

  /// How many findings a page shows: about as many as a person decides in an hour.
  private static let perPage = 40

  fileprivate struct Shown {
    let years: [YearChoice.Shown]
    let yearText: String
    let openText: String
    let items: [Item]
    let isEmpty: Bool
    let nextPath: String
    let hasNext: Bool
  }

  fileprivate struct Item {
    let itemID: String
    let kindText: String
    let isConflictKind: Bool
    let areaName: String
    let areaPath: String
    let name: String
    let path: String
    let messageText: String
    let isOpen: Bool
    let evidence: [FigureView]
    let choose: DecisionForm?
    let goneForm: DecisionForm?
    let goneText: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("findings") { request, context in
      let query = QueryReading(request)
      return try await page(
        year: try query.year(), from: query.text("from").flatMap { Int($0) } ?? 0, problem: nil,
        request, context)
    }
  }

  /// The page, with what was wrong with a form that was sent from it.
  func page(
    year: Int?, from: Int, problem: DecisionProblem?, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let words = PageWords(pages, context.language, of: data)
    let choice = YearChoice(
      year, totals: await data.totals(year: nil).totals,
      reportedYears: await data.reports().map(\.report.period.year))
    let findings = await data.findings(year: choice.year).list
    let from = min(max(from, 0), findings.count)
    let path = "/findings?year=\(choice.year)"
    let desk = DecisionDesk(
      mayDecide: context.permission >= .review, back: "\(path)&from=\(from)", problem: problem)
    let shownFindings = findings.dropFirst(from).prefix(Self.perPage)
    var figures: [Dataset.Topic: [Figure]] = [:]
    for topic in Set(shownFindings.flatMap(\.rows).map { Dataset.Topic($0.observation.key) }) {
      figures[topic] = await data.figures(of: topic)
    }
    var items: [Item] = []
    for finding in shownFindings {
      items.append(
        Item(
          finding, number: from + items.count, figures: figures, year: choice.year, words,
          desk.at("finding-\(from + items.count)")))
    }
    let openCount = findings.count(where: \.isOpen)
    let next = from + items.count
    return pages.response(
      "findings", status: problem == nil ? .ok : .unprocessableContent,
      title: words.fill("findingsTitle", "\(choice.year)"), request: request, context: context,
      body: Shown(
        years: choice.links("/findings"), yearText: "\(choice.year)",
        openText: words.fill("openOf", "\(openCount)", "\(findings.count)"),
        items: items, isEmpty: findings.isEmpty,
        nextPath: "\(path)&from=\(next)", hasNext: next < findings.count))
  }
}

extension FindingsPage.Item {
  fileprivate init(
    _ finding: Finding, number: Int, figures: [Dataset.Topic: [Figure]], year: Int,
    _ words: PageWords, _ desk: DecisionDesk
  ) {
    itemID = "finding-\(number)"
    kindText = words["kind.\(finding.kind.rawValue)"]
    isConflictKind = finding.kind == .conflict
    areaName = words.name(of: finding.area)
    areaPath = Link.area(finding.area, year)
    name = words.name(of: finding.topic.indicator)
    path = Link.indicator(finding.topic.indicator, finding.topic.year)
    messageText = words.message(of: finding)
    isOpen = finding.isOpen
    // A figure that has gone is only in the finding; what has changed is shown with the new one.
    let standing = finding.rows.compactMap { row in
      figures[Dataset.Topic(row.observation.key)]?.first { $0.row == row }
    }
    evidence = standing.map { FigureView($0, words, desk) }
    choose =
      finding.kind == .conflict && desk.mayDecide
      ? desk.preference(among: standing, words) : nil
    let gone = finding.kind == .changedAfterReview && standing.isEmpty ? finding.rows.first : nil
    goneForm = desk.mayDecide ? gone.map(desk.takingBack) : nil
    goneText =
      gone.map { "\(FigureView.value(of: $0.observation, words)) · \(words.document($0.document))" }
      ?? ""
  }
}

extension PageWords {
  func message(of finding: Finding) -> String {
    language == .zh ? finding.messageZh : finding.messageEn
  }
}
