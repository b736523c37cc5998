import Reports

/// The words around a number that say how exact it is.
enum QualifierWords {
  /// A word before a number, and the characters that before it make another word of it.
  private struct Before: Sendable {
    let word: [UInt16]
    let qualifier: Qualifier
    let exceptAfter: ScalarSet

    init(_ word: String, _ qualifier: Qualifier, exceptAfter: String = "") {
      self.word = Array(word.utf16)
      self.qualifier = qualifier
      self.exceptAfter = ScalarSet(exceptAfter)
    }
  }

  /// Longer words come first.
  private static let before: [Before] = [
    Before("不少于", .over), Before("不低于", .over),
    Before("超过了", .over), Before("超过", .over), Before("突破", .over), Before("至少", .over),
    Before("大约", .about), Before("将近", .near), Before("接近", .near),
    Before("近", .near, exceptAfter: "附最邻靠临贴走亲新"),
    Before("超", .over, exceptAfter: "赶反高"), Before("逾", .over),
    Before("约", .about, exceptAfter: "应节签预公合条契违履制特邀简要相爽失缔续"),
  ]

  /// 上百, 上千, 上万: only before the power itself.
  private static let upTo = Array("上".utf16)

  private static let after: [(word: [UInt16], qualifier: Qualifier)] = [
    ("及以上", .over), ("以上", .over), ("之多", .exact), ("有余", .over), ("左右", .about),
    ("上下", .about), ("余", .over),
  ].map { (word: String, qualifier: Qualifier) in (Array(word.utf16), qualifier) }

  /// The qualifier before a number, and where it begins.
  static func qualifier(
    before place: Int, of text: NormalisedText, isBarePower: Bool
  ) -> (qualifier: Qualifier, start: Int)? {
    for entry in before {
      let start = place - entry.word.count
      guard MeasureTable.stands(entry.word, at: start, of: text),
        !entry.exceptAfter.contains(text[start - 1])
      else { continue }
      return (entry.qualifier, start)
    }
    guard isBarePower, text[place - 1] == upTo[0] else { return nil }
    return (.over, place - 1)
  }

  /// The qualifier behind a measure word, and where it ends.
  static func qualifier(
    after place: Int, of text: NormalisedText
  ) -> (qualifier: Qualifier, end: Int)? {
    for (word, qualifier) in after where MeasureTable.stands(word, at: place, of: text) {
      return (qualifier, place + word.count)
    }
    return nil
  }
}
