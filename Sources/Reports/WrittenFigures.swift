// How numbers are written for people, everywhere alike.

extension FixedDecimal {
  /// The number with a comma at every thousand.
  public var grouped: String {
    let text = description
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    var grouped = ""
    for (index, digit) in parts[0].reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return sign + String(grouped.reversed()) + (parts.count > 1 ? "." + parts[1] : "")
  }
}

extension Qualifier {
  /// The qualifier as a Chinese mark beside a number; empty for exact ones.
  public var mark: String {
    switch self {
    case .exact: ""
    case .over: "以上"
    case .near: "近"
    case .about: "约"
    }
  }
}
