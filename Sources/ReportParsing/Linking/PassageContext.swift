import Reports

/// What a passage is about, as far as it was read.
struct PassageContext {
  private var topics: Set<Concept> = []
  private var campaigns: Set<Concept> = []
  /// The concepts of the sentence so far.
  private var sentence: Set<Concept> = []
  private var isPlan = false
  private var isOutlook = false
  private var intentionPlace = 0
  private var hasCampaignInSentence = false
  private var isFirstClause = true
  private var isCampaignFresh = false
  /// Whether the clause stands in brackets, and whether they close after it.
  private(set) var isAside = false
  private var endsAside = false
  /// The union below the reporting one whose doings the sentence tells.
  private(set) var subordinate: String?
  /// The indicators of the paragraph's figures with the units they had, the last one first.
  private(set) var recent: [(indicator: Int, unit: Unit)] = []
  /// What the clause before speaks of.
  private(set) var previousClause: Set<Concept> = []
  private var currentClause: Set<Concept> = []
  /// The last clause that doesn't stand in brackets.
  private var mainClause: Set<Concept> = []

  /// The one campaign that the text opens with, before any figure.
  private var opening: Concept?
  private var isOfYear = false

  /// Begins a text.
  init() {}

  /// Begins a paragraph. As long as there was no figure, the last one may have opened the text;
  /// below a heading that announces plans everything is one.
  init(after last: PassageContext, isOpening: Bool, isPlan: Bool) {
    isOutlook = isPlan
    opening = isOpening && last.campaigns.count == 1 ? last.campaigns.first : last.opening
  }

  /// Whether what follows is intention rather than fact.
  var isIntention: Bool { isPlan || isOutlook }

  /// Begins a sentence; one that sums up a year is not about the campaign that the text opens with.
  mutating func beginSentence(at place: Int, isOfYear: Bool) {
    self.isOfYear = isOfYear
    sentence = []
    intentionPlace = place
    isPlan = false
    hasCampaignInSentence = false
    isFirstClause = true
    isCampaignFresh = false
    isAside = false
    endsAside = false
    subordinate = nil
    currentClause = []
  }

  /// Notes that a clause begins with another union than the reporting one.
  mutating func note(subordinate name: String?) {
    subordinate = name ?? subordinate
  }

  /// Notes that a figure was linked; what stands in brackets is no subject for what follows.
  mutating func note(_ indicator: Int, in unit: Unit) {
    guard !isAside || recent.isEmpty else { return }
    recent.removeAll { $0.indicator == indicator && $0.unit == unit }
    recent.insert((indicator, unit), at: 0)
  }

  /// Takes in the words of a clause: a campaign holds until the next one or until another topic
  /// opens a sentence; a topic until the next topic.
  mutating func enter(_ clause: Range<Int>, words: ClauseWords, lexicon: Lexicon) {
    if !isAside { mainClause = currentClause }
    previousClause = currentClause
    if endsAside {
      isAside = false
      previousClause = mainClause
    }
    if words.character(before: clause) == Sign.openBracket { isAside = true }
    endsAside = words.character(after: clause) == Sign.closeBracket
    var newTopics: Set<Concept> = []
    var newCampaigns: Set<Concept> = []
    var hasExamples = false
    currentClause = words.concepts(of: words.hits(in: clause))
    sentence.formUnion(currentClause.filter { !lexicon.isTopic[$0] })
    for hit in words.longestHits(in: clause) {
      let concepts = lexicon.concepts[Int(hit.word)]
      // 下一步 opens what is to come; within a sentence it may speak of anything.
      if isFirstClause, concepts.contains(Phrase.outlook.concept) { isOutlook = true }
      // 2019年工作打算：
      if concepts.contains(Phrase.agenda.concept), words.character(after: clause) == Sign.colon {
        isOutlook = true
      }
      guard let subject = concepts.first(where: { lexicon.isTopic[$0] }) else { continue }
      let isExample = words.isListedWithOthers(hit, as: subject)
      if !isExample { sentence.formUnion(concepts.filter { !lexicon.isCampaign[$0] }) }
      if lexicon.isCampaign[subject] {
        newCampaigns.formUnion(concepts.filter { lexicon.isCampaign[$0] })
        hasExamples = hasExamples || isExample
      } else if !isExample {
        newTopics.formUnion(concepts)
      }
    }
    if !newCampaigns.isEmpty {
      hasCampaignInSentence = true
      // A list of campaigns names none of them.
      campaigns = newCampaigns.count > 1 || hasExamples ? [] : newCampaigns
      isCampaignFresh = true
    }
    if !newTopics.isEmpty {
      topics = newTopics
      if isFirstClause, !hasCampaignInSentence { campaigns = [] }
    }
    isFirstClause = false
  }

  /// Notes words of intention, and of fact after them, up to a figure.
  mutating func noteIntention(before place: Int, words: ClauseWords) {
    for hit in words.hits(in: min(intentionPlace, place)..<place) {
      if words.has(hit, Phrase.plan.concept), !words.isNoun(hit) { isPlan = true }
      if words.has(hit, Phrase.fact.concept) { isPlan = false }
    }
    intentionPlace = place
  }

  /// Whether a concept is the subject at the moment.
  func isTopic(_ concept: Concept) -> Bool {
    topics.contains(concept) || campaigns.contains(concept)
  }

  /// How surely a concept is the subject: fully where the sentence names it, less where an earlier
  /// sentence did, nil where none did.
  func subjectScore(of concept: Concept) -> Double? {
    if sentence.contains(concept) || topics.contains(concept) { return 0.7 }
    if campaigns.contains(concept) { return isCampaignFresh ? 0.7 : 0.1 }
    return opening == concept && campaigns.isEmpty && !isOfYear ? 0.1 : nil
  }
}
