internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// What has changed since a day: the totals that have moved, and what came in its order.
struct ChangesPage {
  let data: any CityData
  let pages: Pages
  let past: PastTotals

  init(data: any CityData, pages: Pages) {
    self.data = data
    self.pages = pages
    past = PastTotals(data)
  }

  /// How many changes a page shows.
  private static let perPage = 100
  /// How many pages are looked through for the first change of a day; what is older is reached
  /// page by page.
  private static let maximumPages = 400
  /// How many totals are shown: more than a year has.
  private static let maximumMoves = 500
  /// How many totals are shown unasked: what fits a window.
  private static let openMoves = 20

  private struct Shown {
    let since: String
    let monday: String
    let today: String
    let moves: [MoveView]
    let hasMoves: Bool
    let movesText: String
    let isOpen: Bool
    let isCut: Bool
    let days: [Day]
    let isEmpty: Bool
    let nextPath: String
    let hasNext: Bool
  }

  private struct Day {
    let dayText: String
    let changes: [ChangeView]
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("changes") { request, context in
      let query = QueryReading(request)
      let since = try day(query.text("since"))
      let words = PageWords(pages, context.language, of: data)
      var cursor = HistoryCursor.start
      if let text = query.text("after") {
        guard let after = HistoryCursor(text) else {
          throw WebError(
            .badRequest, zh: "after 应是上一页给出的位置。", en: "after must be the place that a page gave.")
        }
        cursor = after
      }
      let page = try await changes(after: cursor, sinceMs: since.atMs)
      // On the first page, as the others tell only what came later.
      let hasChanges = page.changes.contains { $0.atMs >= since.atMs }
      let moves =
        hasChanges && cursor == .start
        ? TotalMove.all(
          from: try await past.totals(asOfMs: since.atMs - 1),
          to: await data.totals(year: nil).totals) : []
      return pages.response(
        "changes", title: words["changesTitle"], request: request, context: context,
        body: shown(page, moves, since, words))
    }
  }

  /// The first page that has changes of the day or later.
  private func changes(after cursor: HistoryCursor, sinceMs: Int64) async throws -> ChangePage {
    var page = try await data.changes(after: cursor, limit: Self.perPage)
    for _ in 0..<Self.maximumPages
    where !page.isComplete && page.changes.allSatisfy({ $0.atMs < sinceMs }) {
      page = try await data.changes(after: page.next, limit: Self.perPage)
    }
    return page
  }

  private func shown(
    _ page: ChangePage, _ moves: [TotalMove], _ since: (text: String, atMs: Int64),
    _ words: PageWords
  ) -> Shown {
    var days: [(String, [ChangeView])] = []
    for change in page.changes where change.atMs >= since.atMs {
      let moment = words.moment(change.atMs)
      let (day, time) = (String(moment.prefix(10)), String(moment.suffix(5)))
      if days.last?.0 != day { days.append((day, [])) }
      days[days.count - 1].1.append(ChangeView(change, timeText: time, words))
    }
    let now = Date()
    return Shown(
      since: since.text, monday: Self.text(of: Self.monday(before: now)), today: Self.text(of: now),
      moves: moves.prefix(Self.maximumMoves).map { MoveView($0, words) }, hasMoves: !moves.isEmpty,
      movesText: words.fill("movesCount", "\(moves.count)"), isOpen: moves.count <= Self.openMoves,
      isCut: moves.count > Self.maximumMoves,
      days: days.map { Day(dayText: $0.0, changes: $0.1) }, isEmpty: days.isEmpty,
      nextPath: "/changes?since=\(since.text)&after=\(page.next)", hasNext: !page.isComplete)
  }

  // MARK: Days by the clock of this machine

  private func day(_ text: String?) throws(WebError) -> (text: String, atMs: Int64) {
    var date = Self.monday(before: Date())
    if let text {
      guard let asked = Self.date(of: text) else {
        throw WebError(
          .badRequest, zh: "since 应是日期，例如 2017-11-20。",
          en: "since must be a day such as 2017-11-20.")
      }
      date = asked
    }
    return (Self.text(of: date), Int64(date.timeIntervalSince1970 * 1000))
  }

  private static func monday(before date: Date) -> Date {
    let calendar = PageWords.calendar
    let weekday = calendar.component(.weekday, from: date)
    let today = calendar.startOfDay(for: date)
    return calendar.date(byAdding: .day, value: -((weekday + 5) % 7), to: today) ?? today
  }

  private static func date(of text: String) -> Date? {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard fields.count == 3, let year = fields[0], let month = fields[1], let day = fields[2],
      Period.years.contains(year)
    else { return nil }
    let parts = DateComponents(year: year, month: month, day: day)
    guard parts.isValidDate(in: PageWords.calendar) else { return nil }
    return PageWords.calendar.date(from: parts)
  }

  private static func text(of date: Date) -> String {
    let parts = PageWords.calendar.dateComponents([.year, .month, .day], from: date)
    return String(
      format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }
}
