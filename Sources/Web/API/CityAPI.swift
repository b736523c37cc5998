internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// The programs' interface of the city: JSON under `/api/v1`, described by `openapi.json` there.
struct CityAPI {
  let data: any CityData
  let search: NameSearches
  let streams: StreamRoom

  init(data: any CityData, search: NameSearches) {
    self.data = data
    self.search = search
    streams = StreamRoom()
  }

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/openapi.json") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)))
    }
    router.resource("api/v1/areas") { request, _ in
      let listing = try ListingRequest(QueryReading(request))
      return try JSONResponse.make(listing.page(of: areas))
    }
    router.resource("api/v1/indicators") { request, _ in
      let query = QueryReading(request)
      let listing = try ListingRequest(query)
      let words = try query.value(
        "q", zh: "至多 \(NameSearch.maximumLength) 个字",
        en: "\(NameSearch.maximumLength) characters at most"
      ) { $0.unicodeScalars.count <= NameSearch.maximumLength ? $0 : nil }
      return try JSONResponse.make(listing.page(of: indicators(matching: words)))
    }
    TotalsRoutes(data: data).addRoutes(to: router)
    ObservationRoutes(data: data).addRoutes(to: router)
    ReviewRoutes(data: data).addRoutes(to: router)
    HistoryRoutes(data: data).addRoutes(to: router)
    ExportRoute(data: data).addRoutes(to: router)
    EventStream(data: data, room: streams).addRoutes(to: router)
  }

  private struct ShownArea: Encodable {
    let code: AreaCode
    let nameZh: String
    let nameEn: String
    let parent: AreaCode?
    /// Whether it is one of those that totals are summed over.
    let reports: Bool
  }

  private var areas: [ShownArea] {
    let reporting = Set(data.areas.reporting.map(\.code))
    return data.areas.areas.map { area in
      ShownArea(
        code: area.code, nameZh: area.nameZh, nameEn: area.nameEn, parent: area.parent,
        reports: reporting.contains(area.code))
    }
  }

  private struct ShownIndicator: Encodable {
    let code: IndicatorCode
    let nameZh: String
    let nameEn: String
    let unit: Unit
    let nature: IndicatorNature
  }

  private func indicators(matching words: String?) -> [ShownIndicator] {
    let indicators = data.indicators
    let search = search.search(in: indicators)
    let found = indicators.indicators.filter { indicator in
      words.map { search.matches(indicator.code, $0) } ?? true
    }
    return found.map { indicator in
      ShownIndicator(
        code: indicator.code, nameZh: indicator.nameZh, nameEn: indicator.nameEn,
        unit: indicator.unit, nature: indicator.nature)
    }
  }
}
