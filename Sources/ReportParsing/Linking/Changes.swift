import Reports

/// Figures that are no level: changes, and amounts for each one.
extension Linker {
  /// The longest words between two values of a change: 成长, 提高.
  private static let changeVerb = 6
  /// The longest words between 由 and the old value: 由去年的86家.
  private static let oldTime = 5
  /// 从 and 由 before the old value, 到 before the new one.
  private static let from = ScalarSet("从由")
  private static let upTo: UInt16 = 0x5230

  /// Whether the figure is a change and no level: 增长3.4%, 由300元提高到500元.
  func isChange(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit]
  ) -> Bool {
    let start = figure.range.lowerBound
    if place.after < place.clause.upperBound,
      isOldValue(figure.range, of: place.after..<place.after), !hasOwnYear(figure)
    {
      return true
    }
    if isMoreThanBefore(figure, place) { return true }
    return beside.contains { hit in
      // 技能提升培训5期: within a longer word it is of a name.
      // 由79%提高到86%: the second value is a level.
      words.has(hit, Phrase.change) && (0...2).contains(start - Int(hit.end))
        && !(figure.unit != MeasureTable.yuan && words[Int(hit.end)] == Self.upTo)
        && !beside.contains {
          $0.start <= hit.start && $0.end >= hit.end && $0.length > hit.length
            && !words.has($0, Phrase.change)
        }
    }
  }

  /// 较五年前净增7.1万人, 比上年增加1980人.
  private func isMoreThanBefore(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let start = max(place.last, place.clause.lowerBound)
    let isCompared = (start..<max(start, figure.range.lowerBound)).contains {
      (words[$0] == Self.comparedTo || words[$0] == Self.than)
        && Self.timesBefore.contains(words[$0 + 1])
    }
    guard isCompared else { return false }
    return words.hits(in: start..<figure.range.lowerBound).contains {
      Int($0.end) == figure.range.lowerBound && words.has($0, Phrase.more)
    }
  }

  /// The first characters of times that are compared with: 上年, 去年, 同期.
  private static let timesBefore = ScalarSet("上去年同往前五三")
  /// 较 and 比.
  private static let comparedTo: UInt16 = 0x8F83
  private static let than: UInt16 = 0x6BD4

  /// 由去年的186家增加到243家: the old value is the level of that year.
  private func hasOwnYear(_ figure: Figure) -> Bool {
    (1...Self.oldTime).contains { words[figure.range.lowerBound - $0] == Self.year }
  }

  private static let year: UInt16 = 0x5E74

  /// Whether a figure is the value from which another one changed: 由300元提高到500元.
  func isOldValue(_ old: Range<Int>, of new: Range<Int>) -> Bool {
    (1...Self.oldTime).contains { Self.from.contains(words[old.lowerBound - $0]) }
      && (0...Self.changeVerb).contains(new.lowerBound - old.upperBound)
      && words[new.lowerBound - 1] == Self.upTo
  }

  /// 每间补助5000元: 每 before any measure word.
  private func isForEachPiece(_ figure: Figure, _ place: FigurePlace) -> Bool {
    let start = max(
      place.last, place.clause.lowerBound, figure.range.lowerBound - Self.pieceReach)
    return (start..<max(start, figure.range.lowerBound)).contains { place in
      // 每年 is when, not for whom.
      words[place] == Self.every
        && catalogue.measures.measure(at: place + 1, of: words.text)
          .map { $0.unit != MeasureTable.years } ?? false
    }
  }

  /// How far before its figure a word for each may end: 日均 holds for what comes, 每个 for its noun.
  private func reachOfEach(_ hit: Hit, _ figure: Figure) -> Int {
    let isAverage = words[Int(hit.end) - 1] == Self.average
    return figure.unit == MeasureTable.yuan || isAverage ? Self.eachAmount : Self.each
  }

  private static let average: UInt16 = 0x5747
  /// How far before its figure 每间 may stand, in characters.
  private static let pieceReach = 8
  private static let every: UInt16 = 0x6BCF
  /// How far before its figure 每个 may end; before an amount: 每个工作室补助资金3万元.
  private static let each = 6
  private static let eachAmount = 10

  /// Whether the figure is an amount for each one: 每户1000元, 每户1000元和价值500元的物资.
  func isForEach(
    _ figure: Figure, _ place: FigurePlace, _ beside: [Hit], _ previous: FigureLink?
  ) -> Bool {
    let isNamed =
      beside.contains { hit in
        words.has(hit, Phrase.perHead)
          && (0...reachOfEach(hit, figure)).contains(figure.range.lowerBound - Int(hit.end))
      } || isForEachPiece(figure, place)
    guard !isNamed, figure.unit == MeasureTable.yuan else { return isNamed }
    if previous?.isForEach == true, words.isJoined(after: place.last, before: figure.range) {
      return true
    }
    return words.hits(in: place.listed(before: figure.range.lowerBound))
      .contains { words.has($0, Phrase.atEach) }
  }
}
