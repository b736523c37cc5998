/// The decisions in force: the fold of all that were taken, in their order.
struct Reviews: Sendable {
  private struct Place: Hashable {
    let area: AreaCode
    let key: ObservationKey
  }

  private struct FigureID: Hashable {
    let report: ReportID
    let key: ObservationKey
  }

  /// The decisions about the figures of one topic.
  private struct Decided {
    /// By figure, the confirmation in force.
    var confirmed: [FigureID: Review] = [:]
    /// By area and key, the decision between the area's reports that is in force.
    var preferred: [Place: Review] = [:]

    var isEmpty: Bool { confirmed.isEmpty && preferred.isEmpty }

    /// The decision that says that a figure is right, whether it still stands or not.
    func review(of figure: FigureID) -> Review? {
      if let confirmation = confirmed[figure] { return confirmation }
      let preference = preferred[Place(area: figure.report.area, key: figure.key)]
      return preference?.report == figure.report ? preference : nil
    }
  }

  private var decided: [Dataset.Topic: Decided] = [:]

  /// Takes a decision, in the place of earlier ones about the same: of two preferences the later
  /// counts, and says nothing more of the figure that the earlier one chose.
  mutating func apply(_ review: Review) {
    let figure = FigureID(report: review.report, key: review.key)
    let place = Place(area: review.report.area, key: review.key)
    var topic = decided[review.topic] ?? Decided()
    switch review.decision {
    case .confirm:
      topic.confirmed[figure] = review
    case .prefer:
      topic.confirmed[figure] = nil
      topic.preferred[place] = review
    case .reopen:
      topic.confirmed[figure] = nil
      if topic.preferred[place]?.report == review.report { topic.preferred[place] = nil }
    }
    decided[review.topic] = topic.isEmpty ? nil : topic
  }

  /// Whether there is anything to take back.
  func holdsDecision(on report: ReportID, _ key: ObservationKey) -> Bool {
    decided[Dataset.Topic(key)]?.review(of: FigureID(report: report, key: key)) != nil
  }

  /// How a figure stands.
  func state(of row: Dataset.Row) -> ReviewState {
    let key = row.observation.key
    guard !decided.isEmpty,
      let review = decided[Dataset.Topic(key)]?.review(of: FigureID(report: row.report, key: key)),
      let before = review.figure
    else { return .unreviewed }
    return ReviewState(
      standing: before.observation.figureIsTheSame(as: row.observation) ? .reviewed : .changed,
      review: review, before: before)
  }

  /// The decision between an area's figures of one key, where it still holds: while they state the
  /// values that they stated when it was taken, and the preferred report states its own.
  func preference(among rows: [Dataset.Row]) -> Review? {
    guard !decided.isEmpty, let first = rows.first else { return nil }
    let key = first.observation.key
    guard let topic = decided[Dataset.Topic(key)],
      let review = topic.preferred[Place(area: first.report.area, key: key)],
      let chosen = review.figure,
      rows.contains(where: {
        $0.report == chosen.report && $0.observation.figureIsTheSame(as: chosen.observation)
      }),
      Set(rows.map(\.observation.value)) == Set(review.figures.map(\.observation.value))
    else { return nil }
    return review
  }

  /// The decisions on figures of one topic that say a figure is right, whether it still stands or
  /// not, in the order of reports and keys.
  func confirmations(of topic: Dataset.Topic) -> [Review] {
    guard let topic = decided[topic] else { return [] }
    let preferred = topic.preferred.values.filter { review in
      topic.confirmed[FigureID(report: review.report, key: review.key)] == nil
    }
    return (Array(topic.confirmed.values) + preferred).sorted {
      ($0.report, $0.key) < ($1.report, $1.key)
    }
  }

  /// The topics that decisions are about.
  var topics: Set<Dataset.Topic> { Set(decided.keys) }
}

extension Observation {
  /// Whether both state the same number in the same words of measure, whoever has looked at it.
  func figureIsTheSame(as other: Observation) -> Bool {
    key == other.key && value == other.value && qualifier == other.qualifier
      && writtenUnit == other.writtenUnit
  }
}

extension Dataset {
  /// The decision that a request comes to, with what the area's reports state now.
  ///
  /// - Throws: ``Review/Invalid`` where it can't be taken.
  public func review(
    _ request: ReviewRequest, atMs: Int64
  ) throws(Review.Invalid) -> Review {
    let request = try request.checked()
    let figures = (rows(of: Topic(request.key))[request.report.area] ?? [])
      .filter { $0.observation.key == request.key }
    guard figures.count <= Review.maximumFigures else { throw .tooManyFigures }
    switch request.decision {
    case .confirm, .prefer:
      guard let figure = figures.first(where: { $0.report == request.report }) else {
        throw .noFigure
      }
      guard request.expected == nil || request.expected == figure.observation.value else {
        throw .changedMeanwhile
      }
      guard request.decision == .confirm || Set(figures.map(\.observation.value)).count > 1 else {
        throw .noConflict
      }
    case .reopen:
      guard reviews.holdsDecision(on: request.report, request.key) else { throw .notReviewed }
    }
    return Review(
      report: request.report, key: request.key, decision: request.decision, figures: figures,
      person: request.person, reason: request.reason, atMs: atMs)
  }
}
