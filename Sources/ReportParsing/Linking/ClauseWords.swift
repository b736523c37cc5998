/// The words of the catalogue in a text, to be looked up by place.
struct ClauseWords {
  typealias Hit = WordAutomaton.Hit

  let text: NormalisedText
  let lexicon: Lexicon
  /// The words by where they begin; of those that begin alike the longest comes first.
  private let hits: [Hit]
  /// For each place of the text, the first word that begins there or after it.
  private let firsts: [Int32]
  /// The phrases that the text has at all, a bit for each: most texts lack most of them.
  private let phrases: UInt32

  init(_ text: NormalisedText, lexicon: Lexicon, automaton: WordAutomaton) {
    self.text = text
    self.lexicon = lexicon
    let found = automaton.hits(in: text.scalars)
    // Counting by beginnings sorts the hits in one pass: they come by their ends, and from behind
    // the longest of those that begin alike comes first.
    var next: [Int32] = Array(repeating: 0, count: text.count + 2)
    for hit in found { next[Int(hit.start) + 1] += 1 }
    for place in 1..<next.count { next[place] += next[place - 1] }
    var sorted: [Hit] = Array(repeating: Hit(word: 0, start: 0, end: 0), count: found.count)
    for hit in found.reversed() {
      sorted[Int(next[Int(hit.start)])] = hit
      next[Int(hit.start)] += 1
    }
    // 总工会 is no 工会 that is counted: such words hide the shorter ones in them.
    var firsts: [Int32] = []
    firsts.reserveCapacity(text.count + 1)
    var phrases: UInt32 = 0
    var whole: Int32 = 0
    var kept = 0
    var index = 0
    for place in 0...text.count {
      firsts.append(Int32(kept))
      while index < sorted.count, Int(sorted[index].start) == place {
        let hit = sorted[index]
        index += 1
        phrases |= lexicon.phrases[Int(hit.word)]
        if lexicon.phrases[Int(hit.word)] & Phrase.whole.bit != 0 {
          whole = max(whole, hit.end)
        } else if hit.end <= whole {
          continue
        }
        sorted[kept] = hit
        kept += 1
      }
    }
    sorted.removeLast(sorted.count - kept)
    hits = sorted
    self.firsts = firsts
    self.phrases = phrases
  }

  /// Whether a word of a phrase stands anywhere in the text.
  func has(_ phrase: Phrase) -> Bool { phrases & phrase.bit != 0 }

  /// The words that lie whole in a range, in their order.
  struct Run: Sequence, IteratorProtocol {
    private let hits: [Hit]
    private var place: Int
    private let last: Int
    private let end: Int32

    fileprivate init(_ hits: [Hit], from next: Int, to last: Int, end: Int) {
      self.hits = hits
      place = next
      self.last = last
      self.end = Int32(clamping: end)
    }

    mutating func next() -> Hit? {
      while place < last {
        let hit = hits[place]
        place += 1
        if hit.end <= end { return hit }
      }
      return nil
    }
  }

  /// The words that lie whole in a range.
  func hits(in range: Range<Int>) -> Run {
    let first = min(max(range.lowerBound, 0), text.count)
    let last = min(max(range.upperBound, first), text.count)
    return Run(hits, from: Int(firsts[first]), to: Int(firsts[last]), end: range.upperBound)
  }

  /// Whether a word belongs to a phrase.
  func has(_ hit: Hit, _ phrase: Phrase) -> Bool {
    lexicon.phrases[Int(hit.word)] & phrase.bit != 0
  }

  /// Whether a word means a concept.
  func has(_ hit: Hit, _ concept: Concept) -> Bool {
    lexicon.concepts.contains(concept, in: Int(hit.word))
  }

  /// Whether a word means anything to the rules.
  func hasConcepts(_ hit: Hit) -> Bool { !lexicon.concepts.bounds(of: Int(hit.word)).isEmpty }

  /// Adds what a word means to a set.
  func add(_ hit: Hit, to set: inout ConceptSet) {
    set.formUnion(lexicon.conceptSets[Int(hit.word)])
  }

  /// What the words of a run mean.
  func concepts(of run: some Sequence<Hit>) -> ConceptSet {
    var set = ConceptSet()
    for hit in run { add(hit, to: &set) }
    return set
  }

  /// The words of a range that have a meaning to the rules and lie in no longer word that names a
  /// topic: 安全知识竞赛 is no 知识竞赛, and 普法宣传活动 still is 普法宣传.
  func longestHits(in range: Range<Int>) -> [Hit] {
    var end: Int32 = 0
    var topic: Hit?
    return hits(in: range).filter { hit in
      guard hasConcepts(hit) else { return false }
      let isTopic = lexicon.subjects[Int(hit.word)] >= 0
      defer { if isTopic { end = max(end, hit.end) } }
      // “安康杯”竞赛活动: what overlaps a topic and is shorter names none of its own.
      if isTopic, let topic, hit.start < topic.end, hit.length < topic.length { return false }
      if isTopic { topic = hit }
      return hit.end > end
    }
  }

  /// Whether a word stands in an enumeration with words of other meaning: such lists are examples
  /// and no subject. 元旦、春节 are two words for one thing.
  func isListedWithOthers(_ hit: Hit, as concept: Concept) -> Bool {
    // 春节、古尔邦节: festivals beside each other are of one kind, known or not.
    let festival: UInt16 = 0x8282
    let isFestival = text[hit.range.upperBound - 1] == festival
    func isOther(_ neighbour: Range<Int>, _ touches: (Hit) -> Bool) -> Bool {
      if isFestival, text.scalars[neighbour].contains(festival) { return false }
      return isUnlike(neighbour, touches)
    }
    func isUnlike(_ neighbour: Range<Int>, _ touches: (Hit) -> Bool) -> Bool {
      let beside = hits(in: neighbour).filter { touches($0) }
      // 数控、月嫂培训班, 行业性、区域性工资集体协议: what is listed qualifies the noun.
      return beside.contains { hasConcepts($0) } && !beside.contains { has($0, concept) }
    }
    let window = 8
    // 四、文体活动: a heading's number lists nothing.
    let number = text[hit.range.lowerBound - 2]
    if text[hit.range.lowerBound - 1] == Sign.enumerationComma, !Sign.isDigit(number),
      !ChineseDigits.isUnitOrDigit(number)
    {
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
  func isNoun(_ plan: Hit) -> Bool {
    let next = text[plan.range.upperBound]
    // 会议强调，2019年要: whatever the meeting said is intention.
    if text[plan.range.lowerBound] == Self.meeting { return false }
    guard Sign.isHan(next) || Sign.isDigit(next), !Self.afterNouns.contains(next) else {
      return true
    }
    return Self.beforeNouns.contains {
      MeasureTable.stands($0, at: plan.range.lowerBound - $0.count, of: text)
    }
  }

  /// Whether a word stands in a short quotation, whose words are another's, and a place behind it.
  func isQuoted(_ hit: Hit, upTo end: Int) -> Bool {
    var depth = 0
    let start = hit.range.upperBound
    for place in start..<max(min(end, start + Self.longestQuotation), start) where depth >= 0 {
      if text[place] == Sign.openQuote { depth += 1 }
      if text[place] == Sign.closeQuote { depth -= 1 }
    }
    guard depth < 0 else { return false }
    let reach = max(0, hit.range.lowerBound - Self.longestQuotation)
    var place = hit.range.lowerBound - 1
    while place >= reach {
      if text[place] == Sign.closeQuote { return false }
      if text[place] == Sign.openQuote { return true }
      place -= 1
    }
    return false
  }

  /// How far back a quotation may begin, in characters.
  private static let longestQuotation = 24
  /// 会.
  private static let meeting: UInt16 = 0x4F1A
  private static let afterNouns = ScalarSet("的和与及等内外书表")
  private static let beforeNouns = [
    "行动", "保障", "互助", "培养", "培训", "提升", "发展", "实施", "资助", "按照", "扶持", "关爱", "按", "救助", "为",
  ].map { Array($0.utf16) }

  /// Whether a clause begins with a word of the catalogue, and so not with a name.
  func beginsWithWord(_ clause: Range<Int>) -> Bool {
    hits(in: clause.prefix(4)).contains {
      Int($0.start) == clause.lowerBound && $0.length > 1 && hasConcepts($0)
    }
  }

  /// Whether a sentence begins with what it sums up: 2017年, 全年, 过去的一年, 6月.
  func namesYear(in sentence: Range<Int>) -> Bool {
    let year: UInt16 = 0x5E74
    let whole: UInt16 = 0x5168
    // 过去的一年, 过去一年.
    let (one, of, past): (UInt16, UInt16, UInt16) = (0x4E00, 0x7684, 0x53BB)
    for place in sentence.prefix(Self.sentenceHead) where text[place] == year {
      if Sign.isDigit(text[place - 1]) || text[place - 1] == whole { return true }
      if text[place - 1] == one, text[place - 2] == of || text[place - 2] == past { return true }
    }
    return opensWithMonth(sentence)
  }

  /// 6月，…: what comes next is of no campaign that was named before.
  private func opensWithMonth(_ sentence: Range<Int>) -> Bool {
    var place = sentence.lowerBound
    while Sign.isDigit(text[place]) { place += 1 }
    let month: UInt16 = 0x6708
    let portion: UInt16 = 0x4EFD
    guard place > sentence.lowerBound, text[place] == month else { return false }
    place += text[place + 1] == portion ? 2 : 1
    return Sign.endsClause(text[place])
  }

  /// How far into a sentence its year stands, in characters.
  private static let sentenceHead = 30

  /// The character at a place.
  subscript(place: Int) -> UInt16 { text[place] }

  func character(before range: Range<Int>) -> UInt16 { text[range.lowerBound - 1] }

  func character(after range: Range<Int>) -> UInt16 { text[range.upperBound] }

  /// Where the next semicolon of a sentence stands, or its end; no farther than a clause may reach,
  /// as a sentence without an end must not be gone through again for each of its figures.
  func endOfItem(from place: Int, in sentence: Range<Int>) -> Int {
    let last = min(sentence.upperBound, place + FigurePlace.clauseReach)
    var end = place
    while end < last, text.scalars[end] != Sign.semicolon { end += 1 }
    return end
  }

  /// Whether a range begins with a word of a phrase.
  func begins(_ range: Range<Int>, with phrase: Phrase) -> Bool {
    hits(in: range.prefix(Self.longestQuotation)).contains {
      Int($0.start) == range.lowerBound && has($0, phrase)
    }
  }

  /// A range up to the first 其中 in it.
  func upToBreakdown(_ range: Range<Int>) -> Range<Int> {
    let mark = hits(in: range).first { has($0, .ofWhich) }
    return mark.map { range.lowerBound..<Int($0.start) } ?? range
  }

  func hasSemicolon(in range: Range<Int>) -> Bool {
    text.scalars[range].contains(Sign.semicolon)
  }

  /// Whether the character joins the items of a list.
  func isJoint(at place: Int) -> Bool { Sign.isJoint(text[place]) }

  /// The pieces of a range between the joints of an enumeration.
  func runs(in range: Range<Int>) -> [Range<Int>] {
    text.scalars[range].split(whereSeparator: { Sign.isJoint($0) || Sign.endsClause($0) })
      .map { $0.startIndex..<$0.endIndex }
  }

  /// Whether a figure goes on with the one before: 1000元和价值500元.
  func isJoined(after first: Int, before figure: Range<Int>) -> Bool {
    first < figure.lowerBound && figure.lowerBound - first <= 4 && isJoint(at: first)
  }

  /// Whether a figure stands right behind the one before, with at most a joint between.
  func isJoined(after first: Int, touching figure: Int) -> Bool {
    first == figure || first + 1 == figure && text[first] == Sign.enumerationComma
  }

  /// Whether two figures stand in one list: 100%和85%.
  func isListed(after first: Int, before second: Int) -> Bool {
    first < second && text.scalars[first..<second].allSatisfy { Sign.isJoint($0) }
  }
}
