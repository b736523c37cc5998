internal import Reports

extension Qualifier {
  /// The qualifier as a Chinese mark behind a number; empty for exact ones.
  var mark: String {
    switch self {
    case .exact: ""
    case .over: "以上"
    case .near: "近"
    case .about: "约"
    }
  }
}

extension ReviewState.Standing {
  /// The state of review, in Chinese.
  var nameZh: String {
    switch self {
    case .unreviewed: "待复核"
    case .reviewed: "已复核"
    case .changed: "复核后有变动，待复核"
    }
  }
}

extension FixedDecimal {
  /// The number with a comma at every thousand.
  var grouped: String {
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
