internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// `/api/v1/totals` and `/api/v1/coverage`.
struct TotalsRoutes {
  let data: any CityData

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/totals") { request, _ in
      let query = QueryReading(request)
      let listing = try ListingRequest(query)
      let (mark, totals) = try await totals(query)
      let page = listing.page(of: totals, key: sortKey)
      return try JSONResponse.make(
        TotalsListing(mark: mark?.description, items: page.items, next: page.next))
    }
    router.resource("api/v1/coverage") { request, _ in
      let query = QueryReading(request)
      let listing = try ListingRequest(query)
      let totals = try await totals(query).totals
      let page = listing.page(of: totals, key: sortKey)
      return try JSONResponse.make(
        Listing(items: page.items.map(Coverage.init), next: page.next))
    }
  }

  private struct TotalsListing: Encodable {
    /// Where the stream goes on from these totals; nil for those of a past moment.
    let mark: String?
    let items: [TotalSummary]
    let next: String?
  }

  /// On which areas a total rests.
  private struct Coverage: Encodable {
    struct Missing: Encodable {
      let area: AreaCode
      /// `neverReported` or `notStated`.
      let reason: Total.MissingReason
    }

    let id: TotalSummary.ID
    let reporting: Int
    let expected: Int
    let missing: [Missing]

    init(_ total: TotalSummary) {
      id = total.id
      reporting = total.shares.count
      expected = total.shares.count + total.missing.count
      let never = Set(total.neverReported)
      missing = total.missing.map {
        Missing(area: $0, reason: never.contains($0) ? .neverReported : .notStated)
      }
    }
  }

  private func totals(
    _ query: QueryReading
  ) async throws -> (mark: TotalsMark?, totals: [TotalSummary]) {
    let year = try query.year()
    let asOf = try query.asOf()
    let (mark, totals) =
      if let asOf {
        (TotalsMark?.none, try await data.totals(asOfMs: asOf, year: year))
      } else {
        await { answer in (TotalsMark?.some(answer.mark), answer.totals) }(data.totals(year: year))
      }
    let indicator = try query.indicator()
    return (mark, totals.filter { indicator == nil || $0.id.indicator == indicator })
  }

  /// By year, then as the catalogue has the indicators, its own unit first, as totals come.
  private func sortKey(of total: TotalSummary) -> [String] {
    let code = total.id.indicator
    let position = String(data.indicators.position(of: code) + 100_000)
    let isOwnUnit = data.indicators[code]?.unit == total.id.unit
    return [
      "\(total.id.year)", position, code.rawValue, isOwnUnit ? "0" : "1", total.id.unit.rawValue,
    ]
  }
}
