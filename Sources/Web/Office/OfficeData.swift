public import Reports

/// What an office's pages show and do: its reports as they are read, corrected and sent.
///
/// What can't be answered or done is thrown as an ``ExplainedError``.
public protocol OfficeData: Sendable {
  /// The office's area.
  var area: AreaCode { get }
  /// The offices that report, and those above them.
  var areas: AreaList { get }
  /// The indicators of the node's catalogue.
  var indicators: IndicatorList { get async }
  /// How large a document may be, in bytes.
  var maximumDocumentBytes: Int { get }

  /// The reports that were published, the last changed first.
  func reports() async throws -> [PublishedReport]
  /// The documents that wait to be checked, the newest first.
  func drafts() async throws -> [Draft]
  /// The aggregators that the office sends to, in the order of its settings.
  func deliveries() async -> [Delivery]
  /// The last file that was put aside from the inbox, and why, in a Chinese sentence; nil where none
  /// was since the node began.
  func lastRejected() async -> String?

  /// Keeps a document to be checked; nothing is sent. The same document under the same options is
  /// the draft that is there already.
  func open(_ bytes: [UInt8], name: String, options: DocumentOptions) async throws -> Draft
  /// Makes the last revision of a published report a draft, to be corrected.
  func reopen(_ report: ReportID) async throws -> Draft
  /// A draft as it is read now; nil where there is none.
  func reading(of draft: Draft.ID) async throws -> DraftReading?
  /// Keeps a person's decision about a figure; nothing is sent until the draft is published.
  func correct(_ request: CorrectionRequest) async throws
  /// Sends what a draft changes, and ends the draft.
  ///
  /// The fingerprint is that of the reading that the person has seen: what has changed since is
  /// refused.
  func publish(_ draft: Draft.ID, fingerprint: String) async throws -> PublishedReport
  /// Ends a draft; the corrections that were made stay with the report.
  func discard(_ draft: Draft.ID) async throws
  /// What people decided about a report's figures, the newest first, replaced decisions among them.
  func corrections(of report: ReportID) async throws -> [Correction]
}

/// How far an aggregator has what this office has sent.
public struct Delivery: Hashable, Sendable {
  /// Where it listens.
  public let endpoint: String
  /// How the conversation stands: `connecting`, `live`, `sending-snapshot`, `waiting`,
  /// `key-refused` or `failed`.
  public let state: String
  /// The last entry that it has made durable; nil while that is not known.
  public let acknowledged: UInt64?
  /// How many entries it does not have yet; nil while that is not known.
  public let lag: UInt64?
  /// What went wrong last.
  public let lastError: String?

  /// Makes a delivery.
  public init(
    endpoint: String, state: String, acknowledged: UInt64?, lag: UInt64?, lastError: String?
  ) {
    self.endpoint = endpoint
    self.state = state
    self.acknowledged = acknowledged
    self.lag = lag
    self.lastError = lastError
  }

  /// Whether it has a report's last change; nil while that is not known.
  public func has(_ report: PublishedReport) -> Bool? {
    acknowledged.map { $0 >= report.sequence }
  }
}
