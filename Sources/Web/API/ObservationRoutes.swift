internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// `/api/v1/observations` and `/api/v1/findings`.
struct ObservationRoutes {
  let data: any CityData

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/observations") { request, _ in
      let query = QueryReading(request)
      let listing = try ListingRequest(query)
      let figures = try await figures(query)
      return try JSONResponse.make(listing.page(of: figures, key: sortKey))
    }
    router.resource("api/v1/findings") { request, _ in
      let query = QueryReading(request)
      let listing = try ListingRequest(query)
      let findings = await data.findings(year: try query.year())
      return try JSONResponse.make(listing.page(of: findings.list))
    }
  }

  private func figures(_ query: QueryReading) async throws -> [Figure] {
    let (year, indicator, area) = (
      try query.year(), try query.indicator(), try query.area()
    )
    var topics: Set<Dataset.Topic> = []
    for total in await data.totals(year: year).totals {
      topics.insert(Dataset.Topic(indicator: total.id.indicator, year: total.id.year))
    }
    var figures: [Figure] = []
    for topic in topics where indicator == nil || topic.indicator == indicator {
      figures += await data.figures(of: topic).filter {
        area == nil || $0.row.report.area == area
      }
    }
    return figures.map { (sortKey(of: $0), $0) }
      .sorted { ListingRequest.precedes($0.0, $1.0) }.map(\.1)
  }

  private func sortKey(of figure: Figure) -> [String] {
    let key = figure.row.observation.key
    return [
      "\(key.period.year)", String(data.indicators.position(of: key.indicator) + 100_000),
      key.indicator.rawValue, figure.row.report.area.description, key.period.description,
      key.part ?? "", key.unit.rawValue, figure.row.report.period.description,
      figure.row.report.series.rawValue,
    ]
  }
}
