public import Reports

/// What a node answers to a report: what was found, what changed, and what to look at.
public struct PushReceipt: Hashable, Sendable, Codable {
  /// The report that was pushed.
  public let report: ReportID
  /// The revision that it has now.
  public let revision: Int
  /// The sequence of the journal entry; nil where nothing changed.
  public let sequence: UInt64?
  /// How many quantities were found in the text, with and without an indicator.
  public let quantityCount: Int
  /// How many of them no indicator fits.
  public let uncodedCount: Int
  /// The figures that the report states for its area.
  public let observations: [Observation]
  /// Figures that are new.
  public let added: [Observation]
  /// Figures that were corrected.
  public let corrected: [ReportDiff.Correction]
  /// Figures that the report no longer states.
  public let withdrawn: [Observation]
  /// How many figures stand as before.
  public let unchangedCount: Int
  /// What a person should look at.
  public let warnings: [ReviewWarning]

  /// Whether nothing changed and nothing was published.
  public var isUnchanged: Bool { sequence == nil }
}
