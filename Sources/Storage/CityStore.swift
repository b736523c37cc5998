internal import GRDB
public import Reports
public import SyncProtocol

/// The city's store: each area's journal entries as they were received, and how far each goes.
///
/// The entries, and the snapshots that took the place of entries, are the truth; the dataset is
/// their fold and can be made anew at any time. Entries and cursors go into one synced transaction,
/// so that an acknowledgement means durable.
public final class CityStore: Sendable {
  /// The name of this store, drawn when it was made: a node can tell a store made anew.
  public let incarnation: LogID
  let file: StoreFile

  /// Opens the store, or makes it under a new name.
  ///
  /// - Throws: ``StorageError``.
  public init(
    path: String, mode: StoreMode = .readWrite, newIncarnation: LogID
  ) throws(StorageError) {
    file = try StoreFile(path: path, kind: .cityStore, mode: mode, versions: Self.schemaVersions)
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

  /// Gives room that snapshots on their way and old evidence have left back to the file system, a
  /// bounded step. Entries stay: what totals were at any past moment rests on them.
  ///
  /// - Returns: Whether there is more.
  public func giveBackRoom() throws(StorageError) -> Bool {
    try file.giveBackPages()
  }

  /// Lets go of the file; the store is of no use afterwards.
  public func close() throws(StorageError) {
    try file.close()
  }

  /// How far each area's journal is merged.
  public func cursors() throws(StorageError) -> [AreaCode: Position] {
    try file.read(fetchCursors)
  }

  func fetchCursors(_ database: Database) throws -> [AreaCode: Position] {
    let rows = try Row.fetchAll(database, sql: "SELECT origin, log_id, sequence, hash FROM cursor")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { row in
        guard let position = Position(row: row) else { throw damagedCursor }
        return (try origin(of: row), position)
      })
  }

  private func fetchCursor(of origin: AreaCode, _ database: Database) throws -> Position? {
    let statement = try database.cachedStatement(
      sql: "SELECT log_id, sequence, hash FROM cursor WHERE origin = ?")
    guard let row = try Row.fetchOne(statement, arguments: [origin.number]) else { return nil }
    guard let position = Position(row: row) else { throw damagedCursor }
    return position
  }

  private var damagedCursor: StorageError {
    StorageError(.damaged, "\(file.path) has a damaged cursor; restore a backup")
  }

  func origin(of row: Row) throws -> AreaCode { try file.origin(of: row) }

  /// Appends entries and moves their cursors, in one synced transaction: all or nothing.
  ///
  /// - Returns: The new cursors of the areas that the entries came from.
  /// - Throws: ``StorageError/Code/outOfOrder`` where an entry does not follow its area's cursor.
  public func append(
    _ merges: [OriginInbox.Merge], wallClockMs: Int64
  ) throws(StorageError) -> [AreaCode: Position] {
    try file.write { database in
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
          try moved[origin] ?? fetchCursor(of: origin, database)
          ?? .start(of: entry.header.logID, origin: origin)
        guard entry.follows(before) else {
          throw StorageError(
            .outOfOrder, "entry \(entry.position) of \(origin) does not follow \(before)")
        }
        try insert.execute(arguments: [
          origin.number, entry.headerBytes.data, entry.body.data, wallClockMs,
          merge.content.poisonReason,
        ])
        moved[origin] = entry.position
      }
      for (origin, position) in moved { try move(origin, to: position, database) }
      return moved
    }
  }

  func move(_ origin: AreaCode, to position: Position, _ database: Database) throws {
    let move = try database.cachedStatement(
      sql: """
        INSERT INTO cursor (origin, log_id, sequence, hash) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET log_id = excluded.log_id, sequence = excluded.sequence,
          hash = excluded.hash
        """)
    try move.execute(arguments: [
      origin.number, position.logID.bytes.data, Int64(clamping: position.sequence),
      position.hash.bytes.data,
    ])
    // The journal that was waited for has come.
    try database.cachedStatement(sql: "DELETE FROM adopting WHERE origin = ?")
      .execute(arguments: [origin.number])
  }

  /// How many entries could not be read and were put aside.
  public func poisonedCount() throws(StorageError) -> Int {
    try file.read { database in
      try Int.fetchOne(database, sql: "SELECT count(*) FROM entry WHERE poison IS NOT NULL") ?? 0
    }
  }
}

extension DeltaContent {
  /// Why a body can't be read; nil where it can.
  var poisonReason: String? {
    guard case .poison(let error) = self else { return nil }
    return error.description
  }
}
