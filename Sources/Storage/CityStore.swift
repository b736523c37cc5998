internal import GRDB
public import Reports
public import SyncProtocol

/// The city's store: each area's journal entries as they were received, and how far each goes.
///
/// The entries are the truth; the dataset is their fold and can be made anew at any time. Entries
/// and cursors go into one synced transaction, so that an acknowledgement means durable.
public final class CityStore: Sendable {
  /// The name of this store, drawn when it was made: a node can tell a store made anew.
  public let incarnation: LogID
  private let file: StoreFile

  /// Opens the store, or makes it under a new name.
  ///
  /// - Throws: ``StorageError``.
  public init(
    path: String, mode: StoreMode = .readWrite, newIncarnation: LogID
  ) throws(StorageError) {
    file = try StoreFile(
      path: path, kind: .cityStore, mode: mode,
      makingTables: """
        CREATE TABLE store (incarnation BLOB NOT NULL);
        CREATE TABLE entry (
          id INTEGER PRIMARY KEY,
          origin INTEGER NOT NULL,
          header BLOB NOT NULL,
          body BLOB NOT NULL,
          received_at_ms INTEGER NOT NULL,
          poison TEXT);
        CREATE TABLE cursor (
          origin INTEGER PRIMARY KEY,
          log_id BLOB NOT NULL,
          sequence INTEGER NOT NULL,
          hash BLOB NOT NULL);
        """)
    if mode == .readWrite {
      try file.write { database in
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM store") == 0 else { return }
        try database.execute(
          sql: "INSERT INTO store (incarnation) VALUES (?)", arguments: [newIncarnation.bytes.data])
      }
    }
    let path = path
    incarnation = try file.read { database in
      guard let row = try Row.fetchOne(database, sql: "SELECT incarnation FROM store"),
        let incarnation = LogID(row.bytes("incarnation"))
      else { throw StorageError(.damaged, "\(path) has lost its name; restore a backup") }
      return incarnation
    }
  }

  /// How far each area's journal is merged.
  public func cursors() throws(StorageError) -> [AreaCode: Position] {
    try file.read(fetchCursors)
  }

  private func fetchCursors(_ database: Database) throws -> [AreaCode: Position] {
    let rows = try Row.fetchAll(database, sql: "SELECT origin, log_id, sequence, hash FROM cursor")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { row in
        guard let number = UInt32.fromDatabaseValue(row["origin"]),
          let origin = AreaCode(number: number), let position = Position(row: row)
        else { throw StorageError(.damaged, "\(file.path) has a damaged cursor; restore a backup") }
        return (origin, position)
      })
  }

  /// Appends entries and moves their cursors, in one synced transaction: all or nothing.
  ///
  /// - Returns: The new cursors of the areas that the entries came from.
  /// - Throws: ``StorageError/Code/outOfOrder`` where an entry does not follow its area's cursor.
  public func append(
    _ merges: [OriginInbox.Merge], wallClockMs: Int64
  ) throws(StorageError) -> [AreaCode: Position] {
    try file.write { database in
      let known = try fetchCursors(database)
      var moved: [AreaCode: Position] = [:]
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO entry (origin, header, body, received_at_ms, poison) VALUES (?, ?, ?, ?, ?)
          """)
      for merge in merges {
        let entry = merge.entry
        guard let origin = AreaCode(number: entry.header.origin) else {
          throw StorageError(.outOfOrder, "an entry of no area was handed over")
        }
        let before =
          moved[origin] ?? known[origin] ?? .start(of: entry.header.logID, origin: origin)
        guard entry.follows(before) else {
          throw StorageError(
            .outOfOrder, "entry \(entry.position) of \(origin) does not follow \(before)")
        }
        try insert.execute(arguments: [
          origin.number, entry.headerBytes.data, entry.body.data, wallClockMs, merge.poisonReason,
        ])
        moved[origin] = entry.position
      }
      let move = try database.cachedStatement(
        sql: """
          INSERT INTO cursor (origin, log_id, sequence, hash) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET log_id = excluded.log_id, sequence = excluded.sequence,
            hash = excluded.hash
          """)
      for (origin, position) in moved {
        try move.execute(arguments: [
          origin.number, position.logID.bytes.data, Int64(clamping: position.sequence),
          position.hash.bytes.data,
        ])
      }
      return moved
    }
  }

  /// Makes the dataset anew from all entries, with every area's chain checked link by link.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken.
  public func fold() throws(StorageError) -> Dataset {
    try file.read { database in
      var dataset = Dataset()
      var positions: [AreaCode: Position] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT header, body, poison IS NOT NULL AS poisoned FROM entry ORDER BY id")
      while let row = try rows.next() {
        let entry = try JournalEntry(headerBytes: row.bytes("header"), body: row.bytes("body"))
        guard let origin = AreaCode(number: entry.header.origin),
          entry.follows(positions[origin] ?? .start(of: entry.header.logID, origin: origin))
        else {
          throw StorageError(.damaged, "\(file.path): a chain breaks before \(entry.position)")
        }
        positions[origin] = entry.position
        if row["poisoned"] as Bool == false {
          dataset.apply(try Delta(decoding: entry.body))
        }
      }
      guard positions == (try fetchCursors(database)) else {
        throw StorageError(.damaged, "\(file.path): the cursors are not where the chains end")
      }
      return dataset
    }
  }

  /// How many entries could not be read and were put aside.
  public func poisonedCount() throws(StorageError) -> Int {
    try file.read { database in
      try Int.fetchOne(database, sql: "SELECT count(*) FROM entry WHERE poison IS NOT NULL") ?? 0
    }
  }
}

extension OriginInbox.Merge {
  /// Why the entry can't be read; nil where it can.
  fileprivate var poisonReason: String? {
    guard case .poison(let error) = content else { return nil }
    return error.description
  }
}
