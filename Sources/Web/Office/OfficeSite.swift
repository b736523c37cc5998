internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// The office's site: hand in a report, check what was read, correct it, publish, and see whether
/// the city has it.
public enum OfficeSite {
  /// A server for the office's pages; it listens once it runs.
  public static func server(_ data: some OfficeData, settings: WebServer.Settings) -> WebServer {
    let pages = Pages(
      templates: Templates.shared.merging(Templates.office) { $1 },
      words: PackageResources.words_tsv, links: [.init(word: "officeHome", path: "/")],
      brand: "brandOffice")
    return WebServer(settings, pages: pages) { router in
      let home = OfficeHomePage(data: data, pages: pages)
      let draft = DraftPage(data: data, pages: pages)
      home.addRoutes(to: router)
      draft.addRoutes(to: router)
      OfficeReportPage(data: data, pages: pages).addRoutes(to: router)
      OpenForms(data: data, home: home).addRoutes(to: router)
      DraftForms(data: data, page: draft).addRoutes(to: router)
    }
  }
}

extension WebContext {
  /// Turns away who may only look.
  func checkMayChange() throws {
    guard permission >= .review else {
      throw WebError(
        .forbidden, zh: "这个令牌只能查看，不能提交或更正。",
        en: "This token may look, but not hand in or correct.")
    }
  }
}
