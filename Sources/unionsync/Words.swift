import Daemons
import Reports

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

extension EffectiveValue.Basis {
  /// What a value rests on, in Chinese.
  func nameZh(of nature: IndicatorNature) -> String {
    switch self {
    case .stated: "全年数"
    case .periods: nature == .flow ? "分期合计" : "最近一期"
    case .parts: "分项合计"
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

extension Observation {
  /// What is measured, with its part.
  var label: String {
    let name = ReportReading.indicators[key.indicator]?.nameZh ?? key.indicator.rawValue
    return key.part.map { "\(name) · \($0)" } ?? name
  }

  /// The number with its qualifier and unit.
  var figure: String {
    "\(qualifier.mark)\(value.grouped) \(key.unit)"
  }
}
