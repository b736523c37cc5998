internal import Hummingbird
internal import HummingbirdCore
public import Logging
public import ServiceLifecycle

/// A daemon's pages and its programs' interface over HTTP.
public struct WebServer: Service {
  /// Where it listens, who is let in, and where it writes what it does.
  public struct Settings: Sendable {
    /// Where to listen.
    public let address: WebAddress
    /// Names beside those of loopback by which it may be asked for, as a reverse proxy passes them
    /// on.
    public let names: [String]
    /// The tokens of the moment; nil lets everybody on this machine in.
    public let tokens: @Sendable () -> AccessTokens?
    /// A clock that never goes back, in milliseconds.
    public let nowMs: @Sendable () -> Int64
    /// What monitoring asks.
    public let probes: Probes
    /// Where it says what it does.
    public let log: Logger
    /// Is told the port once connections are taken.
    public let onListening: @Sendable (_ port: Int) async -> Void

    /// Makes settings.
    public init(
      address: WebAddress, names: [String], tokens: @escaping @Sendable () -> AccessTokens?,
      nowMs: @escaping @Sendable () -> Int64, probes: Probes, log: Logger,
      onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) {
      self.address = address
      self.names = names
      self.tokens = tokens
      self.nowMs = nowMs
      self.probes = probes
      self.log = log
      self.onListening = onListening
    }
  }

  /// Connections at a time: a city's watchers, some with two pages open; each costs a descriptor.
  private static let maximumConnections = 512

  private let settings: Settings
  private let pages: Pages
  private let addRoutes: @Sendable (Router<WebContext>) -> Void

  init(
    _ settings: Settings, pages: Pages,
    addRoutes: @escaping @Sendable (Router<WebContext>) -> Void
  ) {
    self.settings = settings
    self.pages = pages
    self.addRoutes = addRoutes
  }

  /// Serves until it is asked to stop.
  ///
  /// - Throws: What keeps it from listening.
  public func run() async throws {
    let onListening = settings.onListening
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname(settings.address.host, port: settings.address.port),
        serverName: "unionsync",
        availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      // The framework's own lines tell of each request; what matters is logged where it is known.
      logger: Logger(label: "http") { _ in SwiftLogNoOpLogHandler() })
    try await application.run()
  }

  private var router: Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: LanguageChoice())
    router.add(middleware: ErrorPages(pages: pages, log: settings.log))
    router.add(
      middleware: RequestLimiter(
        nowMs: settings.nowMs, isBehindProxy: !settings.names.isEmpty))
    router.add(
      middleware: HostGuard(
        names: WebAddress.localNames.union(settings.names.map { $0.lowercased() })))
    router.add(middleware: TokenGuard(tokens: settings.tokens))
    ProbeRoutes(probes: settings.probes).addRoutes(to: router)
    Assets.addRoutes(to: router)
    SignIn(pages: pages, tokens: settings.tokens).addRoutes(to: router)
    addRoutes(router)
    return router
  }
}
