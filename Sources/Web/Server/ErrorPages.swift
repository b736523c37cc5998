internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging

/// Turns what was thrown into a page for people, or into JSON for programs.
struct ErrorPages: RouterMiddleware {
  typealias Context = WebContext

  let pages: Pages
  let log: Logger

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let error: WebError
    do {
      return try await next(request, context)
    } catch let thrown as WebError {
      error = thrown
    } catch let thrown as any ExplainedError {
      error = WebError(thrown)
      if thrown.fault == .machine {
        log.error(
          "a request failed",
          metadata: ["path": "\(request.uri.path)", "reason": "\(thrown.messageEn)"])
      }
    } catch let thrown as any HTTPResponseError {
      error = WebError(thrown)
    } catch {
      log.error(
        "a request failed", metadata: ["path": "\(request.uri.path)", "reason": "\(error)"])
      return try await handle(request, context: context) { _, _ in
        throw HTTPError(.internalServerError)
      }
    }
    guard wantsHTML(request) else { return try error.response(from: request, context: context) }
    return pages.response(
      "error", status: error.status, title: "\(error.status.code)", request: request,
      context: context,
      body: Shown(
        status: error.status.code,
        message: context.language == .zh ? error.messageZh : error.messageEn))
  }

  private struct Shown {
    let status: Int
    let message: String
  }
}
