/// A group of words that mean the same to a rule, by its number.
typealias Concept = Int

/// Words that steer reading rather than name what is counted; the catalogue lists them under
/// `phrases` by these names.
enum Phrase: Int, CaseIterable {
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
  case perHead
  /// Amounts after it are for each one: 每到一处.
  case atEach
  /// Right behind a measure word, these are counted and not what stands elsewhere: 15个区县.
  case elsewhere
  /// The figure is a change, where it stands right before it: 增长, 下降.
  case change
  /// Behind 较 or 比 and right before a figure, that makes it a change: 净增.
  case more
  /// Parts follow: 其中.
  case ofWhich
  /// A total follows or goes before: 合计, 总计.
  case total
  /// The figure is of what is there, new and old: 总数, 达到.
  case stock
  /// The figure is of what came in the period: 新增, 新建.
  case fresh
  /// The figure is an amount of what goes before, and this names nothing else: 金额, 支出.
  case amount
  /// Shorter words in it mean nothing: 总工会 is no 工会 that is counted.
  case whole
  /// One value for each of the things named: 分别.
  case respectively
  /// What stands before tells how the news came about: 获悉, 了解到.
  case frame
  /// The figure is of one event: 现场领到, 首批.
  case event
  /// Of what was counted before, these came to an end: 办结, 调解成功.
  case settled
  /// What was just named has been held: 落下帷幕.
  case held
  /// Behind a place, what is set up or done there, of which the places are no count: 设立, 开展.
  case setsUp
}

/// All words of a catalogue, ready to be looked up by number.
struct Lexicon: Sendable {
  /// A kind of part, such as employers, and the label that a word stands for.
  struct Part: Hashable, Sendable {
    let kind: Int
    let label: String
    /// Whether it is a level, such as 省级.
    let isLevel: Bool

    init(kind: Int, label: String) {
      self.kind = kind
      self.label = label
      isLevel = label.hasSuffix("级")
    }
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
    /// Topics that a text may open with and then not name again.
    var occasions: Set<Concept> = []
    /// What several campaigns named together stand for.
    var severalCampaigns: Concept?

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
  let concepts: Rows
  /// The same as sets: joining two costs less than adding single concepts.
  let conceptSets: [ConceptSet]
  /// Which parts each word stands for.
  let parts: [[Part]]
  /// The labels of each kind of parts.
  let labels: [Int: Set<String>]
  /// For each word, the phrases that it belongs to, a bit for each.
  let phrases: [UInt32]
  /// For each word, its first concept that is a subject, or -1.
  let subjects: [Int32]
  /// How many concepts there are; the first are the phrases.
  let conceptCount: Int
  /// The concepts that are subjects and carry on over clauses.
  let topics: ConceptSet
  /// Those that are campaigns; a list of campaigns names none of them.
  let campaigns: ConceptSet
  /// Topics that a text may open with and then not name again: an epidemic.
  let occasions: ConceptSet
  /// What such a list stands for.
  let severalCampaigns: ConceptSet

  init(_ builder: Builder) {
    words = builder.words
    concepts = Rows(builder.concepts)
    conceptSets = builder.concepts.map { ConceptSet($0) }
    parts = builder.parts
    labels = builder.parts.joined().reduce(into: [:]) { labels, part in
      labels[part.kind, default: []].insert(part.label)
    }
    conceptCount = builder.conceptCount
    topics = ConceptSet(builder.topics)
    campaigns = ConceptSet(builder.campaigns)
    occasions = ConceptSet(builder.occasions)
    severalCampaigns = ConceptSet(builder.severalCampaigns.map { [$0] } ?? [])
    phrases = builder.concepts.map { concepts in
      concepts.reduce(into: 0) { bits, concept in
        bits |= Phrase(rawValue: concept)?.bit ?? 0
      }
    }
    subjects = builder.concepts.map { concepts in
      Int32(concepts.first { builder.topics.contains($0) } ?? -1)
    }
  }
}

/// Rows of small numbers, one behind the other in one array.
struct Rows: Sendable {
  private var starts: [Int32] = [0]
  private var values: [Int32] = []

  init(_ rows: [[Int]]) {
    for row in rows {
      values += row.map { Int32($0) }
      starts.append(Int32(values.count))
    }
  }

  /// The numbers of a row.
  subscript(row: Int) -> ArraySlice<Int32> { values[bounds(of: row)] }

  /// Where the numbers of a row stand: see ``value(at:)``.
  func bounds(of row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

  func value(at place: Int) -> Int { Int(values[place]) }

  /// Whether a row has a number.
  func contains(_ value: Int, in row: Int) -> Bool {
    for place in bounds(of: row) where self.value(at: place) == value { return true }
    return false
  }
}

extension Phrase {
  /// The concept that the phrase's words have.
  var concept: Concept { rawValue }

  /// The bit of the phrase in ``Lexicon/phrases``.
  var bit: UInt32 { 1 << UInt32(rawValue) }

  /// The name under which a catalogue lists the words.
  var name: String {
    switch self {
    case .perHead: "per_head"
    case .atEach: "at_each"
    case .ofWhich: "of_which"
    case .setsUp: "sets_up"
    default: String(describing: self)
    }
  }

  /// The phrase of a name in a catalogue.
  init?(name: String) {
    guard let phrase = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = phrase
  }
}
