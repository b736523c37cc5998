internal import GRDB
public import Reports
public import SyncProtocol

extension CityStore {
  private struct StoredSnapshot {
    let id: Int64
    let origin: AreaCode
    let position: Position
    let afterEntry: Int64
  }

  /// Makes the dataset anew from all entries and snapshots, with every area's chain checked link by
  /// link, and tells the cursors that it goes up to.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where a chain is broken.
  public func fold() throws(StorageError) -> (dataset: Dataset, cursors: [AreaCode: Position]) {
    try file.read { database in
      var dataset = Dataset()
      var positions: [AreaCode: Position] = [:]
      var snapshots = try fetchSnapshots(database)[...]
      func install(upTo entry: Int64) throws {
        while let next = snapshots.first, next.afterEntry < entry {
          snapshots.removeFirst()
          dataset.removeRows(of: next.origin)
          try applyChunks(of: next.id, to: &dataset, database)
          positions[next.origin] = next.position
        }
      }
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT id, header, body, poison IS NOT NULL AS poisoned FROM entry ORDER BY id")
      while let row = try rows.next() {
        try install(upTo: row["id"])
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
      try install(upTo: .max)
      guard positions == (try fetchCursors(database)) else {
        throw StorageError(.damaged, "\(file.path): the cursors are not where the chains end")
      }
      return (dataset, positions)
    }
  }

  private func fetchSnapshots(_ database: Database) throws -> [StoredSnapshot] {
    try Row.fetchAll(database, sql: "SELECT * FROM snapshot ORDER BY after_entry, id").map { row in
      guard let position = Position(row: row) else {
        throw StorageError(.damaged, "\(file.path) has a damaged snapshot; restore a backup")
      }
      return StoredSnapshot(
        id: row["id"], origin: try origin(of: row), position: position,
        afterEntry: row["after_entry"])
    }
  }

  private func applyChunks(
    of snapshot: Int64, to dataset: inout Dataset, _ database: Database
  ) throws {
    let chunks = try Row.fetchCursor(
      database,
      sql: """
        SELECT body FROM snapshot_chunk WHERE snapshot = ? AND poison IS NULL ORDER BY position
        """, arguments: [snapshot])
    while let row = try chunks.next() { dataset.apply(try Delta(decoding: row.bytes("body"))) }
  }
}
