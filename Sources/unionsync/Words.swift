import Daemons
import Reports

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
