public import Reports
public import SyncProtocol

/// What an aggregator's control socket is asked.
enum AggregatorRequest: Sendable, Codable {
  /// The totals of all years or of one, now or as they were at a past moment.
  case totals(year: Int?, asOfMs: Int64?)
  /// The figures behind an indicator's totals in a year.
  case evidence(topic: Dataset.Topic)
  /// How an indicator's totals in a year came to be what they are.
  case totalHistory(topic: Dataset.Topic, limit: Int)
  /// How an area's figure came to be what it is; the indicator's unit where none is named.
  case figureHistory(area: AreaCode, place: FigurePlace, limit: Int)
  /// What a person should look at, in all years or in one.
  case findings(year: Int?)
  /// Keep a person's decision about a figure.
  case review(FigurePlace, ReportID, Review.Decision, person: String, reason: String)
  /// Tell how things stand.
  case status
  /// Lift an area's quarantine, and take over whatever journal it comes with.
  case accept(area: AreaCode)
}

/// The totals as an aggregator tells them.
public struct TotalsAnswer: Hashable, Sendable, Codable {
  /// The totals, in the order of the catalogue.
  public let totals: [TotalSummary]
  /// The offices that report, in the order of their list.
  public let areas: [AreaName]
  /// The names of the indicators, by code.
  public let indicatorNames: [String: String]
}

/// An area and what it is called.
public struct AreaName: Hashable, Sendable, Codable {
  /// Its code.
  public let code: AreaCode
  /// Its name in Chinese.
  public let nameZh: String
}

/// Which figure of an area is meant.
public struct FigurePlace: Hashable, Sendable, Codable {
  /// The indicator.
  public let indicator: IndicatorCode
  /// The period.
  public let period: Period
  /// The label of a part; nil for the total.
  public let part: String?
  /// The unit; nil for the indicator's own.
  public let unit: Unit?

  /// Names a figure.
  public init(indicator: IndicatorCode, period: Period, part: String?, unit: Unit?) {
    self.indicator = indicator
    self.period = period
    self.part = part
    self.unit = unit
  }

  /// The address, with the unit of the indicator where none is named.
  func key(_ indicators: IndicatorList) throws(DaemonError) -> ObservationKey {
    guard let unit = unit ?? indicators[indicator]?.unit else {
      throw DaemonError(
        .usage, zh: "指标目录里没有“\(indicator)”，请用 --unit 写明单位。",
        en: "The catalogue has no '\(indicator)'; name the unit with --unit.")
    }
    return ObservationKey(period: period, indicator: indicator, part: part, unit: unit)
  }
}

/// A figure behind a total, with the words that it rests on.
public struct EvidenceRow: Hashable, Sendable, Codable {
  /// The report that states it.
  public let report: ReportID
  /// The figure.
  public let observation: Observation
  /// The file it was read from.
  public let document: DocumentReference
  /// Whether its area's effective value was made from it.
  public let isCounted: Bool
  /// Whether another report of its area states the same figure differently.
  public let conflict: Figure.Conflict
  /// How it stands in the city's review.
  public let review: ReviewState

  init(_ figure: Figure) {
    report = figure.row.report
    observation = figure.row.observation
    document = figure.row.document
    isCounted = figure.isCounted
    conflict = figure.conflict
    review = figure.review
  }
}

/// The figures behind an indicator's totals in a year.
public struct EvidenceAnswer: Hashable, Sendable, Codable {
  /// The totals, one a unit.
  public let totals: [TotalSummary]
  /// All figures, in the order of area, key and report.
  public let rows: [EvidenceRow]
}

/// How an aggregator stands.
public struct AggregatorStatus: Hashable, Sendable, Codable {
  /// One area, as the aggregator sees it.
  public struct Origin: Hashable, Sendable, Codable {
    /// The area.
    public let area: AreaCode
    /// Its name.
    public let name: String
    /// `live`, `catching-up`, `silent`, `never-heard`, `refused`, `quarantined` or `adopting`.
    public let state: String
    /// The last entry of its journal as far as it has told; nil while that is not known.
    public let head: UInt64?
    /// The last entry that is durably merged.
    public let cursor: UInt64
    /// How many entries are known and not merged; nil while that is not known.
    public let lag: UInt64?
    /// For how long entries have been known and not merged, in milliseconds; nil where there are
    /// none.
    public let lagMs: Int64?
    /// How long ago it was last heard, in milliseconds; nil if never.
    public let silentMs: Int64?
    /// What happened to its messages; nil if it was never heard.
    public let counts: OriginInbox.Counts?
    /// Why nothing is taken from it at the moment.
    public let lastError: String?

    /// How many of its entries found no room, or were of a log that is not followed.
    public var drops: Int { counts.map { $0.dropped + $0.foreign } ?? 0 }
    /// How often entries were asked for again.
    public var nacks: Int { counts?.nacks ?? 0 }
  }

  /// The areas.
  public let origins: [Origin]
  /// How many observations are merged.
  public let observationCount: Int
  /// How many nodes were asked to come again later, because others were catching up.
  public let waitsAsked: Int
  /// How many entries could not be read and were put aside.
  public let poisonedEntries: Int
  /// How many messages were refused because their sender was not the area they spoke for, or
  /// because they were no messages of the protocol.
  public let refusedMessages: Int
  /// How the access list stands; nil on loopback without keys.
  public let access: AccessStatus?
  /// How often each identity was refused and why, connections included, the most frequent first.
  public let refusals: [RefusalLog.Count]
  /// The version of the program that the daemon runs; nil of one that does not tell.
  public let version: String?
}
