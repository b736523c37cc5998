internal import GRDB
internal import Reports
public import SyncProtocol

// The base of a journal, and the logs that it has left.
extension NodeJournal {
  /// What the journal holds, as far as its conversations need to know.
  public func state() throws(StorageError) -> JournalState {
    try file.read(fetchState)
  }

  func fetchState(_ database: Database) throws -> JournalState {
    let head = try fetchHead(database)
    guard
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT log_id, base_sequence AS sequence, base_hash AS hash, base_chunks, base_digest
          FROM log
          """),
      let position = Position(row: row), let digest = EntryHash(row.bytes("base_digest"))
    else { throw StorageError(.damaged, "\(file.path) has lost its base; restore a backup") }
    let former = try Row.fetchAll(database, sql: "SELECT log_id FROM former_log")
    return JournalState(
      head: head,
      base: Snapshot(position: position, chunkCount: row["base_chunks"], digest: digest),
      formerLogs: Set(former.compactMap { LogID($0.bytes("log_id")) }))
  }

  /// One chunk of the base; nil where the base has become another.
  public func chunk(of snapshot: Snapshot, index: Int) throws(StorageError) -> SnapshotChunk? {
    try file.read { database in
      guard try fetchState(database).base == snapshot,
        let row = try Row.fetchOne(
          database, sql: "SELECT body FROM chunk WHERE position = ?", arguments: [index])
      else { return nil }
      return SnapshotChunk(index: index, body: row.bytes("body"))
    }
  }

  /// Goes on in a new log that begins with all that the reports state now. The entries of the log
  /// that is left are kept apart, as history.
  ///
  /// - Parameters:
  ///   - log: The log to leave; where the journal has left it already nothing is done.
  ///   - superseded: A further log that the new one takes the place of.
  ///   - newLogID: The name of the new log.
  ///   - reason: Why, for people.
  ///   - wallClockMs: Milliseconds since 1970, kept for display.
  /// - Returns: What the journal holds now.
  /// - Throws: ``StorageError``; the journal goes on in its old log then.
  public func openLog(
    leaving log: LogID, superseding superseded: LogID, newLogID: LogID, reason: String,
    wallClockMs: Int64
  ) throws(StorageError) -> JournalState {
    try file.write { database in
      let state = try fetchState(database)
      guard state.head.logID == log else { return state }
      let fold = try fold(through: state.head.sequence, of: state, database)
      for left in Set([log, superseded]) {
        try database.execute(
          sql: "INSERT OR REPLACE INTO former_log (log_id, left_at_ms, reason) VALUES (?, ?, ?)",
          arguments: [left.bytes.data, wallClockMs, reason])
      }
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO former_entry (log_id, sequence, header, body)
          SELECT ?, sequence, header, body FROM entry
          """, arguments: [log.bytes.data])
      try database.execute(sql: "DELETE FROM entry; DELETE FROM acknowledged;")
      let base = try replaceBase(with: fold, database) { hashes in
        Snapshot(beginning: newLogID, origin: area, chunkHashes: hashes)
      }
      try database.execute(
        sql: "UPDATE log SET log_id = ?, sequence = 0, hash = ?",
        arguments: [newLogID.bytes.data, base.position.hash.bytes.data])
      // The new log's base has them all.
      try database.execute(sql: "UPDATE revision SET sequence = 0")
      return try fetchState(database)
    }
  }

  @discardableResult
  private func replaceBase(
    with fold: JournalFold, _ database: Database, describedBy describe: ([EntryHash]) -> Snapshot
  ) throws -> Snapshot {
    try database.execute(sql: "DELETE FROM chunk")
    var hashes: [EntryHash] = []
    var byteCount = 0
    for (index, delta) in fold.chunks.enumerated() {
      let chunk = SnapshotChunk(index: index, body: delta.encoded)
      try database.execute(
        sql: "INSERT INTO chunk (position, body) VALUES (?, ?)",
        arguments: [index, chunk.body.data])
      hashes.append(chunk.hash)
      byteCount += chunk.body.count
    }
    // No aggregator would take it.
    guard hashes.count <= Limits.snapshotChunks, byteCount <= Limits.snapshotBytes else {
      throw StorageError(
        .tooLarge,
        "what the reports state takes \(hashes.count) chunks and \(byteCount) bytes, more than a"
          + " snapshot may have")
    }
    let base = describe(hashes)
    try database.execute(
      sql: "UPDATE log SET base_sequence = ?, base_hash = ?, base_chunks = ?, base_digest = ?",
      arguments: [
        Int64(clamping: base.position.sequence), base.position.hash.bytes.data, base.chunkCount,
        base.digest.bytes.data,
      ])
    return base
  }

  /// The most entries that one transaction drops. An office writes as many in years, and a report
  /// that is handed in meanwhile waits for no more than this.
  public static let entriesPerFold: UInt64 = 256

  /// Gives room that dropped entries have left back to the file system, a bounded step.
  ///
  /// - Returns: Whether there is more.
  public func giveBackRoom() throws(StorageError) -> Bool {
    try file.giveBackPages()
  }

  /// Takes note of how far every aggregator has merged the journal, and moves the base towards what
  /// they had all merged when the retention began, a bounded step. Entries younger than that stay,
  /// for a city that goes back to a backup.
  ///
  /// - Parameters:
  ///   - acknowledged: The last entry that every aggregator has made durable.
  ///   - wallClockMs: Milliseconds since 1970. A clock that jumps makes a snapshot necessary
  ///     earlier or later, nothing worse.
  ///   - retentionMs: How long acknowledged entries are kept.
  ///   - limit: The most entries that are dropped at a time: reports wait meanwhile.
  /// - Returns: The new base; nil where it stays, also as there is nothing more to drop.
  /// - Throws: ``StorageError``; nothing is dropped then.
  public func retain(
    acknowledged: UInt64, wallClockMs: Int64, retentionMs: Int64,
    atMost limit: UInt64 = NodeJournal.entriesPerFold
  ) throws(StorageError) -> Snapshot? {
    try file.write { database in
      let state = try fetchState(database)
      guard acknowledged <= state.head.sequence else { return nil }
      try database.execute(
        sql: "INSERT OR REPLACE INTO acknowledged (at_ms, sequence) VALUES (?, ?)",
        arguments: [wallClockMs, Int64(clamping: acknowledged)])
      let begin = wallClockMs - retentionMs
      let old = try Int64.fetchOne(
        database, sql: "SELECT max(sequence) FROM acknowledged WHERE at_ms <= ?",
        arguments: [begin])
      // What an aggregator had merged it may have lost again with its disk.
      let target = min(UInt64(clamping: old ?? 0), acknowledged)
      let base = state.base.position.sequence
      let last = min(target, base + limit)
      // What is old is still needed where the next step goes on with it.
      if last == target || target <= base {
        try database.execute(sql: "DELETE FROM acknowledged WHERE at_ms <= ?", arguments: [begin])
      }
      guard last > base else { return nil }
      let fold = try fold(through: last, of: state, database)
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT header, body FROM entry WHERE sequence = ?",
          arguments: [Int64(clamping: last)])
      else { return nil }
      let entry = try JournalEntry(headerBytes: row.bytes("header"), body: row.bytes("body"))
      try replaceBase(with: fold, database) { hashes in
        Snapshot(position: entry.position, chunkHashes: hashes)
      }
      try database.execute(
        sql: "DELETE FROM entry WHERE sequence <= ?", arguments: [Int64(clamping: last)])
      return try fetchState(database).base
    }
  }
}
