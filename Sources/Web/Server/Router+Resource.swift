internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

extension Router<WebContext> {
  typealias Handler = @Sendable @concurrent (Request, WebContext) async throws -> Response

  private static let methods: [HTTPRequest.Method] =
    [.get, .post, .put, .patch, .delete, .options, .trace]
    + [HTTPRequest.Method("QUERY")].compactMap(\.self)

  /// What a path answers to, and a clear word for every other method.
  func resource(
    _ path: String, get: @escaping Handler, post: Handler? = nil
  ) {
    let handlers: [HTTPRequest.Method: Handler] =
      [.get: get].merging(post.map { [.post: $0] } ?? [:]) { $1 }
    let allowed = (["GET", "HEAD"] + (post == nil ? [] : ["POST"])).joined(separator: ", ")
    for method in Self.methods {
      let refuse: Handler = { _, _ in
        throw WebError(
          .methodNotAllowed, zh: "这里只接受 \(allowed)。", en: "Only \(allowed) is taken here.",
          headers: [.allow: allowed])
      }
      on(RouterPath(path), method: method, use: handlers[method] ?? refuse)
    }
  }
}
