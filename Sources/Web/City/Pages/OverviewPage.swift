internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// The first page: a matrix of indicators by office with totals, coverage and last year.
struct OverviewPage {
  let data: any CityData
  let pages: Pages
  let search: NameSearches

  private struct Shown {
    let years: [YearChoice.Shown]
    let yearText: String
    let typed: String
    let facts: YearFacts.Shown
    let heads: [Head]
    let groups: [Group]
    let span: Int
    let isEmpty: Bool
    let foundText: String
  }

  private struct Head {
    let short: String
    let full: String
    let path: String
  }

  private struct Group {
    let id: String
    let title: String
    let isHidden: Bool
    let rows: [MatrixRow]
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("") { request, context in
      let query = QueryReading(request)
      let chosen = try query.year()
      let typed = String((query.text("q") ?? "").prefix(NameSearch.maximumLength))
      let words = PageWords(pages, context.language, of: data)
      let totals = await data.totals(year: nil).totals
      let facts = await YearFacts(data, totals: totals, chosen: chosen)
      return pages.response(
        "overview", title: words.fill("overviewTitle", "\(facts.choice.year)"), request: request,
        context: context, body: shown(totals, facts, typed, words))
    }
  }

  private func shown(
    _ totals: [TotalSummary], _ facts: YearFacts, _ typed: String, _ words: PageWords
  ) -> Shown {
    let areas = data.areas.reporting.map(\.code)
    let search = search.search(in: data.indicators)
    let groups = Matrix(totals, year: facts.choice.year).groups.map { group in
      let rows = group.lines.map { line in
        MatrixRow(
          line, areas: areas, words: words, searchText: search.text(of: line.now.id.indicator),
          isHidden: !search.matches(line.now.id.indicator, typed))
      }
      return Group(
        id: "group-" + group.group.code, title: words.name(of: group.group),
        isHidden: rows.allSatisfy(\.isHidden), rows: rows)
    }
    let matchCount = groups.reduce(0) { $0 + $1.rows.count { !$0.isHidden } }
    return Shown(
      years: facts.choice.links("/", others: typed.isEmpty ? "" : "&q=\(Link.escaped(typed))"),
      yearText: "\(facts.choice.year)", typed: typed, facts: facts.shown(words),
      heads: areas.map {
        Head(
          short: words.shortName(of: $0), full: words.name(of: $0),
          path: Link.area($0, facts.choice.year))
      },
      groups: groups, span: areas.count + 6, isEmpty: groups.isEmpty,
      foundText: words.fill("foundCount", "\(matchCount)"))
  }
}
