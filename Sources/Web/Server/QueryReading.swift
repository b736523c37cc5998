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

  /// A parameter as written; nil where it is missing.
  func text(_ name: String) -> String? {
    request.uri.queryParameters[Substring(name)].map(String.init)
  }

  /// The parameter `year`; nil where it is missing.
  func year() throws(WebError) -> Int? {
    try value("year", zh: "年份，例如 2017", en: "a year such as 2017") { text in
      Int(text).flatMap { Period.years.contains($0) ? $0 : nil }
    }
  }

  /// The parameter `indicator`; nil where it is missing.
  func indicator() throws(WebError) -> IndicatorCode? {
    try value(
      "indicator", zh: "指标代码，例如 relief.winter.amount", en: "a code such as relief.winter.amount"
    ) { text in
      let code = IndicatorCode(rawValue: text)
      return code.isWellFormed ? code : nil
    }
  }

  /// The parameter `area`; nil where it is missing.
  func area() throws(WebError) -> AreaCode? {
    try value("area", zh: "六位区划代码，例如 220821", en: "six digits such as 220821") { text in
      AreaCode(text)
    }
  }

  /// Moments that can be meant, in milliseconds since 1970: up to the year 2100.
  private static let moments: ClosedRange<Int64> = 0...4_102_444_800_000

  /// The parameter `asOf`, a moment in milliseconds since 1970; nil where it is missing.
  func asOf() throws(WebError) -> Int64? {
    try value("asOf", zh: "自 1970 年起的毫秒数", en: "milliseconds since 1970") { text in
      Int64(text).flatMap { Self.moments.contains($0) ? $0 : nil }
    }
  }

  /// The parameter `limit`.
  func limit(default: Int, atMost maximum: Int) throws(WebError) -> Int {
    try value(
      "limit", zh: " 1 到 \(maximum) 的整数", en: "a whole number from 1 to \(maximum)"
    ) { text in
      Int(text).flatMap { (1...maximum).contains($0) ? $0 : nil }
    } ?? `default`
  }

  /// A parameter that its text must be readable as; nil where it is missing.
  func value<Value>(
    _ name: String, zh: String, en: String, _ read: (String) -> Value?
  ) throws(WebError) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = read(text) else {
      throw WebError(.badRequest, zh: "\(name) 应是\(zh)。", en: "\(name) must be \(en).")
    }
    return value
  }

  /// A parameter that can't be done without.
  func required<Value>(_ name: String, _ value: Value?) throws(WebError) -> Value {
    guard let value else {
      throw WebError(.badRequest, zh: "缺少参数 \(name)。", en: "The parameter \(name) is missing.")
    }
    return value
  }
}
