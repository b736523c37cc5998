internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Synchronization

/// Slows down whoever asks too often, address by address.
final class RequestLimiter: RouterMiddleware, Sendable {
  typealias Context = WebContext

  /// How many requests an address may send at once; a page with its files takes about eight.
  static let burst = 240.0
  /// How many more it gets each second: far above a person, far below what would load the city.
  static let perSecond = 60.0
  /// How many addresses are remembered; the one not seen for longest is forgotten.
  static let addresses = 1024

  private struct Bucket {
    var tokens: Double
    var atMs: Int64
  }

  private let nowMs: @Sendable () -> Int64
  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Parameter nowMs: A clock that never goes back, in milliseconds.
  init(nowMs: @escaping @Sendable () -> Int64) {
    self.nowMs = nowMs
  }

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard admits(context.peer) else {
      throw WebError(
        .tooManyRequests, zh: "请求太频繁，请稍候再试。", en: "Too many requests; wait a moment.")
    }
    return try await next(request, context)
  }

  /// Takes one request of an address, if it may still send one.
  func admits(_ peer: String) -> Bool {
    let now = nowMs()
    return buckets.withLock { buckets in
      var bucket = buckets[peer] ?? Bucket(tokens: Self.burst, atMs: now)
      let gained = Double(max(0, now - bucket.atMs)) / 1000 * Self.perSecond
      bucket = Bucket(tokens: min(Self.burst, bucket.tokens + gained), atMs: now)
      let isAdmitted = bucket.tokens >= 1
      if isAdmitted { bucket.tokens -= 1 }
      if buckets[peer] == nil, buckets.count >= Self.addresses,
        let oldest = buckets.min(by: { $0.value.atMs < $1.value.atMs })?.key
      {
        buckets[oldest] = nil
      }
      buckets[peer] = bucket
      return isAdmitted
    }
  }
}
