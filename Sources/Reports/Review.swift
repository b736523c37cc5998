/// What a person at the city decided about a figure. It is kept beside the figures and never
/// changes them; a later decision takes the place of an earlier one, and none is overwritten.
public struct Review: Hashable, Sendable, Codable {
  /// What is decided.
  public enum Decision: String, Hashable, Sendable, Codable, CaseIterable {
    /// The figure was held against its report and is right.
    case confirm
    /// Of what an area's reports state differently, this report's figure counts.
    case prefer
    /// An earlier decision is taken back: the figure is to be looked at again.
    case reopen
  }

  /// The report whose figure it is about.
  public let report: ReportID
  /// Which of its figures.
  public let key: ObservationKey
  /// What is decided.
  public let decision: Decision
  /// What the area's reports stated under the key when it was decided, in the order of reports.
  public let figures: [Dataset.Row]
  /// Who decided, as the person wrote it.
  public let person: String
  /// Why.
  public let reason: String
  /// When, in milliseconds since 1970.
  public let atMs: Int64

  /// The longest name of a person, in bytes of UTF-8: some twenty characters.
  public static let maximumPersonLength = 64
  /// The longest reason, in bytes of UTF-8: two hundred characters, a short paragraph.
  public static let maximumReasonLength = 600
  /// The most reports of an area that may state one figure when it is decided about.
  public static let maximumFigures = 32

  /// Why a decision can't be taken.
  public enum Invalid: Error, Hashable, Sendable {
    /// Nobody is named, or the name is too long or holds control characters.
    case person
    /// No reason is given, or it is too long or holds control characters.
    case reason
    /// The report does not state the figure.
    case noFigure
    /// The figure is no longer what the person saw.
    case changedMeanwhile
    /// There are no two different figures to choose from.
    case noConflict
    /// There is nothing to take back.
    case notReviewed
    /// More reports than ``Review/maximumFigures`` state it.
    case tooManyFigures
  }

  /// Makes a decision as it was kept.
  public init(
    report: ReportID, key: ObservationKey, decision: Decision, figures: [Dataset.Row],
    person: String, reason: String, atMs: Int64
  ) {
    self.report = report
    self.key = key
    self.decision = decision
    self.figures = figures
    self.person = person
    self.reason = reason
    self.atMs = atMs
  }

  /// What the report stated when it was decided.
  public var figure: Dataset.Row? { figures.first { $0.report == report } }

  /// The topic whose totals it may change.
  public var topic: Dataset.Topic { Dataset.Topic(key) }
}

/// What a person asks to decide.
public struct ReviewRequest: Hashable, Sendable, Codable {
  /// The report whose figure it is about.
  public let report: ReportID
  /// Which of its figures.
  public let key: ObservationKey
  /// What is decided.
  public let decision: Review.Decision
  /// Who decides.
  public let person: String
  /// Why.
  public let reason: String
  /// The value that the person saw; nil where that is not checked.
  public let expected: FixedDecimal?

  /// Makes a request.
  public init(
    report: ReportID, key: ObservationKey, decision: Review.Decision, person: String,
    reason: String, expected: FixedDecimal? = nil
  ) {
    self.report = report
    self.key = key
    self.decision = decision
    self.person = person
    self.reason = reason
    self.expected = expected
  }

  /// The request with spaces around person and reason taken away, where both can be kept.
  func checked() throws(Review.Invalid) -> ReviewRequest {
    guard let person = TypedLine(person, atMost: Review.maximumPersonLength)?.text else {
      throw .person
    }
    guard let reason = TypedLine(reason, atMost: Review.maximumReasonLength)?.text else {
      throw .reason
    }
    return ReviewRequest(
      report: report, key: key, decision: decision, person: person, reason: reason,
      expected: expected)
  }
}

/// How a figure stands in the city's review.
public struct ReviewState: Hashable, Sendable, Codable {
  /// Whether it was looked at.
  public enum Standing: String, Hashable, Sendable, Codable {
    /// Nobody has decided about it.
    case unreviewed
    /// It was confirmed, or preferred, and is what it was then.
    case reviewed
    /// It was confirmed, or preferred, and has changed since: 待复核 again.
    case changed
  }

  /// Whether it was looked at.
  public let standing: Standing
  /// The decision that it rests on; nil where there is none.
  public let review: Review?
  /// What was confirmed; nil where nothing was.
  public let before: Dataset.Row?

  static let unreviewed = ReviewState(standing: .unreviewed, review: nil, before: nil)
}
