internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// The files that pages need: our own, which are in the program, and the libraries that Debian
/// packages, which are served from their package folders.
struct Assets {
  private static let own: [String: (type: String, bytes: [UInt8])] = [
    "app.css": ("text/css; charset=utf-8", PackageResources.app_css),
    "app.js": ("text/javascript; charset=utf-8", PackageResources.app_js),
  ]

  /// What pages put behind our own files' names, so that no browser shows a new program's pages by an
  /// old one's files that it has kept.
  static let mark = SHA256.hash(data: Data(own.sorted { $0.key < $1.key }.flatMap(\.value.bytes)))
    .prefix(6).map { String($0, radix: 16) }.joined()

  /// Names that a page may ask for, and the files of `libjs-bootstrap5` and `libjs-chart.js`.
  private static let packaged: [String: (type: String, path: String)] = [
    "bootstrap.min.css": (
      "text/css; charset=utf-8", "/usr/share/javascript/bootstrap5/css/bootstrap.min.css"
    ),
    "chart.min.js": (
      "text/javascript; charset=utf-8", "/usr/share/javascript/chart.js/chart.min.js"
    ),
  ]

  static func addRoutes(to router: Router<WebContext>) {
    router.get("assets/:name") { _, context in
      let name = try context.parameters.require("name")
      if let file = own[name] { return response(file.bytes, type: file.type) }
      guard let file = packaged[name] else { throw HTTPError(.notFound) }
      // Read anew each time: an upgrade of the package acts at once, and the page cache is fast.
      guard let data = FileManager.default.contents(atPath: file.path) else {
        throw WebError(
          .notFound, zh: "缺少网页所需的软件包：请安装 libjs-bootstrap5 和 libjs-chart.js。",
          en: "A package that pages need is missing: install libjs-bootstrap5 and libjs-chart.js.")
      }
      return response(Array(data), type: file.type)
    }
  }

  private static func response(_ bytes: [UInt8], type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=300"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
