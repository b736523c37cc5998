internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// Reads the parameters behind a path's question mark.
struct QueryReading {
  private let request: Request

  init(_ request: Request) {
    self.request = request
  }

  /// A parameter as written; nil where it is missing or empty.
  func text(_ name: String) -> String? {
    request.uri.queryParameters[Substring(name)].map(String.init).flatMap {
      $0.isEmpty ? nil : $0
    }
  }

  /// The parameter `year`; nil where it is missing.
  func year() throws(WebError) -> Int? {
    guard request.uri.queryParameters.has("year") else { return nil }
    guard let text = text("year"), let year = Int(text), Period.years.contains(year) else {
      throw WebError(
        .badRequest, zh: "year 应是年份，例如 2017。", en: "year must be a year such as 2017.")
    }
    return year
  }
}
