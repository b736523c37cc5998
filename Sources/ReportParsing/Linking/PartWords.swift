/// A part and where its word stands.
struct PartWord {
  let label: String
  let range: Range<Int>
  /// The kind of part, where the catalogue has the word.
  var kind: Int?
}

/// The words of a text that name parts.
extension ClauseWords {
  /// The last characters of 评为, 授予, 荣获, 获得, 获评, 命名.
  private static let honourEnds = ScalarSet("为予获得评名被")
  /// Before a subject: 目前, 年末.
  private static let beforeSubject = ScalarSet("前末底")
  /// Behind a subject: 共有, 现有, 已建.
  private static let subjectVerbs = ScalarSet("共现已")
  /// 等: 快递员、货车司机等 names no part either.
  private static let andOthers: UInt16 = 0x7B49
  /// How far from its figure a word may stand that is the only sign of a part, in characters.
  private static let evidenceReach = 5
  /// The longest label of words that the catalogue does not have, in characters.
  private static let longestOwnLabel = 12

  /// The longest word beside a figure that names one of its parts.
  ///
  /// Words in an enumeration (困难职工、农民工) name no part of the figure. Short words such as 省 and
  /// levels without 级 name one only right before the head.
  func part(
    among hits: [Hit], kinds: Set<Int>, figure: Range<Int>, head: Range<Int>,
    after previous: Int, isOnlyEvidence: Bool = false, takesLists: Bool = false
  ) -> PartWord? {
    guard !kinds.isEmpty else { return nil }
    var best: PartWord?
    for hit in hits where !lexicon.parts[Int(hit.word)].isEmpty {
      for part in lexicon.parts[Int(hit.word)] where kinds.contains(part.kind) {
        guard hit.length > best?.range.count ?? 0 else { continue }
        let touchesHead = text.gap(from: hit.range.upperBound, to: head.lowerBound) == 0
        // Levels are said of many things: only right before its head is one the figure's own.
        let isLevel = part.isLevel
        let isLoose = hit.length < 2 || isLevel && !isOnlyEvidence
        // 2家被评为省先进单位: whoever honours names the level.
        let isHonour =
          isLevel && hit.range.lowerBound >= figure.upperBound
          && Self.honourEnds.contains(text[hit.range.lowerBound - 1])
        // 城市困难职工 are of no 市.
        let isEnding = hit.length < 2 && hits.contains { $0.end == hit.end && $0.start < hit.start }
        guard touchesHead || !isLoose || isHonour, !isEnding,
          takesLists || !isEnumerated(Self.cover(hit, among: hits), after: previous),
          !isWhole(hit.range)
        else { continue }
        let follows = hit.range.lowerBound >= figure.upperBound
        if isOnlyEvidence {
          let gap =
            follows
            ? hit.range.lowerBound - figure.upperBound : figure.lowerBound - hit.range.upperBound
          guard gap <= Self.evidenceReach else { continue }
        } else if follows, !isHonour, !touchesHead || head.lowerBound < figure.upperBound {
          // What stands behind the figure is its part only as far as it names the head: 5个县级书屋.
          continue
        }
        best = PartWord(label: part.label, range: hit.range, kind: part.kind)
      }
    }
    return best
  }

  /// The words that hold another or go on from it: the joints of a list stand around the whole.
  private static func cover(_ hit: Hit, among hits: [Hit]) -> Range<Int> {
    var lower = hit.start
    var upper = hit.end
    for other in hits where other.start <= hit.start && other.end >= hit.end {
      lower = min(lower, other.start)
    }
    for other in hits where other.start < upper && other.start >= lower && other.end > upper {
      upper = other.end
    }
    return Int(lower)..<Int(upper)
  }

  /// A joint right behind the figure before parts figures, not words.
  private func isEnumerated(_ range: Range<Int>, after previous: Int) -> Bool {
    range.lowerBound - 1 > previous && isJoint(at: range.lowerBound - 1)
      || isJoint(at: range.upperBound) || text[range.upperBound] == Self.andOthers
      || isInBrackets(range)
  }

  /// 困难职工（农民工）: another name of the same, or one more of a list.
  private func isInBrackets(_ range: Range<Int>) -> Bool {
    text[range.lowerBound - 1] == Sign.openBracket && text[range.upperBound] == Sign.closeBracket
  }

  /// 全县, 全区 speak of the whole and name no part; so does 街道共有.
  private func isWhole(_ range: Range<Int>) -> Bool {
    let whole: UInt16 = 0x5168
    let before = text[range.lowerBound - 1]
    return
      (Sign.endsClause(before) || Sign.endsSentence(before)
      || Self.beforeSubject.contains(before))
      && Self.subjectVerbs.contains(text[range.upperBound])
      || text[range.lowerBound - 1] == whole
      || text[range.lowerBound] == whole && text[range.lowerBound + 1] != 0x56FD
  }

  /// Whether some word of the kinds has the label.
  func isPart(_ label: String, of kinds: Set<Int>) -> Bool {
    kinds.contains { lexicon.labels[$0]?.contains(label) ?? false }
  }

  /// The parts that a range names, in order, each once.
  func partsInOrder(in range: Range<Int>, kinds: Set<Int>) -> [PartWord] {
    var found: [PartWord] = []
    for hit in hits(in: range) where hit.length > 1 {
      guard let part = lexicon.parts[Int(hit.word)].first(where: { kinds.contains($0.kind) }) else {
        continue
      }
      if let last = found.last, last.range.upperBound > hit.range.lowerBound {
        if last.range.count >= hit.length { continue }
        found.removeLast()
      }
      if !found.contains(where: { $0.label == part.label }) {
        found.append(PartWord(label: part.label, range: hit.range, kind: part.kind))
      }
    }
    return found
  }

  /// The words that tell a part where none of the catalogue does: 其中女会员12人 is of 女会员.
  ///
  /// They stand between 其中 and the figure, or behind the figure up to the end of its clause.
  func ownLabel(in range: Range<Int>, before figure: Range<Int>, until end: Int) -> PartWord? {
    var mark: Hit?
    for hit in hits(in: range) where has(hit, Phrase.ofWhich) { mark = hit }
    // 为其中40个工作室: nothing is broken down.
    guard let mark, !Linker.forSomebody.contains(text[Int(mark.start) - 1]) else { return nil }
    var front = mark.range.upperBound..<figure.lowerBound
    // 其中考取一本院校的19名.
    while let last = front.last, !Sign.isHan(text[last]) || text[last] == Sign.of {
      front.removeLast()
    }
    while let first = front.first, isJoint(at: first) || Sign.endsClause(text[first]) {
      front.removeFirst()
    }
    let range = front.isEmpty ? figure.upperBound..<max(end, figure.upperBound) : front
    guard !range.isEmpty, !endsElsewhere(range) else { return nil }
    let label = range.prefix(Self.longestOwnLabel)
    return PartWord(label: text.text(in: label), range: label)
  }
}

extension ClauseWords {
  /// 基地工会小组: what a label ends with is counted elsewhere.
  func endsElsewhere(_ label: Range<Int>) -> Bool {
    hits(in: label).contains { has($0, .elsewhere) && Int($0.end) == label.upperBound }
  }
}

extension NormalisedText {
  /// How many characters lie between two places, quotation marks left out; nil where the second
  /// comes first.
  func gap(from first: Int, to second: Int) -> Int? {
    guard first <= second, second <= count else { return nil }
    var gap = 0
    for place in first..<second
    where scalars[place] != Sign.openQuote && scalars[place] != Sign.closeQuote { gap += 1 }
    return gap
  }
}
