/// Figures that count no more than where something is done, what is lacking, and sums of lists.
extension Linker {
  /// The longest words between 在 and the figure: 全县.
  private static let longestScope = 4
  /// The longest list of places between 在 and the figure.
  private static let longestList = 14
  private static let andOthers: UInt16 = 0x7B49
  /// 在岗, 在职, 在档 and the like are no places.
  private static let notAt = ScalarSet("岗职档校册建编读籍押线")
  private static let at = ScalarSet("在于")
  private static let not: UInt16 = 0x672A
  /// Behind 未: 未来, 未婚, 未成年.
  private static let notNot = ScalarSet("来婚成")
  private static let haveNot = Array("没有".utf16)
  private static let altogether: UInt16 = 0x5171
  /// Behind 共: 共同, 共青团, 共享, 共建.
  private static let notAltogether = ScalarSet("同青享产建和")

  /// 在26个乡镇设立调解室, 在全县5个工程开展竞赛: the figure counts places, not what is done there.
  func isPlaceOfDoing(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let start = figure.range.lowerBound
    guard figure.unit != MeasureTable.percent, figure.unit != MeasureTable.yuan,
      Sign.isHan(words[figure.range.upperBound]), !words.isJoint(at: figure.range.upperBound)
    else { return false }
    // 在陈埭、池店等13个镇.
    let isList = words[start - 1] == Self.andOthers
    let scope = isList ? Self.longestList : Self.longestScope
    for before in (max(place.before, start - scope - 1)..<start).reversed() {
      guard Sign.isHan(words[before]) || isList && words[before] == Sign.enumerationComma else {
        return false
      }
      if Self.at.contains(words[before]) { return !Self.notAt.contains(words[before + 1]) }
    }
    return false
  }

  /// Where the noun of such a figure ends: at the first word for what is done.
  func endOfPlace(_ figure: Figure, _ place: FigurePlace) -> Int {
    let end = place.beside(figure).upperBound
    for hit in words.hits(in: figure.range.upperBound..<end) where words.has(hit, Phrase.setsUp) {
      return Int(hit.start)
    }
    return end
  }

  /// 40余家企业未建立工会, 9个乡镇没有专职干部: what is not there is no indicator's figure.
  func isLacking(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let end = max(place.beside(figure).upperBound, figure.range.upperBound)
    return (figure.range.upperBound..<end).contains { next in
      words[next] == Self.not && !Self.notNot.contains(words[next + 1])
        || MeasureTable.stands(Self.haveNot, at: next, of: words.text)
    }
  }

  /// 使驿站达到15个: a level does not go on with what was added before it.
  func isLevel(_ figure: Figure, _ place: FigurePlace, _ beside: [Hit]) -> Bool {
    beside.contains {
      words.has($0, Phrase.stock) && Int($0.end) == figure.range.lowerBound
        && Sign.isHan(words[Int($0.start) - 1]) && Int($0.start) > place.clause.lowerBound
    }
  }

  /// Whether a semicolon parts the figure from the one before.
  func isNewItem(_ place: FigurePlace) -> Bool {
    place.last < place.clause.lowerBound
      && words.hasSemicolon(in: place.last..<place.clause.lowerBound)
  }

  /// 22户企业、348名职工、26名劳模，共发放: the sum is of the whole list and not of its last item.
  func sumsUpList(_ figure: Figure, _ place: FigurePlace, _ previous: FigureLink?) -> Bool {
    let start = max(place.last, place.clause.lowerBound)
    guard let previous, previous.isListed, start < figure.range.lowerBound else { return false }
    return words[start] == Self.altogether && !Self.notAltogether.contains(words[start + 1])
  }
}
