internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// The city's site: live totals and all that they rest on, as pages and for programs.
public enum CitySite {
  /// A server for the city's pages and its programs' interface; it listens once it runs.
  public static func server(_ data: some CityData, settings: WebServer.Settings) -> WebServer {
    let pages = Pages(
      templates: Templates.shared.merging(Templates.city) { $1 },
      words: PackageResources.words_tsv,
      links: [
        .init(word: "totals", path: "/"), .init(word: "offices", path: "/offices"),
        .init(word: "findings", path: "/findings"), .init(word: "changes", path: "/changes"),
      ], brand: "brandCity", stream: "/api/v1/stream")
    let search = NameSearches(data.indicators)
    return WebServer(settings, pages: pages) { router in
      CityAPI(data: data, search: search).addRoutes(to: router)
      OverviewPage(data: data, pages: pages, search: search).addRoutes(to: router)
      let indicatorPage = IndicatorPage(data: data, pages: pages)
      let findingsPage = FindingsPage(data: data, pages: pages)
      indicatorPage.addRoutes(to: router)
      findingsPage.addRoutes(to: router)
      AreaPage(data: data, pages: pages).addRoutes(to: router)
      OfficesPage(data: data, pages: pages).addRoutes(to: router)
      ReportPage(data: data, pages: pages).addRoutes(to: router)
      ChangesPage(data: data, pages: pages).addRoutes(to: router)
      ReviewForms(data: data, indicatorPage: indicatorPage, findingsPage: findingsPage)
        .addRoutes(to: router)
    }
  }
}
