import Foundation

extension TestCity {
  /// Has the aggregator serve its pages, and tells where; it must not run yet.
  func servePages() throws -> String {
    let port = try Ports.free(1)[0]
    let text = try String(contentsOfFile: aggregatorConfiguration, encoding: .utf8)
    try write(text + "  http: 127.0.0.1:\(port)\n", to: aggregatorConfiguration)
    return "http://127.0.0.1:\(port)"
  }
}
