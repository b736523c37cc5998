/// A group of words that mean the same to a rule, by its number.
typealias Concept = Int

/// Words that steer reading rather than name what is counted; the catalogue lists them under
/// `phrases` by these names.
enum Phrase: String, CaseIterable {
  /// From here to the end of the sentence is intention, not fact: 计划, 力争.
  case plan
  /// From here to the end of the paragraph is intention: 下一步, 明年.
  case outlook
  /// What follows is fact again: 已, 共.
  case fact
  /// In a heading: what stands below is intention: 工作打算.
  case agenda
  /// In a heading: what stands below is fact, whatever else it names: 总结及打算.
  case review
  /// The figure is for each one: 每人, 人均, 标准.
  case perHead = "per_head"
  /// Amounts after it are for each one: 每到一处.
  case atEach = "at_each"
  /// Right behind a measure word, these are counted and not what stands elsewhere: 15个区县.
  case elsewhere
  /// The figure is a change, where it stands right before it: 增长, 下降.
  case change
  /// Parts follow: 其中.
  case ofWhich = "of_which"
  /// A total follows or goes before: 合计, 总计.
  case total
  /// The figure is of what is there, new and old: 总数, 达到.
  case stock
  /// The figure is of what came in the period: 新增, 新建.
  case fresh
  /// Shorter words in it mean nothing: 总工会 is no 工会 that is counted.
  case whole
  /// One value for each of the things named: 分别.
  case respectively
}

/// All words of a catalogue, ready to be looked up by number.
struct Lexicon: Sendable {
  /// A kind of part, such as employers, and the label that a word stands for.
  struct Part: Hashable, Sendable {
    let kind: Int
    let label: String
  }

  /// Collects words while a catalogue is read.
  struct Builder: Sendable {
    fileprivate(set) var words: [[UInt16]] = []
    fileprivate var numbers: [[UInt16]: Int] = [:]
    fileprivate var concepts: [[Concept]] = []
    fileprivate var parts: [[Part]] = []
    private(set) var conceptCount = Phrase.allCases.count
    private(set) var topics: Set<Concept> = []
    private(set) var campaigns: Set<Concept> = []

    init() {}

    mutating func addConcept(isTopic: Bool, isCampaign: Bool) -> Concept {
      conceptCount += 1
      if isTopic || isCampaign { topics.insert(conceptCount - 1) }
      if isCampaign { campaigns.insert(conceptCount - 1) }
      return conceptCount - 1
    }

    mutating func add(_ word: String, to concept: Concept) {
      let number = self.number(of: word)
      if !concepts[number].contains(concept) { concepts[number].append(concept) }
    }

    mutating func add(_ word: String, as part: Part) {
      let number = self.number(of: word)
      if !parts[number].contains(part) { parts[number].append(part) }
    }

    private mutating func number(of word: String) -> Int {
      let folded = word.unicodeScalars.map { ScalarFolding.standard($0) }
      if let number = numbers[folded] { return number }
      numbers[folded] = words.count
      words.append(folded)
      concepts.append([])
      parts.append([])
      return words.count - 1
    }
  }

  /// The words, folded as texts are.
  let words: [[UInt16]]
  /// What each word means to the rules.
  let concepts: [[Concept]]
  /// Which parts each word stands for.
  let parts: [[Part]]
  /// How many concepts there are; the first are the phrases.
  let conceptCount: Int
  /// Whether a concept is a subject that carries on over clauses.
  let isTopic: [Bool]
  /// Whether a concept is a campaign; a list of campaigns names none of them.
  let isCampaign: [Bool]

  init(_ builder: Builder) {
    words = builder.words
    concepts = builder.concepts
    parts = builder.parts
    conceptCount = builder.conceptCount
    isTopic = (0..<builder.conceptCount).map { builder.topics.contains($0) }
    isCampaign = (0..<builder.conceptCount).map { builder.campaigns.contains($0) }
  }
}

extension Phrase {
  /// The concept that the phrase's words have.
  var concept: Concept { Self.allCases.firstIndex(of: self) ?? 0 }
}
