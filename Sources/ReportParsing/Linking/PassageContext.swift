/// What a passage is about, as far as it was read.
struct PassageContext {
  private(set) var topics = ConceptSet()
  private(set) var campaigns = ConceptSet()
  /// The concepts of the sentence so far.
  private(set) var sentence = ConceptSet()
  private var isPlan = false
  private var isOutlook = false
  private var intentionPlace = 0
  private var hasCampaignInSentence = false
  private var isFirstClause = true
  private(set) var isCampaignFresh = false
  /// Whether the clause stands in brackets, and whether they close after it.
  private(set) var isAside = false
  private var endsAside = false
  /// The union below the reporting one whose doings the sentence tells.
  private(set) var subordinate: String?
  /// The union below the reporting one whose name stands above the paragraph.
  private var section: String?
  /// The indicators of the paragraph's figures with the units they had, the last one first.
  private(set) var recent: [(indicator: Int, unit: MeasureTable.UnitNumber)] = []
  /// The event that this sentence or the one before says was held.
  private(set) var event: Range<Int>?
  private var lastTopic: Range<Int>?
  private var isEventOfThisSentence = false
  /// What the clause before speaks of.
  private(set) var previousClause = ConceptSet()
  private var currentClause = ConceptSet()
  /// The last clause that doesn't stand in brackets.
  private var mainClause = ConceptSet()

  /// The one campaign or occasion that the text opens with, before any figure.
  private var opening: Concept?
  private var isOfYear = false
  /// How many paragraphs there were.
  private var number = 0
  /// How many paragraphs a text opens with: headlines, who wrote it, and the first one.
  private static let lead = 4

  /// The topics that a text may open with and then not name again.
  private let occasions: ConceptSet

  /// Begins a text.
  init(occasions: ConceptSet) {
    self.occasions = occasions
  }

  /// Begins a paragraph. As long as there was no figure, the last one may have opened the text;
  /// below a heading that announces plans everything is one.
  init(after last: PassageContext, isOpening: Bool, isPlan: Bool) {
    isOutlook = isPlan
    var occasions = last.topics
    occasions.formIntersection(last.occasions)
    // The headlines name a campaign, the headlines or the first paragraph an occasion.
    number = last.number + 1
    let occasion = number <= Self.lead ? occasions.only : nil
    opening = isOpening ? last.campaigns.only ?? occasion ?? last.opening : last.opening ?? occasion
    self.occasions = last.occasions
    section = last.section
  }

  /// Whether what follows is intention rather than fact.
  var isIntention: Bool { isPlan || isOutlook }

  /// Begins a sentence; one that sums up a year is not about the campaign that the text opens with.
  mutating func beginSentence(at place: Int, isOfYear: Bool, keepsSubject: Bool) {
    self.isOfYear = isOfYear
    // 元旦春节期间，…。2015年，共救助: another sentence that sums up is of no campaign.
    if isOfYear { campaigns = ConceptSet() }
    if !isEventOfThisSentence { event = nil }
    isEventOfThisSentence = false
    lastTopic = nil
    sentence = ConceptSet()
    intentionPlace = place
    isPlan = false
    hasCampaignInSentence = false
    isFirstClause = true
    isCampaignFresh = false
    isAside = false
    endsAside = false
    if !keepsSubject { subordinate = section }
    currentClause = ConceptSet()
  }

  /// Notes whose name stands above the paragraphs that follow.
  mutating func note(section name: String?) { section = name }

  /// Notes that a clause begins with another union than the reporting one.
  mutating func note(subordinate name: String?) {
    subordinate = name ?? subordinate
  }

  /// Notes that a figure was linked; what stands in brackets is no subject for what follows.
  mutating func note(_ indicator: Int, in unit: MeasureTable.UnitNumber) {
    guard !isAside || recent.isEmpty else { return }
    recent.removeAll { $0.indicator == indicator && $0.unit == unit }
    recent.insert((indicator, unit), at: 0)
  }

  /// Begins an item of a sentence behind a semicolon: what was said before is no longer beside it.
  private mutating func beginItem() {
    sentence = ConceptSet()
    currentClause = ConceptSet()
    isCampaignFresh = false
  }

  /// Takes in the words of a clause: a campaign holds until the next one or until another topic
  /// opens a sentence; a topic until the next topic.
  mutating func enter(_ clause: Range<Int>, words: ClauseWords, lexicon: Lexicon) {
    if words.character(before: clause) == Sign.semicolon, !isAside { beginItem() }
    if !isAside { mainClause = currentClause }
    previousClause = currentClause
    if endsAside {
      isAside = false
      previousClause = mainClause
    }
    if words.character(before: clause) == Sign.openBracket { isAside = true }
    endsAside = words.character(after: clause) == Sign.closeBracket
    var newTopics = ConceptSet()
    var newCampaigns = ConceptSet()
    var hasExamples = false
    currentClause = words.concepts(of: words.hits(in: clause))
    var plain = currentClause
    plain.subtract(lexicon.topics)
    sentence.formUnion(plain)
    for hit in words.longestHits(in: clause) {
      // 下一步 opens what is to come: from a sentence's beginning on to the end of the paragraph.
      if words.has(hit, Phrase.outlook) {
        if isFirstClause { isOutlook = true } else { isPlan = true }
      }
      // 2019年工作打算：
      if words.has(hit, Phrase.agenda), words.character(after: clause) == Sign.colon {
        isOutlook = true
      }
      // 岁末年初，记者获悉: what stands before such words is the occasion of the news.
      if words.has(hit, Phrase.frame), hasCampaignInSentence, newCampaigns.isEmpty {
        campaigns = ConceptSet()
        isCampaignFresh = false
      }
      if words.has(hit, Phrase.held), let topic = lastTopic {
        event = topic
        isEventOfThisSentence = true
      }
      let subject = Int(lexicon.subjects[Int(hit.word)])
      guard subject >= 0 else { continue }
      lastTopic = hit.range
      let isExample = words.isListedWithOthers(hit, as: subject)
      var concepts = ConceptSet()
      words.add(hit, to: &concepts)
      if !isExample {
        var others = concepts
        others.subtract(lexicon.campaigns)
        sentence.formUnion(others)
      }
      if lexicon.campaigns.contains(subject) {
        concepts.formIntersection(lexicon.campaigns)
        newCampaigns.formUnion(concepts)
        hasExamples = hasExamples || isExample
      } else if !isExample {
        newTopics.formUnion(concepts)
      }
    }
    if !newCampaigns.isEmpty {
      hasCampaignInSentence = true
      // A list of campaigns names none of them.
      campaigns =
        newCampaigns.hasSeveral
        ? lexicon.severalCampaigns : hasExamples ? ConceptSet() : newCampaigns
      isCampaignFresh = true
    }
    if !newTopics.isEmpty {
      topics = newTopics
      if isFirstClause, !hasCampaignInSentence { campaigns = ConceptSet() }
    }
    isFirstClause = false
  }

  /// Notes words of intention, and of fact after them, up to a figure.
  mutating func noteIntention(before place: Int, words: ClauseWords) {
    for hit in words.hits(in: min(intentionPlace, place)..<place) {
      if words.has(hit, Phrase.plan), !words.isNoun(hit), !words.isQuoted(hit, upTo: place) {
        isPlan = true
      }
      if words.has(hit, Phrase.fact) { isPlan = false }
    }
    intentionPlace = place
  }

  /// The campaign that the text opens with, where it is the subject.
  var openingSubject: Concept? { campaigns.isEmpty && !isOfYear ? opening : nil }
}
