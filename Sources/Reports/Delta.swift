/// What one revision of a report changes in its area's observations.
///
/// Puts carry values, never increments, so a delta that is applied twice changes nothing. A delta
/// is atomic.
public struct Delta: Hashable, Sendable, Codable {
  /// The report that changes.
  public let report: ReportID
  /// The file it was read from.
  public let document: DocumentReference
  /// The version of the indicator catalogue that read it.
  public let catalogueVersion: String
  /// Observations that are new or have changed, in the order of their keys.
  public let puts: [Observation]
  /// Observations that the report no longer states, in order.
  public let retracts: [ObservationKey]
  /// Why some of them were retracted: a person dropped the figure, or moved it to another key.
  public let retractReasons: [RetractReason]

  /// Why a figure was taken back that the report's words still state.
  public struct RetractReason: Hashable, Sendable, Codable {
    /// One of the retracted keys; a reason for any other says nothing.
    public let key: ObservationKey
    /// Who, when and why.
    public let note: CorrectionNote

    /// Makes a reason.
    public init(key: ObservationKey, note: CorrectionNote) {
      self.key = key
      self.note = note
    }
  }

  /// The most observations that a report may state; a long annual narrative has about a hundred.
  public static let maximumObservations = 512

  /// Makes a delta.
  public init(
    report: ReportID, document: DocumentReference, catalogueVersion: String, puts: [Observation],
    retracts: [ObservationKey], retractReasons: [RetractReason] = []
  ) {
    self.report = report
    self.document = document
    self.catalogueVersion = catalogueVersion
    self.puts = puts
    self.retracts = retracts
    self.retractReasons = retractReasons
  }
}

/// The difference between two revisions of a report.
public struct ReportDiff: Hashable, Sendable {
  /// Observations that only the new revision states.
  public private(set) var added: [Observation] = []
  /// Observations that both state differently.
  public private(set) var corrected: [Correction] = []
  /// Observations that only the old revision states.
  public private(set) var withdrawn: [Observation] = []
  /// How many observations both state alike.
  public private(set) var unchangedCount = 0

  /// A figure that the new revision states differently.
  public struct Correction: Hashable, Sendable, Codable {
    /// What the last revision stated.
    public let before: Observation
    /// What the new one states.
    public let after: Observation
  }

  /// Compares two revisions; where a key stands twice in one, its first observation counts.
  public init(from old: [Observation], to new: [Observation]) {
    var remaining = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var keys: Set<ObservationKey> = []
    let unique = new.filter { keys.insert($0.key).inserted }
    for observation in unique.sorted(by: { $0.key < $1.key }) {
      guard let before = remaining.removeValue(forKey: observation.key) else {
        added.append(observation)
        continue
      }
      if before.statesTheSame(as: observation) {
        unchangedCount += 1
      } else {
        corrected.append(Correction(before: before, after: observation))
      }
    }
    withdrawn = remaining.values.sorted { $0.key < $1.key }
  }

  /// Whether both revisions state the same figures.
  public var isEmpty: Bool {
    added.isEmpty && corrected.isEmpty && withdrawn.isEmpty
  }

  /// The observations to put, in the order of their keys.
  public var puts: [Observation] {
    (added + corrected.map(\.after)).sorted { $0.key < $1.key }
  }

  /// The keys to retract, in order.
  public var retracts: [ObservationKey] {
    withdrawn.map(\.key)
  }

  /// The observations of the report after the change: unchanged ones keep the evidence they had,
  /// so that a figure points to the revision that first stated it.
  public func applied(to old: [Observation]) -> [Observation] {
    var state = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for key in retracts { state[key] = nil }
    for put in puts { state[put.key] = put }
    return state.values.sorted { $0.key < $1.key }
  }
}
