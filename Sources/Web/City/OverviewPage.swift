internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// The first page: a matrix of indicators by office with totals and coverage.
struct OverviewPage {
  let data: any CityData
  let pages: Pages

  private struct Shown {
    let rows: [Row]
  }

  private struct Row {
    let name: String
    let unit: String
    let value: String
    let coverage: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("") { request, context in
      let rows = await data.totals(year: try QueryReading(request).year()).map { total in
        Row(
          name: data.indicators[total.id.indicator]?.nameZh ?? total.id.indicator.rawValue,
          unit: total.id.unit.rawValue, value: total.value?.description ?? "—",
          coverage: "\(total.shares.count)/\(total.shares.count + total.missing.count)")
      }
      return pages.response(
        "overview", title: pages.word("totals", context.language), request: request,
        context: context, body: Shown(rows: rows))
    }
  }
}
