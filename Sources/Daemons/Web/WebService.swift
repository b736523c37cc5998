internal import Logging
internal import ServiceLifecycle
internal import Web

/// A daemon's pages, with an error that names the address where they can't listen.
struct WebService: Service {
  private let server: WebServer
  private let address: WebAddress

  /// Makes the service of the pages that `site` makes under given settings, and of what monitoring
  /// asks; `listening` is marked once connections are taken.
  init(
    _ configuration: WebConfiguration, clock: Clock, probes: Probes, log: Logger,
    listening: Beginning,
    site: (WebServer.Settings) -> WebServer
  ) {
    let tokens = configuration.tokensPath.map { TokenFile(path: $0) }
    address = configuration.address
    server = site(
      WebServer.Settings(
        address: address, names: configuration.names,
        tokens: { tokens?.current(clock: clock, log: log) }, nowMs: clock.monotonicMs,
        probes: probes, log: log
      ) { port in
        log.info("listening for HTTP", metadata: ["port": "\(port)"])
        listening.mark()
      })
  }

  func run() async throws {
    do {
      try await server.run()
    } catch {
      throw DaemonError(
        .cannotCreate,
        zh: "无法监听 HTTP 端口 \(address.host):\(address.port)，请停止占用端口的程序或修改配置：\(error)",
        en: "The HTTP port \(address.host):\(address.port) can't be bound; stop the program that"
          + " has it, or change the configuration: \(error)")
    }
  }
}
