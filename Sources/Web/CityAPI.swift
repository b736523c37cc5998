internal import Foundation
internal import Hummingbird
public import Logging
public import Reports
public import ServiceLifecycle

/// The city's figures over HTTP, to be read by programs on this machine.
///
/// - `GET /healthz` answers `ok` while the daemon runs.
/// - `GET /api/v1/totals` gives all totals as a JSON array, `?year=2017` those of one year.
public struct CityAPI: Service {
  /// Where it listens.
  public struct Address: Hashable, Sendable {
    /// An address of loopback.
    public let host: String
    /// The port; 0 lets the system choose.
    public let port: Int

    /// Reads `127.0.0.1:8600` or `[::1]:8600`; nil for anything else, as reading needs no key and
    /// must not leave the machine.
    public init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":"),
        let port = UInt16(text[text.index(after: colon)...])
      else { return nil }
      switch text[..<colon] {
      case "127.0.0.1": host = "127.0.0.1"
      case "[::1]": host = "::1"
      default: return nil
      }
      self.port = Int(port)
    }
  }

  private let address: Address
  private let totals: @Sendable (_ year: Int?) async -> [TotalSummary]
  private let log: Logger
  private let onListening: @Sendable (_ port: Int) async -> Void

  /// Makes a server; it listens once it runs.
  ///
  /// - Parameters:
  ///   - address: Where to listen.
  ///   - log: Where it says what it does.
  ///   - onListening: Is told the port once connections are taken.
  ///   - totals: Gives the totals of all years or of one.
  public init(
    address: Address, log: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void,
    totals: @escaping @Sendable (_ year: Int?) async -> [TotalSummary]
  ) {
    self.address = address
    self.log = log
    self.onListening = onListening
    self.totals = totals
  }

  /// Serves until it is asked to stop.
  ///
  /// - Throws: What keeps it from listening.
  public func run() async throws {
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: "unionsync"),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: log)
    try await application.run()
  }

  private var router: Router<BasicRequestContext> {
    let router = Router()
    router.get("healthz") { _, _ in "ok\n" }
    router.get("api/v1/totals") { request, _ in
      guard let text = request.uri.queryParameters["year"] else {
        return try Self.json(await totals(nil))
      }
      guard let year = Int(text), Period.years.contains(year) else {
        throw HTTPError(.badRequest, message: "year must be a year such as 2017")
      }
      return try Self.json(await totals(year))
    }
    return router
  }

  private static func json(_ value: some Encodable) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
  }
}
