/// How far a reader of live totals has come: which run of the aggregator, and which of its changes.
///
/// Its text fits an event's id in a stream of server-sent events.
public struct TotalsMark: Hashable, Sendable {
  /// The aggregator's run, which counts its changes from 1.
  public let run: String
  /// The last change that was seen; 0 before the first.
  public let sequence: UInt64

  /// Makes a mark.
  public init(run: String, sequence: UInt64) {
    self.run = run
    self.sequence = sequence
  }
}

extension TotalsMark: LosslessStringConvertible {
  /// `RUN-17`.
  public var description: String { "\(run)-\(sequence)" }

  /// Reads `RUN-17`; nil for anything else.
  public init?(_ description: String) {
    let fields = description.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 2, !fields[0].isEmpty, let sequence = UInt64(fields[1]) else {
      return nil
    }
    self.init(run: String(fields[0]), sequence: sequence)
  }
}

/// Totals that have changed.
public struct TotalsUpdate: Hashable, Sendable, Codable {
  /// Counts the changes of one run of the aggregator.
  public let sequence: UInt64
  /// The new totals.
  public let totals: [TotalSummary]
  /// Totals that no area states any more.
  public let removed: [TotalSummary.ID]
  /// The area whose figures caused the change; nil where several did.
  public let origin: AreaCode?

  /// Makes an update.
  public init(
    sequence: UInt64, totals: [TotalSummary], removed: [TotalSummary.ID], origin: AreaCode?
  ) {
    self.sequence = sequence
    self.totals = totals
    self.removed = removed
    self.origin = origin
  }
}

/// What a reader of live totals is told.
public enum TotalsEvent: Hashable, Sendable {
  /// Totals have changed.
  case change(TotalsUpdate)
  /// Changes were missed: take all totals anew, then go on with what follows.
  case gap
}

/// A reporting office as the city sees it.
public struct OfficeStanding: Hashable, Sendable, Codable {
  /// How the office's node and the city are connected.
  public struct Link: Hashable, Sendable, Codable {
    /// `live`, `catching-up`, `silent`, `never-heard`, `refused`, `quarantined` or `adopting`.
    public let state: String
    /// How many entries are known and not merged; nil while that is not known.
    public let lag: UInt64?
    /// For how long entries have been known and not merged; nil where there are none.
    public let lagMs: Int64?
    /// How long ago it was last heard; nil if never.
    public let silentMs: Int64?
    /// Why nothing is taken from it at the moment.
    public let lastError: String?

    /// Makes a link's standing.
    public init(
      state: String, lag: UInt64?, lagMs: Int64?, silentMs: Int64?, lastError: String?
    ) {
      self.state = state
      self.lag = lag
      self.lagMs = lagMs
      self.silentMs = silentMs
      self.lastError = lastError
    }
  }

  /// The office.
  public let area: AreaCode
  /// Its name in Chinese.
  public let nameZh: String
  /// Its name in English.
  public let nameEn: String
  /// Its reports, the last received first.
  public let reports: [ReportStanding]
  /// How it is connected; nil while the aggregator starts, and for the office above, which has no
  /// node that the city waits for.
  public let link: Link?

  /// Makes an office's standing.
  public init(
    area: AreaCode, nameZh: String, nameEn: String, reports: [ReportStanding], link: Link?
  ) {
    self.area = area
    self.nameZh = nameZh
    self.nameEn = nameEn
    self.reports = reports
    self.link = link
  }
}
