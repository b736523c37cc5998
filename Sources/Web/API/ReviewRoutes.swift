internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// `/api/v1/reviews`: what people at the city decided about figures.
struct ReviewRoutes {
  let data: any CityData

  /// A request with the longest name and reason, as JSON.
  private static let maximumBody = 8 * 1024

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/reviews", get: list, post: add)
  }

  @concurrent
  private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let query = QueryReading(request)
    let limit = try query.limit(
      default: ListingRequest.defaultLimit, atMost: ListingRequest.maximumLimit)
    let before = try query.value("cursor", zh: "上一页的 next", en: "the last page's 'next'") { text in
      Int64(text).flatMap { $0 > 0 ? $0 : nil }
    }
    let page = try await data.reviews(of: nil, before: before, limit: limit)
    return try JSONResponse.make(
      Listing(items: page.reviews, next: page.next.map(String.init)))
  }

  @concurrent
  private func add(_ request: Request, _ context: WebContext) async throws -> Response {
    guard context.permission >= .review else {
      throw WebError(
        .forbidden, zh: "这个令牌只能查看，不能审核。", en: "This token may look but not decide.")
    }
    guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
      throw WebError(
        .unsupportedMediaType, zh: "请用 application/json 提交。", en: "Send application/json.")
    }
    let buffer = try await request.body.collect(upTo: Self.maximumBody)
    let wanted: ReviewRequest
    do {
      wanted = try JSONDecoder().decode(ReviewRequest.self, from: Data(buffer.readableBytesView))
    } catch {
      throw WebError(
        .badRequest, zh: "内容不是有效的审核请求，请对照 openapi.json。",
        en: "The body is no review; see openapi.json.")
    }
    return try JSONResponse.make(try await data.add(wanted), status: .created)
  }
}
