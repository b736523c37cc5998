internal import Reports

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

extension YearOnYear.Reason {
  /// Why two years are not compared, in Chinese.
  var nameZh: String {
    switch self {
    case .rate: "比率不相比"
    case .noFigure: "本年无数"
    case .noLastYear: "上年无数"
    case .otherCoverage: "两年的单位或月份不同"
    case .fromZero: "上年为零"
    }
  }
}
