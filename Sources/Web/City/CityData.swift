public import Exports
public import Reports

/// What the city's pages and programs' interface show: the dataset, as the aggregator answers it.
///
/// What can't be answered is thrown as an ``ExplainedError``.
public protocol CityData: Sendable {
  /// The offices that report, and those above them.
  var areas: AreaList { get }
  /// Until when the offices report on a year; nil where that is not said.
  var reportsDue: ReportingDeadline? { get }
  /// The indicators of the aggregator's catalogue.
  var indicators: IndicatorList { get }

  /// The totals of all years or of one, in the order of the catalogue, and where the stream of
  /// updates goes on from them.
  func totals(year: Int?) async -> (mark: TotalsMark, totals: [TotalSummary])
  /// The totals of one topic, one a unit, with the rows that they rest on.
  func totals(of topic: Dataset.Topic) async -> [Total]
  /// The totals as they were at a moment, in milliseconds since 1970.
  func totals(asOfMs: Int64, year: Int?) async throws -> [TotalSummary]
  /// Every figure of a topic, in the order of area, key and report.
  func figures(of topic: Dataset.Topic) async -> [Figure]
  /// What a person should look at, the open ones first.
  func findings(year: Int?) async -> Findings
  /// The reports that stand, by area, the newest first.
  func reports() async -> [ReportStanding]
  /// The offices in the order of their list, with their reports and how they are connected.
  func offices() async -> [OfficeStanding]

  /// What people decided, the newest first; of all topics or of one, before a number or all.
  func reviews(of topic: Dataset.Topic?, before: Int64?, limit: Int) async throws -> ReviewPage
  /// Keeps a decision.
  func add(_ request: ReviewRequest) async throws -> Review

  /// What came after a cursor, the oldest first.
  func changes(after cursor: HistoryCursor, limit: Int) async throws -> ChangePage
  /// How a topic's totals moved, before a cursor or up to now.
  func history(
    of topic: Dataset.Topic, limit: Int, before: HistoryCursor?
  ) async throws -> History<TotalVersion>
  /// Every version of an area's figure, before a cursor or up to now.
  func history(
    of key: ObservationKey, area: AreaCode, limit: Int, before: HistoryCursor?
  ) async throws -> History<ObservationVersion>

  /// What stands now or stood at a moment, in milliseconds since 1970, of all years or of one, as a
  /// file.
  func export(_ format: ExportFormat, year: Int?, asOfMs: Int64?) async throws -> [UInt8]

  /// Totals as they move, from now or from a mark on; a gap says that some could not be kept.
  func updates(after mark: TotalsMark?) async -> AsyncStream<TotalsEvent>
}

/// An error that tells people what is wrong and what to do.
public protocol ExplainedError: Error {
  /// One Chinese sentence.
  var messageZh: String { get }
  /// One English sentence.
  var messageEn: String { get }
  /// Where the fault lies.
  var fault: Fault { get }
}

/// Where the fault of an ``ExplainedError`` lies.
public enum Fault: Sendable {
  /// With what was asked: asking again will not help.
  case request
  /// With nobody: asking again after a while will help.
  case busy
  /// With the machine: somebody must look after it.
  case machine
}
