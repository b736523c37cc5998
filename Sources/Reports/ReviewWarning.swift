/// Something in a report that a person should look at. It never blocks.
public struct ReviewWarning: Hashable, Sendable, Codable {
  /// What kind of doubt it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// One observation is stated with two different values.
    case conflict
    /// The parts do not fit the total.
    case partsAgainstTotal
    /// A rate lies outside of 0 to 100.
    case rateOutOfRange
    /// A figure belongs to another area than the one that reports.
    case otherArea
    /// The text names no year, so the year of publication was taken.
    case periodAssumed
    /// Much of what the last revision stated is gone from the new one.
    case manyWithdrawn
  }

  /// What kind of doubt it is.
  public let kind: Kind
  /// The doubt in one Chinese sentence.
  public let messageZh: String
  /// The doubt in one English sentence.
  public let messageEn: String
  /// The places in the text that it rests on.
  public let places: [Evidence]

  /// Makes a warning.
  public init(kind: Kind, messageZh: String, messageEn: String, places: [Evidence] = []) {
    self.kind = kind
    self.messageZh = messageZh
    self.messageEn = messageEn
    self.places = places
  }
}
