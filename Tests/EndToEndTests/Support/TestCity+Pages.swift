import Foundation
import Reports

extension TestCity {
  /// Has an office's node serve its pages, and tells where; it must not run yet.
  func servePages(of area: AreaCode) throws -> String {
    let port = try Ports.free(1)[0]
    let text = try String(contentsOfFile: configuration(of: area), encoding: .utf8)
    try write(text + "listen:\n  http: 127.0.0.1:\(port)", to: configuration(of: area))
    return "http://127.0.0.1:\(port)"
  }

  /// Has the aggregator serve its pages, and tells where; it must not run yet.
  func servePages() throws -> String {
    let port = try Ports.free(1)[0]
    let text = try String(contentsOfFile: aggregatorConfiguration, encoding: .utf8)
    try write(text + "  http: 127.0.0.1:\(port)\n", to: aggregatorConfiguration)
    return "http://127.0.0.1:\(port)"
  }

  /// Has a node serve its office's pages, and tells where; it must not run yet.
  func serveOffice(of area: AreaCode) throws -> String {
    let port = try Ports.free(1)[0]
    let path = configuration(of: area)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try write("listen:\n  http: 127.0.0.1:\(port)\n" + text, to: path)
    return "http://127.0.0.1:\(port)"
  }
}
