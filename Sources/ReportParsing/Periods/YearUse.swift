/// Tells from the words beside a year whether it is summed up, planned, or only named.
extension YearEvidence.Use {
  /// How far behind a year such words stand, in characters.
  private static let titleReach = 12
  static let planWords = ["打算", "计划", "要点", "安排", "思路", "谋划", "将"].map { Array($0.utf16) }
  private static let demandWords = ["要求", "部署", "安排", "强调", "提出", "明确", "指出"].map {
    Array($0.utf16)
  }
  private static let sumWords = [
    "总结", "工作情况", "汇报", "公报", "回顾", "述职", "工作报告", "工作完成情况", "工作综述", "统计表", "报表", "年报",
  ].map {
    Array($0.utf16)
  }

  /// What is said beside a time.
  init(of time: TimeExpression, in text: NormalisedText) {
    self = Self.use(of: time, in: text)
  }

  private static func use(of time: TimeExpression, in text: NormalisedText) -> Self {
    var place = time.range.upperBound
    // 会议要求，2018年.
    let before = time.range.lowerBound
    if (1...2).contains(where: { gap in
      demandWords.contains { MeasureTable.stands($0, at: before - gap - $0.count + 1, of: text) }
    }) {
      return .planned
    }
    let end = place + titleReach
    while place < end, !Sign.endsSentence(text[place]) {
      if planWords.contains(where: { MeasureTable.stands($0, at: place, of: text) })
        || isShall(at: place, of: text)
      {
        return .planned
      }
      if time.range.lowerBound < Imprint.head,
        sumWords.contains(where: { MeasureTable.stands($0, at: place, of: text) })
      {
        return .summedUp
      }
      place += 1
    }
    return .plain
  }

  /// 2015年，全市要新建; but 主要, 重要, 需要, 要求.
  private static func isShall(at place: Int, of text: NormalisedText) -> Bool {
    text[place] == shall && !beforeShall.contains(text[place - 1])
      && !afterShall.contains(text[place + 1])
  }

  private static let shall: UInt16 = 0x8981
  private static let beforeShall = ScalarSet("主重需必纪摘概首简扼提")
  private static let afterShall = ScalarSet("求闻约点素件的事务")
}
