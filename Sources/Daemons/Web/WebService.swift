internal import ServiceLifecycle
internal import Web

/// A daemon's pages, with an error that names the address where they can't listen.
struct WebService: Service {
  let server: WebServer
  let address: WebAddress

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
