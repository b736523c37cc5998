internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Chinese unless somebody chose English: `?lang=en` on any page chooses, and a cookie remembers.
struct LanguageChoice: RouterMiddleware {
  typealias Context = WebContext

  static let cookieName = "unionsync_language"
  /// How long a browser remembers the choice, in seconds: a year.
  private static let cookieSeconds = 365 * 86_400

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let chosen = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
    let remembered = request.cookies[Self.cookieName].flatMap { Language(rawValue: $0.value) }
    context.language = chosen ?? remembered ?? .zh
    var response = try await next(request, context)
    if let chosen {
      response.setCookie(
        Cookie(
          name: Self.cookieName, value: chosen.rawValue, maxAge: Self.cookieSeconds, path: "/",
          httpOnly: true, sameSite: .lax))
    }
    return response
  }
}
