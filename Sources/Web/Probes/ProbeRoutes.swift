internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// What monitoring asks: `/healthz`, `/readyz` and `/metrics`, the same of every daemon.
struct ProbeRoutes {
  /// The paths that need no token: they tell nothing but whether the daemon works.
  static let openPaths: Set<String> = ["/healthz", "/readyz"]

  /// What the daemon answers.
  let probes: Probes

  func addRoutes(to router: Router<WebContext>) {
    // That it is answered is the answer.
    router.resource("healthz") { _, _ in Self.text("alive\n") }
    router.resource("readyz") { _, _ in
      let readiness = await probes.readiness()
      return Self.text(readiness.text, status: readiness.isReady ? .ok : .serviceUnavailable)
    }
    router.resource("metrics") { _, _ in
      Self.text(await probes.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  private static func text(
    _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
