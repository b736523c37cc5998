/// The words of the catalogue in a text, to be looked up by place.
struct ClauseWords {
  private let text: NormalisedText
  private let lexicon: Lexicon
  private let hits: [WordAutomaton.Hit]

  init(_ text: NormalisedText, lexicon: Lexicon, automaton: WordAutomaton) {
    self.text = text
    self.lexicon = lexicon
    let found = automaton.hits(in: text.scalars).sorted {
      ($0.start, -$0.end) < ($1.start, -$1.end)
    }
    // 总工会 is no 工会 that is counted: such words hide the shorter ones in them.
    var whole: Int32 = 0
    hits = found.filter { hit in
      if lexicon.concepts[Int(hit.word)].contains(Phrase.whole.concept) {
        whole = max(whole, hit.end)
        return true
      }
      return hit.end > whole
    }
  }

  /// The words of a range that have a meaning to the rules and lie in no longer word that names a
  /// topic: 安全知识竞赛 is no 知识竞赛, and 普法宣传活动 still is 普法宣传.
  func longestHits(in range: Range<Int>) -> [WordAutomaton.Hit] {
    var end: Int32 = 0
    var topic: WordAutomaton.Hit?
    return hits(in: range).filter { hit in
      let concepts = lexicon.concepts[Int(hit.word)]
      guard !concepts.isEmpty else { return false }
      let isTopic = concepts.contains { lexicon.isTopic[$0] }
      defer { if isTopic { end = max(end, hit.end) } }
      // “安康杯”竞赛活动: what overlaps a topic and is shorter names none of its own.
      if isTopic, let topic, hit.start < topic.end, hit.length < topic.length { return false }
      if isTopic { topic = hit }
      return hit.end > end
    }
  }

  /// Whether a word stands in an enumeration with words of other meaning: such lists are examples
  /// and no subject. 元旦、春节 are two words for one thing.
  func isListedWithOthers(_ hit: WordAutomaton.Hit, as concept: Concept) -> Bool {
    func isOther(_ neighbour: Range<Int>, _ touches: (WordAutomaton.Hit) -> Bool) -> Bool {
      let words = hits(in: neighbour).filter(touches)
      return !words.contains { has($0, concept) }
    }
    let window = 8
    if text[hit.range.lowerBound - 1] == Sign.enumerationComma {
      let end = hit.range.lowerBound - 1
      if isOther(max(0, end - window)..<end, { Int($0.end) == end }) { return true }
    }
    // “送温暖、促发展” is one slogan and no list.
    let opensSlogan = text[hit.range.lowerBound - 1] == Sign.openQuote
    if text[hit.range.upperBound] == Sign.enumerationComma, !opensSlogan {
      let start = hit.range.upperBound + 1
      if isOther(start..<min(text.count, start + window), { Int($0.start) == start }) {
        return true
      }
    }
    return false
  }

  /// Whether a word of intention only names a plan: 按计划, 互助保障计划，, “圆梦计划”.
  func isNoun(_ plan: WordAutomaton.Hit) -> Bool {
    let next = text[plan.range.upperBound]
    guard Sign.isHan(next) || Sign.isDigit(next), !Self.afterNouns.contains(next) else {
      return true
    }
    return Self.beforeNouns.contains {
      MeasureTable.stands($0, at: plan.range.lowerBound - $0.count, of: text)
    }
  }

  private static let afterNouns = Set("的和与及等内外书表".utf16)
  private static let beforeNouns = [
    "行动", "保障", "互助", "培养", "培训", "提升", "发展", "实施", "资助", "按照", "扶持", "关爱", "按", "救助",
  ].map { Array($0.utf16) }

  /// Whether a clause begins with a word of the catalogue, and so not with a name.
  func beginsWithWord(_ clause: Range<Int>) -> Bool {
    hits(in: clause.prefix(4)).contains {
      Int($0.start) == clause.lowerBound && $0.length > 1 && !concepts(of: $0).isEmpty
    }
  }

  /// The character at a place.
  subscript(place: Int) -> UInt16 { text[place] }

  /// Whether the character joins the items of a list.
  func isJoint(at place: Int) -> Bool { Self.joints.contains(text[place]) }

  func character(before range: Range<Int>) -> UInt16 { text[range.lowerBound - 1] }

  func character(after range: Range<Int>) -> UInt16 { text[range.upperBound] }

  /// The words that lie whole in a range.
  func hits(in range: Range<Int>) -> [WordAutomaton.Hit] {
    var low = 0
    var high = hits.count
    while low < high {
      let middle = (low + high) / 2
      if Int(hits[middle].start) < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    var found: [WordAutomaton.Hit] = []
    while low < hits.count, Int(hits[low].start) < range.upperBound {
      if Int(hits[low].end) <= range.upperBound { found.append(hits[low]) }
      low += 1
    }
    return found
  }

  func has(_ hit: WordAutomaton.Hit, _ concept: Concept) -> Bool {
    lexicon.concepts[Int(hit.word)].contains(concept)
  }

  func concepts(of hit: WordAutomaton.Hit) -> [Concept] { lexicon.concepts[Int(hit.word)] }

  func concepts(of hits: [WordAutomaton.Hit]) -> Set<Concept> {
    Set(hits.lazy.flatMap { lexicon.concepts[Int($0.word)] })
  }

  func hasSemicolon(in range: Range<Int>) -> Bool {
    text.scalars[range].contains(Sign.semicolon)
  }

  // MARK: Parts

  /// A part and where its word stands.
  struct PartWord {
    let label: String
    let range: Range<Int>
    /// The kind of part, where the catalogue has the word.
    var kind: Int?
  }

  /// The longest word beside a figure that names one of its parts.
  ///
  /// Words in an enumeration (困难职工、农民工) name no part of the figure. Short words such as 省 and
  /// levels without 级 name one only right before the head.
  func part(
    among hits: [WordAutomaton.Hit], kinds: Set<Int>, figure: Range<Int>, head: Range<Int>,
    after previous: Int, isOnlyEvidence: Bool = false
  ) -> PartWord? {
    var best: PartWord?
    for hit in hits {
      for part in lexicon.parts[Int(hit.word)] where kinds.contains(part.kind) {
        let touchesHead = text.gap(from: hit.range.upperBound, to: head.lowerBound) == 0
        // Levels are said of many things: only right before its head is one the figure's own.
        let isLevel = part.label.hasSuffix("级")
        let isLoose = hit.length < 2 || isLevel && !isOnlyEvidence
        // 2家被评为省先进单位: whoever honours names the level.
        let isHonour =
          isLevel && hit.range.lowerBound >= figure.upperBound
          && Self.honourEnds.contains(text[hit.range.lowerBound - 1])
        guard touchesHead || !isLoose || isHonour,
          !isEnumerated(Self.cover(hit, among: hits), after: previous),
          !isWhole(hit.range)
        else { continue }
        let follows = hit.range.lowerBound >= figure.upperBound
        if isOnlyEvidence {
          let gap =
            follows
            ? hit.range.lowerBound - figure.upperBound : figure.lowerBound - hit.range.upperBound
          guard gap <= 5 else { continue }
        } else if follows, !isHonour,
          !touchesHead || head.lowerBound < figure.upperBound
        {
          // What stands behind the figure is its part only as far as it names the head: 5个县级书屋.
          continue
        }
        if hit.length > best?.range.count ?? 0 {
          best = PartWord(label: part.label, range: hit.range, kind: part.kind)
        }
      }
    }
    return best
  }

  /// The longest word of some that holds another: the joint of a list stands before the whole.
  private static func cover(
    _ hit: WordAutomaton.Hit, among hits: [WordAutomaton.Hit]
  ) -> Range<Int> {
    let covers = hits.filter { $0.start <= hit.start && $0.end >= hit.end }
    return covers.max { $0.length < $1.length }?.range ?? hit.range
  }

  /// Whether a sentence begins with what it sums up: 2017年, 全年.
  func namesYear(in sentence: Range<Int>) -> Bool {
    let year: UInt16 = 0x5E74
    let whole: UInt16 = 0x5168
    return sentence.prefix(Self.sentenceHead).contains {
      text[$0] == year && (Sign.isDigit(text[$0 - 1]) || text[$0 - 1] == whole)
    }
  }

  /// How far into a sentence its year stands, in characters.
  private static let sentenceHead = 30

  /// Whether some word of the kinds has the label.
  func isPart(_ label: String, of kinds: Set<Int>) -> Bool {
    lexicon.parts.contains { parts in
      parts.contains { $0.label == label && kinds.contains($0.kind) }
    }
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

  /// The last characters of 评为, 授予, 荣获, 获得, 获评, 命名.
  private static let honourEnds = Set("为予获得评名".utf16)
  private static let joints: Set<UInt16> = [Sign.enumerationComma, 0x548C, 0x53CA, 0x4E0E]

  /// A joint right behind the figure before parts figures, not words.
  private func isEnumerated(_ range: Range<Int>, after previous: Int) -> Bool {
    range.lowerBound - 1 > previous && Self.joints.contains(text[range.lowerBound - 1])
      || Self.joints.contains(text[range.upperBound])
  }

  /// 全县, 全区 speak of the whole and name no part.
  private func isWhole(_ range: Range<Int>) -> Bool {
    let whole: UInt16 = 0x5168
    return text[range.lowerBound - 1] == whole
      || text[range.lowerBound] == whole && text[range.lowerBound + 1] != 0x56FD
  }

  /// The words that tell a part where none of the catalogue does: 其中女会员12人 is of 女会员.
  ///
  /// They stand between 其中 and the figure, or behind the figure up to the end of its clause.
  func ownLabel(in range: Range<Int>, before figure: Range<Int>, until end: Int) -> PartWord? {
    guard let mark = hits(in: range).last(where: { has($0, Phrase.ofWhich.concept) }) else {
      return nil
    }
    var front = mark.range.upperBound..<figure.lowerBound
    while let last = front.last, !Sign.isHan(text[last]) { front.removeLast() }
    while let first = front.first, isJoint(at: first) || Sign.endsClause(text[first]) {
      front.removeFirst()
    }
    let range = front.isEmpty ? figure.upperBound..<max(end, figure.upperBound) : front
    guard !range.isEmpty else { return nil }
    let label = range.prefix(Self.longestOwnLabel)
    return PartWord(label: text.text(in: label), range: label)
  }

  /// The longest label of words that the catalogue does not have, in characters.
  private static let longestOwnLabel = 12

  /// The pieces of a range between the joints of an enumeration.
  func runs(in range: Range<Int>) -> [Range<Int>] {
    text.scalars[range].split(whereSeparator: { Self.joints.contains($0) || Sign.endsClause($0) })
      .map { $0.startIndex..<$0.endIndex }
  }

  /// Whether a figure goes on with the one before: 1000元和价值500元.
  func isJoined(after first: Int, before figure: Range<Int>) -> Bool {
    first < figure.lowerBound && figure.lowerBound - first <= 4
      && Self.joints.contains(text[first])
  }

  /// Whether a figure stands right behind the one before, with at most a joint between.
  func isJoined(after first: Int, touching figure: Int) -> Bool {
    first == figure || first + 1 == figure && text[first] == Sign.enumerationComma
  }

  /// Whether two figures stand in one list: 100%和85%.
  func isListed(after first: Int, before second: Int) -> Bool {
    first < second && text.scalars[first..<second].allSatisfy { Self.joints.contains($0) }
  }
}

extension NormalisedText {
  /// How many characters lie between two places, quotation marks left out; nil where the second
  /// comes first.
  func gap(from first: Int, to second: Int) -> Int? {
    guard first <= second, second <= count else { return nil }
    return scalars[first..<second].count { $0 != Sign.openQuote && $0 != Sign.closeQuote }
  }
}
