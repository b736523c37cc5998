internal import GRDB
internal import Reports
internal import SyncProtocol

/// What of the store is gone through, in the order in which it came about.
struct CityReplay {
  /// Only what comes after.
  var cursor = HistoryCursor.start
  /// Only what came before the first event that was received later than this moment, so that a
  /// clock that was set back never leaves a chain with a hole.
  var asOfMs: Int64 = .max
  /// Only what one area sent.
  var area: AreaCode?
  /// Only bodies that may be about this indicator. It leaves out nearly all that would be decoded in
  /// vain.
  var indicator: IndicatorCode?

  /// One thing that is kept.
  struct Item {
    let cursor: HistoryCursor
    let atMs: Int64
    let area: AreaCode
    let content: Content

    enum Content {
      case entry(header: [UInt8], body: [UInt8], isPoisoned: Bool)
      case snapshot(Position)
      case review(Review)
    }
  }

  /// Goes through the items in order until `body` returns false.
  func forEach(
    in database: Database, of file: StoreFile, _ body: (Item) throws -> Bool
  ) throws {
    let markers = try Row.fetchCursor(database, markers)
    var marker = try markers.next().map { try item(marker: $0, database, file) }
    let entries = try Row.fetchCursor(database, entries)
    while let row = try entries.next() {
      let entry = try item(entry: row, file)
      while let next = marker, next.cursor < entry.cursor {
        guard next.atMs <= asOfMs, try body(next) else { return }
        marker = try markers.next().map { try item(marker: $0, database, file) }
      }
      guard entry.atMs <= asOfMs, try body(entry) else { return }
    }
    while let next = marker {
      guard next.atMs <= asOfMs, try body(next) else { return }
      marker = try markers.next().map { try item(marker: $0, database, file) }
    }
  }

  private var entries: SQLRequest<Row> {
    var sql = """
      SELECT id, origin, header, body, received_at_ms, poison IS NOT NULL AS poisoned
      FROM entry WHERE id > ?
      """
    var arguments: StatementArguments = [cursor.entry]
    if let area {
      sql += " AND origin = ?"
      arguments += [area.number]
    }
    if let indicator {
      sql += " AND instr(body, ?)"
      arguments += [Delta.needle(of: indicator).data]
    }
    return SQLRequest(sql: sql + " ORDER BY id", arguments: arguments)
  }

  /// Snapshots and decisions lie between entries.
  private var markers: SQLRequest<Row> {
    SQLRequest(
      sql: """
        SELECT * FROM (
          SELECT after_entry AS entry, id AS snapshot, 0 AS review, origin, received_at_ms,
            log_id, sequence, hash, NULL AS body FROM snapshot
          UNION ALL
          SELECT after_entry, after_snapshot, id, origin, at_ms, NULL, NULL, NULL, body FROM review)
        WHERE (entry, snapshot, review) > (?, ?, ?) AND (? IS NULL OR origin = ?)
        ORDER BY entry, snapshot, review
        """,
      arguments: [
        cursor.entry, cursor.snapshot, cursor.review, area?.number, area?.number,
      ])
  }

  private func item(entry row: Row, _ file: StoreFile) throws -> Item {
    Item(
      cursor: HistoryCursor(entry: row["id"], snapshot: 0, review: 0),
      atMs: row["received_at_ms"], area: try file.origin(of: row),
      content: .entry(
        header: row.bytes("header"), body: row.bytes("body"), isPoisoned: row["poisoned"]))
  }

  private func item(marker row: Row, _ database: Database, _ file: StoreFile) throws -> Item {
    let cursor = HistoryCursor(
      entry: row["entry"], snapshot: row["snapshot"], review: row["review"])
    let content: Item.Content
    if cursor.review > 0 {
      content = .review(try Review(stored: row.bytes("body"), in: file))
    } else {
      guard let position = Position(row: row) else {
        throw StorageError(.damaged, "\(file.path) has a damaged snapshot; restore a backup")
      }
      content = .snapshot(position)
    }
    return Item(
      cursor: cursor, atMs: row["received_at_ms"], area: try file.origin(of: row),
      content: content)
  }

  /// The deltas that an installed snapshot is made of.
  func deltas(of snapshot: HistoryCursor, in database: Database) throws -> [Delta] {
    var sql = "SELECT body FROM snapshot_chunk WHERE snapshot = ? AND poison IS NULL"
    var arguments: StatementArguments = [snapshot.snapshot]
    if let indicator {
      sql += " AND instr(body, ?)"
      arguments += [Delta.needle(of: indicator).data]
    }
    let chunks = try Row.fetchCursor(
      database, sql: sql + " ORDER BY position", arguments: arguments)
    var deltas: [Delta] = []
    while let row = try chunks.next() { deltas.append(try Delta(decoding: row.bytes("body"))) }
    return deltas
  }

  /// Goes through what changed the dataset until `body` returns false.
  func forEachEvent(
    in database: Database, of file: StoreFile, _ body: (DatasetEvent) throws -> Bool
  ) throws {
    try forEach(in: database, of: file) { item in
      guard let event = try event(item, in: database) else { return true }
      return try body(event)
    }
  }

  /// What an item changes; nil for an entry that could not be read and was put aside.
  func event(_ item: Item, in database: Database) throws -> DatasetEvent? {
    let content: DatasetEvent.Content
    switch item.content {
    case .entry(_, _, isPoisoned: true): return nil
    case .entry(_, let body, _): content = .delta(try Delta(decoding: body))
    case .snapshot: content = .snapshot(try deltas(of: item.cursor, in: database))
    case .review(let review): content = .review(review)
    }
    return DatasetEvent(
      cursor: item.cursor, atMs: item.atMs, area: item.area, content: content)
  }
}
