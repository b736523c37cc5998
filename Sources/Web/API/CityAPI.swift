internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// The programs' interface of the city: JSON under `/api/v1`.
struct CityAPI {
  let data: any CityData

  func addRoutes(to router: Router<WebContext>) {
    router.get("api/v1/totals") { request, _ in
      let year = try QueryReading(request).year()
      return try JSONResponse.make(await data.totals(year: year))
    }
  }
}
