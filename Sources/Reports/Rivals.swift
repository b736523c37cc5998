/// What the reports of one area state under one key, and which of it counts.
struct Rivals: Hashable, Sendable {
  /// The area's rows of the key, the one that counts first.
  let rows: [Dataset.Row]
  /// Whether they contradict each other.
  let conflict: Figure.Conflict

  /// The row that counts.
  var chosen: Dataset.Row { rows[0] }
  /// What all state.
  var key: ObservationKey { chosen.observation.key }

  /// Groups the rows of one area by key, in the order of keys.
  static func groups(of rows: [Dataset.Row], _ reviews: Reviews) -> [Rivals] {
    guard rows.count > 1 else { return rows.map { Rivals([$0], reviews) } }
    return Dictionary(grouping: rows, by: \.observation.key).values
      .map { Rivals($0, reviews) }
      .sorted { $0.key < $1.key }
  }

  private init(_ unordered: [Dataset.Row], _ reviews: Reviews) {
    guard unordered.count > 1 else {
      rows = unordered
      conflict = .none
      return
    }
    var rows = unordered.sorted(by: Self.speaksBefore)
    guard Set(rows.map(\.observation.value)).count > 1 else {
      self.rows = rows
      conflict = .none
      return
    }
    guard let review = reviews.preference(among: rows),
      let index = rows.firstIndex(where: { $0.report == review.report })
    else {
      self.rows = rows
      conflict = .open
      return
    }
    rows.insert(rows.remove(at: index), at: 0)
    self.rows = rows
    conflict = .resolved
  }

  /// While nobody has decided: reports of the figure's own year speak before those that look back
  /// or ahead, and the annual narrative before other series, then reports in their order.
  private static func speaksBefore(_ left: Dataset.Row, _ right: Dataset.Row) -> Bool {
    func rank(_ row: Dataset.Row) -> Int {
      let isOfOtherYear = row.report.period.year != row.observation.key.period.year
      return (isOfOtherYear ? 2 : 0) + (row.report.series == .annual ? 0 : 1)
    }
    return (rank(left), left.report) < (rank(right), right.report)
  }
}

/// One row of a topic, with what the city makes of it.
public struct Figure: Hashable, Sendable, Codable {
  /// Whether reports of one area contradict each other.
  public enum Conflict: String, Hashable, Sendable, Codable {
    /// They don't.
    case none
    /// They do, and nobody has decided.
    case open
    /// They do, and a person has decided which counts.
    case resolved
  }

  /// The row.
  public let row: Dataset.Row
  /// Whether its area's effective value was made from it.
  public let isCounted: Bool
  /// Whether another report of its area states the same figure differently.
  public let conflict: Conflict
  /// How it stands in the city's review.
  public let review: ReviewState
}
