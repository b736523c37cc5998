internal import GRDB
public import Reports
public import SyncProtocol

/// What the city's store comes to at a moment.
public struct CityState: Sendable {
  /// The observations, and what was decided about them.
  public var dataset = Dataset()
  /// The reports that they come from.
  public var reports = ReportRegister()
  /// How far each area's journal goes into it.
  public var cursors: [AreaCode: Position] = [:]
  /// The place behind the last event that is in it.
  public var last = HistoryCursor.start

  /// Makes the state of a city that has heard of nobody.
  public init() {}

  mutating func apply(_ event: DatasetEvent) {
    dataset.apply(event)
    reports.apply(event)
    last = event.cursor
  }
}

/// How far a store has been gone through.
public struct ReplayProgress: Hashable, Sendable {
  /// How many entries are done.
  public let done: Int64
  /// How many there are.
  public let count: Int64

  /// Makes a progress.
  public init(done: Int64, count: Int64) {
    self.done = done
    self.count = count
  }
}

extension CityStore {
  /// After how many entries a caller hears how far it has come: some milliseconds of work.
  static let reportedEvery: Int64 = 500

  /// Makes the dataset anew from all entries, snapshots and decisions, with every area's chain
  /// checked link by link.
  ///
  /// - Parameter progress: Is told how far it has come.
  /// - Returns: What it comes to.
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken.
  public func fold(
    progress: (ReplayProgress) -> Void = { _ in }
  ) throws(StorageError) -> CityState {
    let file = file
    return try file.read { database in
      let state = try Self.fold(CityReplay(), in: database, of: file, progress: progress)
      guard state.cursors == (try fetchCursors(database)) else {
        throw StorageError(.damaged, "\(file.path): the cursors are not where the chains end")
      }
      return state
    }
  }

  /// The dataset as it was at a past moment: with what was received and decided up to it.
  ///
  /// It reads beside the writer and does not hold it up.
  ///
  /// - Parameters:
  ///   - asOfMs: The moment, in milliseconds since 1970.
  ///   - progress: Is told how far it has come.
  /// - Returns: What it came to.
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken, and
  ///   ``StorageError/Code/cancelled``.
  public func fold(
    asOfMs: Int64, progress: @escaping @Sendable (ReplayProgress) -> Void = { _ in }
  ) async throws(StorageError) -> CityState {
    let file = file
    return try await file.readAside { database in
      try Self.fold(CityReplay(asOfMs: asOfMs), in: database, of: file, progress: progress)
    }
  }

  private static func fold(
    _ replay: CityReplay, in database: Database, of file: StoreFile,
    progress: (ReplayProgress) -> Void
  ) throws -> CityState {
    var state = CityState()
    // Entries are numbered without gaps, and none is ever deleted.
    let count = try Int64.fetchOne(database, sql: "SELECT max(id) FROM entry") ?? 0
    try replay.forEach(in: database, of: file) { item in
      switch item.content {
      case .entry(let header, let body, _):
        if item.cursor.entry.isMultiple(of: reportedEvery) {
          progress(ReplayProgress(done: item.cursor.entry, count: count))
        }
        let entry = try JournalEntry(headerBytes: header, body: body)
        let before =
          state.cursors[item.area] ?? .start(of: entry.header.logID, origin: item.area)
        guard entry.follows(before) else {
          throw StorageError(.damaged, "\(file.path): a chain breaks before \(entry.position)")
        }
        state.cursors[item.area] = entry.position
      case .snapshot(let position):
        state.cursors[item.area] = position
      case .review:
        break
      }
      if let event = try replay.event(item, in: database) { state.apply(event) }
      return true
    }
    return state
  }
}
