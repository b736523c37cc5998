internal import GRDB
public import Reports

// What the city's store tells of the past. It reads beside the writer and does not hold it up, and
// keeps in memory what it tells, and one event at a time.
extension CityStore {
  /// The most bytes of bodies in one page of changes, so that a page of large reports ends sooner.
  private static let pageBytes = 4 * 1024 * 1024

  /// What came after a cursor, oldest first, at most `limit` events and never more than
  /// ``ChangePage/maximumCount``.
  ///
  /// - Throws: ``StorageError``.
  public func changes(
    after cursor: HistoryCursor, limit: Int
  ) async throws(StorageError) -> ChangePage {
    let file = file
    let limit = min(max(limit, 1), ChangePage.maximumCount)
    return try await file.readAside { database in
      var changes: [ChangePage.Change] = []
      var bytes = 0
      var isComplete = true
      let replay = CityReplay(cursor: cursor)
      try replay.forEach(in: database, of: file) { item in
        guard changes.count < limit, bytes < Self.pageBytes else {
          isComplete = false
          return false
        }
        guard let event = try replay.event(item, in: database) else { return true }
        // Of a snapshot nothing stays but how much it holds.
        changes.append(ChangePage.Change(event))
        if case .entry(_, let body, _) = item.content { bytes += body.count }
        return true
      }
      return ChangePage(changes, after: cursor, isComplete: isComplete)
    }
  }

  /// How a topic's totals came to be what they are; `before` leaves out what came at a cursor or
  /// later.
  ///
  /// - Throws: ``StorageError``.
  public func history(
    of topic: Dataset.Topic, areas: AreaList, indicators: IndicatorList, limit: Int,
    before: HistoryCursor? = nil
  ) async throws(StorageError) -> History<TotalVersion> {
    let file = file
    return try await file.readAside { database in
      var history = TotalHistory(of: topic, areas: areas, indicators: indicators, limit: limit)
      let replay = CityReplay(indicator: topic.indicator)
      try replay.forEachEvent(in: database, of: file) { event in
        guard before.map({ event.cursor < $0 }) ?? true else { return false }
        history.apply(event)
        return true
      }
      return history.history
    }
  }

  /// How a figure of an area came to be what it is, in all of the area's reports; `before` leaves out
  /// what came at a cursor or later.
  ///
  /// - Throws: ``StorageError``.
  public func history(
    of key: ObservationKey, area: AreaCode, limit: Int, before: HistoryCursor? = nil
  ) async throws(StorageError) -> History<ObservationVersion> {
    let file = file
    return try await file.readAside { database in
      var history = ObservationHistory(of: key, area: area, limit: limit)
      let replay = CityReplay(area: area, indicator: key.indicator)
      try replay.forEachEvent(in: database, of: file) { event in
        guard before.map({ event.cursor < $0 }) ?? true else { return false }
        history.apply(event)
        return true
      }
      return history.history
    }
  }
}
