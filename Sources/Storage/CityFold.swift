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

extension CityStore {
  /// Makes the dataset anew from all entries, snapshots and decisions, with every area's chain
  /// checked link by link.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken.
  public func fold() throws(StorageError) -> CityState {
    let file = file
    return try file.read { database in
      let state = try Self.fold(CityReplay(), in: database, of: file)
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
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken, and
  ///   ``StorageError/Code/cancelled``.
  public func fold(asOfMs: Int64) async throws(StorageError) -> CityState {
    let file = file
    return try await file.readAside { database in
      try Self.fold(CityReplay(asOfMs: asOfMs), in: database, of: file)
    }
  }

  private static func fold(
    _ replay: CityReplay, in database: Database, of file: StoreFile
  ) throws -> CityState {
    var state = CityState()
    try replay.forEach(in: database, of: file) { item in
      switch item.content {
      case .entry(let header, let body, _):
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
