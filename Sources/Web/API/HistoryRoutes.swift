internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// `/api/v1/changes`, `/api/v1/history/…` and `/api/v1/offices`: what came when, and from whom.
struct HistoryRoutes {
  let data: any CityData

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/changes") { request, _ in
      let query = QueryReading(request)
      let after = try query.value(
        "after", zh: "上一页的 next", en: "the last page's 'next'"
      ) { HistoryCursor($0) }
      let limit = try query.limit(
        default: ListingRequest.defaultLimit, atMost: ChangePage.maximumCount)
      return try JSONResponse.make(
        try await data.changes(after: after ?? .start, limit: limit))
    }
    router.resource("api/v1/history/totals") { request, _ in
      let query = QueryReading(request)
      return try JSONResponse.make(
        try await data.history(
          of: try topic(query), limit: try limit(query), before: try before(query)))
    }
    router.resource("api/v1/history/observations") { request, _ in
      let query = QueryReading(request)
      let area = try query.required("area", try query.area())
      return try JSONResponse.make(
        try await data.history(
          of: try key(query), area: area, limit: try limit(query), before: try before(query)))
    }
    router.resource("api/v1/offices") { request, _ in
      let listing = try ListingRequest(QueryReading(request))
      return try JSONResponse.make(listing.page(of: await data.offices()))
    }
  }

  private func before(_ query: QueryReading) throws(WebError) -> HistoryCursor? {
    try query.value(
      "before", zh: "上一页第一条的 cursor", en: "the 'cursor' of the last page's first version"
    ) { HistoryCursor($0) }
  }

  private func limit(_ query: QueryReading) throws(WebError) -> Int {
    try query.limit(default: ListingRequest.defaultLimit, atMost: ListingRequest.maximumLimit)
  }

  private func topic(_ query: QueryReading) throws(WebError) -> Dataset.Topic {
    Dataset.Topic(
      indicator: try query.required("indicator", try query.indicator()),
      year: try query.required("year", try query.year()))
  }

  private func key(_ query: QueryReading) throws(WebError) -> ObservationKey {
    let period = try query.value(
      "period", zh: "时期，例如 2017 或 2017-S1", en: "a period such as 2017 or 2017-S1"
    ) { Period($0) }
    let unit = try query.value("unit", zh: "计量单位", en: "a unit") { text in
      (1...Unit.maximumLength).contains(text.unicodeScalars.count) ? Unit(rawValue: text) : nil
    }
    let longest = ObservationKey.maximumPartLength
    let part = try query.value(
      "part", zh: "不超过 \(longest) 个字", en: "at most \(longest) characters"
    ) { $0.unicodeScalars.count <= longest ? $0 : nil }
    return ObservationKey(
      period: try query.required("period", period),
      indicator: try query.required("indicator", try query.indicator()),
      part: part, unit: try query.required("unit", unit))
  }
}
