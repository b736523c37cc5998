internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Turns away requests that some other site had a browser send.
///
/// A name that somebody points at 127.0.0.1 would let his pages read ours, so only names known to
/// be this daemon's are answered. A request that changes something must come from one of our own
/// pages, as Fetch Metadata and Origin tell; a program that is no browser sends neither.
struct HostGuard: RouterMiddleware {
  typealias Context = WebContext

  /// The names that are answered, without a port.
  let names: Set<String>

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let authority = request.head.authority ?? ""
    guard names.contains(Self.host(of: authority)) else {
      throw WebError(
        .init(code: 421), zh: "这个地址不对外服务：请用 http://127.0.0.1 访问，或在配置的 http.names 中登记该域名。",
        en: "This name is not served here: use http://127.0.0.1, or add the name to http.names in"
          + " the configuration.")
    }
    if request.method != .get, request.method != .head {
      try checkOrigin(of: request, authority: authority)
    }
    return try await next(request, context)
  }

  private func checkOrigin(of request: Request, authority: String) throws {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
    let origin = request.headers[.origin]
    let isOurs =
      origin.map { $0 == "http://" + authority || $0 == "https://" + authority } ?? true
    guard isOurs, site == nil || site == "same-origin" || site == "none" else {
      throw WebError(
        .forbidden, zh: "请求来自别的网站，未予处理。请在本系统的页面上操作。",
        en: "The request came from another site and was not carried out; use the pages here.")
    }
  }

  /// The authority without its port, in small letters.
  static func host(of authority: String) -> String {
    let lowercased = authority.lowercased()
    if lowercased.hasPrefix("["), let end = lowercased.firstIndex(of: "]") {
      return String(lowercased[...end])
    }
    return String(lowercased.prefix { $0 != ":" })
  }
}
