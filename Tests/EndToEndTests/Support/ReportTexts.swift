import Reports

/// A report that states one figure.
func reportText(_ recipients: Int, of area: AreaCode) -> String {
  "2017年，\(AreaList.builtIn.name(of: area))总工会在冬送温暖活动中，走访慰问困难职工\(recipients)人。"
}

extension IndicatorCode {
  /// What the figure of ``reportText(_:of:)`` measures.
  static let recipients = IndicatorCode(rawValue: "relief.winter.recipients")
}

extension AreaCode {
  static let taobei = AreaCode.known(220_802)
  static let zhenlai = AreaCode.known(220_821)
  static let tongyu = AreaCode.known(220_822)
  static let taonan = AreaCode.known(220_881)

  private static func known(_ number: UInt32) -> AreaCode {
    guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
    return code
  }
}
