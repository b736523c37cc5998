internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Lets in who has a token: programs send it as `Authorization: Bearer`, browsers as the cookie
/// that the sign-in page sets.
struct TokenGuard: RouterMiddleware {
  typealias Context = WebContext

  static let cookieName = "unionsync_token"
  /// The tokens of the moment; nil lets everybody on this machine in.
  let tokens: @Sendable () -> AccessTokens?

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let current = self.tokens
    guard let tokens = current() else { return try await next(request, context) }
    var context = context
    let token = Self.bearer(of: request) ?? request.cookies[Self.cookieName]?.value
    switch token.flatMap(tokens.role(of:)) {
    case .read: context.permission = .read
    case .review: context.permission = .review
    case nil: context.permission = .none
    }
    context.isStillAdmitted = { token.flatMap { current()?.role(of: $0) } != nil }
    let path = request.uri.path
    guard
      context.permission >= .read || path == "/sign-in" || ProbeRoutes.openPaths.contains(path)
        || path.hasPrefix("/assets/")
    else {
      if wantsHTML(request) { return .redirect(to: "/sign-in", type: .found) }
      throw WebError(
        .unauthorized, zh: "需要访问令牌：请用 Authorization: Bearer 发送。",
        en: "A token is needed; send it as Authorization: Bearer.")
    }
    return try await next(request, context)
  }

  private static func bearer(of request: Request) -> String? {
    guard let text = request.headers[.authorization], text.hasPrefix("Bearer ") else { return nil }
    return String(text.dropFirst(7))
  }
}

/// Whether the sender is a browser that wants to show a page.
func wantsHTML(_ request: Request) -> Bool {
  !request.uri.path.hasPrefix("/api/")
    && request.headers[.accept].map { $0.contains("text/html") } ?? false
}
