internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// A draft: its text with every figure highlighted, a table to check them by, and what will be sent.
struct DraftPage {
  let data: any OfficeData
  let pages: Pages

  private struct Shown {
    let mayChange: Bool
    let documentName: String
    let openedText: String
    let standingText: String
    let pieces: [DraftText.Piece]
    let rows: [FigureRow]
    let hasRows: Bool
    let hasFigures: Bool
    let filters: [Filter]
    let rangeText: String?
    let previousPath: String?
    let nextPath: String?
    let diff: DiffView
    let isUnchanged: Bool
    let unchangedText: String
    let uncodedText: String?
    let uncodedPath: String
    let publishPath: String
    let discardPath: String
    let fingerprint: String
    let problem: String
    let hasProblem: Bool
  }

  private struct Filter {
    let text: String
    let count: String
    let path: String
    let isCurrent: Bool
    let kind: String
  }

  /// A form that came back.
  struct Returned {
    /// The figure whose form it is; nil for publishing.
    var figure: Int?
    /// What was typed; nil for publishing.
    var typed: CorrectionFields?
    /// Why it came back; nil where it was only asked for indicators.
    var problem: String?
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("drafts/:draft") { request, context in
      try await page(
        try Self.id(context), DraftView { QueryReading(request).text($0) }, Returned(), request,
        context)
    }
  }

  /// The number of the draft that a path names.
  static func id(_ context: WebContext) throws -> Draft.ID {
    guard let id = Draft.ID(try context.parameters.require("draft")) else { throw noDraft }
    return id
  }

  static let noDraft = WebError(
    .notFound, zh: "没有这份草稿：它可能已经发布或放弃，请回首页查看。",
    en: "There is no such draft: it may have been published or discarded; see the first page.")

  /// The page, with a form that came back where one did.
  func page(
    _ id: Draft.ID, _ view: DraftView, _ returned: Returned, _ request: Request,
    _ context: WebContext
  ) async throws -> Response {
    guard let reading = try await data.reading(of: id) else { throw Self.noDraft }
    let words = await PageWords(pages, context.language, of: data)
    let kinds = reading.figures.map(FigureKind.init(of:))
    let window = DraftWindow(kinds, view)
    let isHere = Set(window.shown)
    func path(_ figure: Int) -> String {
      isHere.contains(figure)
        ? "#" + OfficeLink.line(figure)
        : OfficeLink.draft(id) + "?at=\(figure)#" + OfficeLink.line(figure)
    }
    var rows: [FigureRow] = []
    for index in window.shown {
      let form =
        view.isEditing && view.figure == index && context.permission >= .review
        ? await form(reading, index, view, returned, words, request) : nil
      rows.append(
        FigureRow(reading.figures[index], at: index, of: reading, view, words, form: form))
    }
    let isPublishing = returned.figure == nil && returned.problem != nil
    let uncodedCount = kinds.count { $0 == .uncoded }
    let shown = Shown(
      mayChange: context.permission >= .review, documentName: reading.draft.documentName,
      openedText: words.moment(reading.draft.openedAtMs),
      standingText: Self.standing(reading, words),
      pieces: DraftText(reading, kinds: kinds, window: window, path: path, words: words).pieces,
      rows: rows, hasRows: !rows.isEmpty, hasFigures: !reading.figures.isEmpty,
      filters: Self.filters(kinds, view, id, words),
      rangeText: window.count <= DraftWindow.size
        ? nil
        : words.fill(
          "figureRange", "\(window.from + 1)", "\(window.from + rows.count)", "\(window.count)"),
      previousPath: window.previous.map { view.path(id, from: $0) + "#figures" },
      nextPath: window.next.map { view.path(id, from: $0) + "#figures" },
      diff: DiffView(reading, path: path, words), isUnchanged: reading.diff.isEmpty,
      unchangedText: reading.publishedRevision.map { words.fill("sendNothing", "\($0)") }
        ?? words["sendNothingYet"],
      uncodedText: uncodedCount == 0 ? nil : words.fill("uncodedLeft", "\(uncodedCount)"),
      uncodedPath: DraftView.path(id, only: .uncoded),
      publishPath: OfficeLink.draft(id) + "/publish",
      discardPath: OfficeLink.draft(id) + "/discard", fingerprint: reading.fingerprint,
      problem: returned.problem ?? "", hasProblem: isPublishing)
    return pages.response(
      "draft", status: returned.problem == nil ? .ok : .unprocessableContent,
      title: words.fill("draftTitle", words.title(of: reading.report)), request: request,
      context: context, body: shown)
  }

  private func form(
    _ reading: DraftReading, _ index: Int, _ view: DraftView, _ returned: Returned,
    _ words: PageWords, _ request: Request
  ) async -> CorrectionForm {
    let indicators = await data.indicators
    return CorrectionForm(
      reading.figures[index], at: index, of: reading, view, indicators: indicators,
      search: NameSearch(indicators), words: words, author: AuthorCookie.author(of: request),
      typed: returned.typed, problem: returned.problem)
  }

  /// Which revision it will be.
  private static func standing(_ reading: DraftReading, _ words: PageWords) -> String {
    reading.publishedRevision.map { words.fill("correctsRevision", "\($0)") }
      ?? words["firstRevision"]
  }

  /// How many figures there are of each kind, as links to these alone.
  private static func filters(
    _ kinds: [FigureKind], _ view: DraftView, _ id: Draft.ID, _ words: PageWords
  ) -> [Filter] {
    let counts = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
    let all = Filter(
      text: words["allFigures"], count: "\(kinds.count)", path: DraftView.path(id, only: nil),
      isCurrent: view.kind == nil, kind: "all")
    return [all]
      + FigureKind.allCases.compactMap { kind in
        guard let count = counts[kind] ?? (view.kind == kind ? 0 : nil) else { return nil }
        return Filter(
          text: words[kind.word], count: "\(count)", path: DraftView.path(id, only: kind),
          isCurrent: view.kind == kind, kind: kind.rawValue)
      }
  }
}
