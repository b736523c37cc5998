internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Synchronization

/// Slows down whoever asks too often, address by address.
///
/// Behind a reverse proxy all requests come from its address, so that one who asks too often would shut
/// all others out. Whoever it says that it speaks for is counted then: the last address of
/// `X-Forwarded-For`, which it has added itself. Nobody but programs of this machine reaches the
/// daemon past it.
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

  /// The longest address that a proxy tells: IPv6 with a zone.
  static let maximumAddressLength = 64

  private let nowMs: @Sendable () -> Int64
  private let isBehindProxy: Bool
  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Parameters:
  ///   - nowMs: A clock that never goes back, in milliseconds.
  ///   - isBehindProxy: Whether a reverse proxy passes requests on.
  init(nowMs: @escaping @Sendable () -> Int64, isBehindProxy: Bool) {
    self.nowMs = nowMs
    self.isBehindProxy = isBehindProxy
  }

  func handle(
    _ request: Request, context: WebContext,
    next: @concurrent (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard admits(sender(of: request) ?? context.peer) else {
      throw WebError(
        .tooManyRequests, zh: "请求太频繁，请稍候再试。", en: "Too many requests; wait a moment.")
    }
    return try await next(request, context)
  }

  /// Whom a proxy speaks for; nil where none does.
  private func sender(of request: Request) -> String? {
    guard isBehindProxy, let name = HTTPField.Name("X-Forwarded-For"),
      let last = request.headers[name]?.split(separator: ",").last?.filter({ $0 != " " }),
      (1...Self.maximumAddressLength).contains(last.utf8.count)
    else { return nil }
    return last
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
