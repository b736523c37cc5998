/// Something in the dataset that a person at the city should look at. It never blocks and never
/// hides a figure.
public struct Finding: Hashable, Sendable, Codable {
  /// What kind of doubt it is.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Reports of one area state one figure differently.
    case conflict
    /// A figure was confirmed, and has changed or gone since.
    case changedAfterReview
    /// A figure is about ten thousand times the last year's, or its ten-thousandth: 元 for 万元.
    case scaleSlip
    /// A figure is a hundred times the last year's or more, or its hundredth or less.
    case jump
    /// A part is more than the total that it is a part of.
    case partsAgainstTotal
    /// The sub-periods of a period come to more than the period, or cover it and come to less.
    case periodsAgainstYear
    /// A rate lies outside of 0 to 100.
    case rateOutOfRange
  }

  /// What kind of doubt it is.
  public let kind: Kind
  /// The area whose figures it is about.
  public let area: AreaCode
  /// What they measure, and the year.
  public let topic: Dataset.Topic
  /// The doubt in one Chinese sentence.
  public let messageZh: String
  /// The doubt in one English sentence.
  public let messageEn: String
  /// The rows it rests on, the one in doubt first; at most ``maximumRows``.
  public let rows: [Dataset.Row]
  /// Whether somebody should still look: not where a person has decided the conflict, or has
  /// confirmed every one of ``rows`` as it stands.
  public let isOpen: Bool

  /// The most rows behind one finding: the months, quarters and halves of a year, and the year.
  public static let maximumRows = 19
}

/// The findings about a dataset, the open ones first, then by topic, area and kind.
public struct Findings: Hashable, Sendable, Codable {
  /// The findings, at most ``maximumCount``.
  public let list: [Finding]
  /// Whether there were more.
  public let isTruncated: Bool

  /// The most findings that are listed: more than a person looks through in weeks.
  public static let maximumCount = 2_000

  init(_ findings: [Finding]) {
    let sorted = findings.sorted(by: Self.precedes)
    list = Array(sorted.prefix(Self.maximumCount))
    isTruncated = sorted.count > list.count
  }

  private static func precedes(_ one: Finding, _ other: Finding) -> Bool {
    if one.isOpen != other.isOpen { return one.isOpen }
    if (one.topic, one.area) != (other.topic, other.area) {
      return (one.topic, one.area) < (other.topic, other.area)
    }
    if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
    guard let row = one.rows.first, let otherRow = other.rows.first else {
      return !other.rows.isEmpty
    }
    return (row.observation.key, row.report) < (otherRow.observation.key, otherRow.report)
  }
}
