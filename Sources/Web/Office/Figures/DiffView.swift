internal import Reports

/// What publishing a draft changes, as the templates show it.
struct DiffView {
  /// One figure that is new, changes or goes.
  struct Item {
    let name: String
    let aboutText: String?
    let valueText: String
    let beforeText: String?
    let noteText: String?
    /// Its line in the table; nil where this revision does not state it.
    let path: String?
  }

  /// Something that a person should look at.
  struct Warning {
    /// Words that a warning rests on, and where they stand.
    struct Place {
      let mention: String
      let path: String?
    }

    let message: String
    let places: [Place]
  }

  /// A decision whose words are gone.
  struct Lost {
    let mention: String
    let sentence: String
    let noteText: String
  }

  let added: [Item]
  let corrected: [Item]
  let withdrawn: [Item]
  let addedText: String
  let correctedText: String
  let withdrawnText: String
  let unchangedText: String
  let hasAdded: Bool
  let hasCorrected: Bool
  let hasWithdrawn: Bool
  let warnings: [Warning]
  let hasWarnings: Bool
  let warningsText: String
  let lost: [Lost]
  let hasLost: Bool

  /// The most warnings that are listed: each is a sentence to think about.
  static let maximumWarnings = 100
  /// The most words that a warning quotes.
  private static let maximumPlaces = 12

  /// - Parameters:
  ///   - reading: The draft.
  ///   - path: The address of a figure's line in the table.
  ///   - words: The words of the page's language.
  init(_ reading: DraftReading, path: (Int) -> String, _ words: PageWords) {
    let lines = Dictionary(
      reading.figures.enumerated().map { ($1.span.lowerBound, $0) },
      uniquingKeysWith: { first, _ in first })
    func line(_ evidence: Evidence) -> String? { lines[evidence.start].map(path) }
    func item(_ now: Observation, before: Observation? = nil, isStated: Bool = true) -> Item {
      let key = now.key
      let figure = FigureAsRead(
        period: key.period, indicator: key.indicator, part: key.part, value: now.value,
        qualifier: now.qualifier, writtenUnit: now.writtenUnit, writtenScale: now.writtenScale)
      return Item(
        name: words.name(of: key.indicator),
        aboutText: words.about(figure, in: reading.report).nonEmpty,
        valueText: words.written(now), beforeText: before.map { words.written($0) },
        noteText: isStated ? now.correction.map { words.note($0.note) } : nil,
        path: isStated ? line(now.evidence) : nil)
    }
    let diff = reading.diff
    added = diff.added.map { item($0) }
    corrected = diff.corrected.map { item($0.after, before: $0.before) }
    withdrawn = diff.withdrawn.map { item($0, isStated: false) }
    addedText = words.fill("sendAdded", "\(added.count)")
    correctedText = words.fill("sendCorrected", "\(corrected.count)")
    withdrawnText = words.fill("sendWithdrawn", "\(withdrawn.count)")
    unchangedText = words.fill("sendUnchanged", "\(diff.unchangedCount)")
    (hasAdded, hasCorrected, hasWithdrawn) = (
      !added.isEmpty, !corrected.isEmpty, !withdrawn.isEmpty
    )
    warnings = reading.warnings.prefix(Self.maximumWarnings).map { warning in
      Warning(
        message: words.sentence(warning.messageZh, warning.messageEn),
        places: warning.places.prefix(Self.maximumPlaces).map {
          Warning.Place(mention: $0.mention.filter { !$0.isNewline }, path: line($0))
        })
    }
    hasWarnings = !reading.warnings.isEmpty
    warningsText = words.fill("warningCount", "\(reading.warnings.count)")
    lost = reading.lostCorrections.map {
      Lost(
        mention: $0.anchor.mention, sentence: $0.anchor.sentence,
        noteText: words.fill("decided.\($0.change.word)", words.note($0.note)))
    }
    hasLost = !lost.isEmpty
  }
}
