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

  /// By figure, the last decision that says it is right.
  private var confirmed: [FigureID: Review] = [:]
  /// By area and key, the last decision between the area's reports.
  private var preferred: [Place: Review] = [:]

  mutating func apply(_ review: Review) {
    let figure = FigureID(report: review.report, key: review.key)
    let place = Place(area: review.report.area, key: review.key)
    switch review.decision {
    case .confirm:
      confirmed[figure] = review
    case .prefer:
      confirmed[figure] = review
      preferred[place] = review
    case .reopen:
      confirmed[figure] = nil
      preferred[place] = nil
    }
  }

  /// Whether there is anything to take back.
  func holdsDecision(on report: ReportID, _ key: ObservationKey) -> Bool {
    confirmed[FigureID(report: report, key: key)] != nil
      || preferred[Place(area: report.area, key: key)] != nil
  }

  /// How a figure stands.
  func state(of row: Dataset.Row) -> ReviewState {
    guard !confirmed.isEmpty,
      let review = confirmed[FigureID(report: row.report, key: row.observation.key)],
      let before = review.figure
    else { return .unreviewed }
    return ReviewState(
      standing: before.observation.figureIsTheSame(as: row.observation) ? .reviewed : .changed,
      review: review, before: before)
  }

  /// The decision between an area's figures of one key, where it still holds: while they state the
  /// values that they stated when it was taken, and the preferred report states its own.
  func preference(among rows: [Dataset.Row]) -> Review? {
    guard !preferred.isEmpty, let first = rows.first,
      let review = preferred[Place(area: first.report.area, key: first.observation.key)],
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
    confirmed.values.filter { $0.topic == topic }.sorted {
      ($0.report, $0.key) < ($1.report, $1.key)
    }
  }

  /// The topics that decisions are about.
  var topics: Set<Dataset.Topic> { Set(confirmed.values.map(\.topic)) }
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
