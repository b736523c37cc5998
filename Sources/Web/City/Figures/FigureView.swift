internal import Reports

/// One figure with its words, as the templates show it.
struct FigureView {
  /// What was confirmed before the figure changed.
  struct Before {
    let valueText: String
    let pieces: [Sentence.Piece]
    let documentText: String
  }

  let id: String
  let areaName: String
  let valueText: String
  let rangeText: String
  let aboutText: String
  let pieces: [Sentence.Piece]
  let wordsPath: String
  let documentText: String
  let reportText: String
  let isCounted: Bool
  let isConflict: Bool
  let isResolved: Bool
  let isUnreviewed: Bool
  let isReviewed: Bool
  let isChanged: Bool
  let reviewText: String?
  /// Who corrected what was read, and what that had been; nil where it stands as it was read.
  let correctionText: String?
  let before: Before?
  let form: DecisionForm?
  let conflictForm: DecisionForm?

  /// - Parameters:
  ///   - figure: The figure.
  ///   - words: The words of the page's language.
  ///   - desk: What the page knows about decisions.
  ///   - rivals: The figures of the same key and area, where they contradict each other and this is
  ///     the first of them.
  init(_ figure: Figure, _ words: PageWords, _ desk: DecisionDesk, rivals: [Figure]? = nil) {
    let row = figure.row
    let observation = row.observation
    id = DecisionForm.id(of: row)
    areaName = words.name(of: row.report.area)
    valueText = Self.value(of: observation, words)
    let bounds = observation.bounds
    rangeText =
      bounds.lower == bounds.upper
      ? "" : words.fill("rangeOf", words.range(bounds.lower, bounds.upper))
    aboutText = words.about(observation.key)
    pieces = Sentence([row], isNamed: false).pieces
    wordsPath = Link.words(of: row)
    documentText = words.document(row.document)
    reportText = words.name(of: row.report)
    isCounted = figure.isCounted
    isConflict = figure.conflict == .open
    isResolved = figure.conflict == .resolved
    isUnreviewed = figure.review.standing == .unreviewed
    isReviewed = figure.review.standing == .reviewed
    isChanged = figure.review.standing == .changed
    reviewText = figure.review.review.map(words.review)
    correctionText = words.correction(of: observation, in: row.report)
    before =
      figure.review.standing != .changed
      ? nil
      : figure.review.before.map { before in
        Before(
          valueText: Self.value(of: before.observation, words),
          pieces: Sentence([before], isNamed: false).pieces,
          documentText: words.document(before.document))
      }
    let isToConfirm = figure.review.standing != .reviewed
    form = isToConfirm && desk.mayDecide ? desk.confirmation(of: figure) : nil
    conflictForm =
      desk.mayDecide ? rivals.flatMap { desk.preference(among: $0, words) } : nil
  }

  /// A value as exact as it was written, with its unit.
  static func value(of observation: Observation, _ words: PageWords) -> String {
    let (bounds, unit) = (observation.bounds, observation.key.unit)
    return words.amount(observation.value, lower: bounds.lower, upper: bounds.upper, unit)
  }
}

extension PageWords {
  /// What beside its indicator tells a figure from others: part and period.
  func about(_ key: ObservationKey) -> String {
    let period = key.period.span == .year ? nil : name(of: key.period)
    let part = key.part.map { fill("partOf", $0) }
    return list([period, part].compactMap(\.self))
  }

  func document(_ document: DocumentReference) -> String {
    fill("documentText", document.name, "\(document.revision)")
  }

  /// Who decided what, when and why.
  func review(_ review: Review) -> String {
    fill(
      "reviewText.\(review.decision.rawValue)", review.person, moment(review.atMs), review.reason)
  }
}
