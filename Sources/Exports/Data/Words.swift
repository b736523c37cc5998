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
