internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// The page where a browser exchanges a token for a cookie.
struct SignIn {
  let pages: Pages
  let tokens: @Sendable () -> AccessTokens?

  /// How long a browser stays signed in, in seconds: a working week.
  private static let cookieSeconds = 7 * 86_400
  /// A form with one token.
  private static let maximumBody = 1024

  private struct Form: Decodable {
    let token: String
  }

  private struct Shown {
    let isWrong: Bool
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("sign-in") { request, context in page(request, context, isWrong: false) }
    router.post("sign-in") { request, context in
      let buffer = try await request.body.collect(upTo: Self.maximumBody)
      let form = try URLEncodedFormDecoder().decode(Form.self, from: String(buffer: buffer))
      guard let tokens = tokens(), tokens.role(of: form.token) != nil else {
        return page(request, context, isWrong: true)
      }
      var response = Response.redirect(to: "/", type: .normal)
      response.setCookie(
        Cookie(
          name: TokenGuard.cookieName, value: form.token, maxAge: Self.cookieSeconds, path: "/",
          secure: request.headers[.origin]?.hasPrefix("https:") ?? false, httpOnly: true,
          sameSite: .strict))
      return response
    }
  }

  private func page(_ request: Request, _ context: WebContext, isWrong: Bool) -> Response {
    pages.response(
      "sign-in", status: isWrong ? .forbidden : .ok, title: pages.word("signIn", context.language),
      request: request, context: context, body: Shown(isWrong: isWrong))
  }
}
