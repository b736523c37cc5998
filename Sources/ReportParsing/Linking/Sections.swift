/// Follows the headings of a text: what stands below 三、明年工作打算 is intention and not fact.
struct Sections {
  private let words: ClauseWords
  /// The level of the heading that opened the plans; nil outside of them.
  private var planLevel: Int?

  /// The longest heading, in characters.
  private static let longestHeading = 40
  /// The level of a heading without a number.
  private static let unnumbered = 5

  init(_ words: ClauseWords) {
    self.words = words
  }

  /// Whether the paragraph that was entered last stands under a heading that announces plans.
  var isPlan: Bool { planLevel != nil }

  /// Takes in a paragraph by its first sentence, and tells whether figures stand in that.
  mutating func enter(_ sentence: Range<Int>, of paragraph: Range<Int>, hasFigures: Bool) {
    let level = self.level(of: paragraph.lowerBound)
    let isShort = sentence.count <= Self.longestHeading
    let isHeading =
      isShort && !hasFigures
      && (level < Self.unnumbered || sentence.upperBound == paragraph.upperBound)
    if isHeading, isAgenda(sentence) {
      planLevel = min(planLevel ?? level, level)
    } else if let current = planLevel, level <= current,
      level < Self.unnumbered || isHeading
    {
      planLevel = nil
    }
  }

  /// 工作打算 and the like, but 总结及打算 is of both.
  private func isAgenda(_ range: Range<Int>) -> Bool {
    let hits = words.hits(in: range)
    return hits.contains { words.has($0, Phrase.agenda) }
      && !hits.contains { words.has($0, Phrase.review) }
  }

  /// 一、 is 1, （一） is 2, 1. is 3, （1） is 4.
  private func level(of start: Int) -> Int {
    let isBracketed = words[start] == Sign.openBracket
    let first = isBracketed ? start + 1 : start
    var place = first
    while place < first + 3, ChineseDigits.isUnitOrDigit(words[place]) { place += 1 }
    let isChinese = place > first
    while place < first + 2, Sign.isDigit(words[place]) { place += 1 }
    guard place > first else { return Self.unnumbered }
    if isBracketed {
      guard words[place] == Sign.closeBracket else { return Self.unnumbered }
      return isChinese ? 2 : 4
    }
    // 四、2020年打算 is numbered, 1.5 is a number.
    guard
      words[place] == Sign.enumerationComma
        || words[place] == Sign.point && !Sign.isDigit(words[place + 1])
    else { return Self.unnumbered }
    return isChinese ? 1 : 3
  }
}
