/// How an aggregator's access list stands.
public struct AccessStatus: Hashable, Sendable, Codable {
  /// The file of the list.
  public let path: String
  /// How many keys are let in.
  public let keys: Int
  /// Whether the file is missing, so that nobody is let in.
  public let isMissing: Bool
  /// Why the file can't be used, so that the last good list stays in force; nil where it can.
  public let problem: String?
}
