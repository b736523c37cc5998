internal import GRDB
public import Reports
public import SyncProtocol

// What the city keeps of its origins beside their entries: snapshots and quarantines.
extension CityStore {
  /// What is kept of each origin that has a cursor, a quarantine or a snapshot coming in.
  public func origins() throws(StorageError) -> [AreaCode: OriginState] {
    try file.read { database in
      var states = try fetchCursors(database).mapValues { OriginState(cursor: $0) }
      for row in try Row.fetchAll(database, sql: "SELECT origin, log_id FROM former_log") {
        guard let logID = LogID(row.bytes("log_id")) else { continue }
        states[try origin(of: row), default: OriginState()].formerLogs.insert(logID)
      }
      for row in try Row.fetchAll(database, sql: "SELECT origin, code, reason FROM quarantine") {
        states[try origin(of: row), default: OriginState()].quarantine = ProtocolError(
          .init(rawValue: UInt32.fromDatabaseValue(row["code"]) ?? 0), row["reason"])
      }
      for row in try Row.fetchAll(database, sql: "SELECT origin FROM adopting") {
        states[try origin(of: row), default: OriginState()].adopts = true
      }
      for row in try Row.fetchAll(database, sql: "SELECT * FROM staged") {
        let origin = try origin(of: row)
        states[origin, default: OriginState()].staged = try fetchStaged(row, of: origin, database)
      }
      return states
    }
  }

  private func fetchStaged(
    _ row: Row, of origin: AreaCode, _ database: Database
  ) throws -> StagedSnapshot? {
    guard let position = Position(row: row), let digest = EntryHash(row.bytes("digest")) else {
      return nil
    }
    var hashes: [EntryHash] = []
    var byteCount = 0
    let chunks = try Row.fetchCursor(
      database, sql: "SELECT body FROM staged_chunk WHERE origin = ? ORDER BY position",
      arguments: [origin.number])
    while let chunk = try chunks.next() {
      let body = chunk.bytes("body")
      hashes.append(.sha256(of: body))
      byteCount += body.count
    }
    return StagedSnapshot(
      snapshot: Snapshot(position: position, chunkCount: row["chunks"], digest: digest),
      chunkHashes: hashes, byteCount: byteCount)
  }

  /// Keeps a chunk of a snapshot that is coming in; those of another snapshot of the origin go.
  public func stage(
    _ chunk: SnapshotChunk, of snapshot: Snapshot, origin: AreaCode
  ) throws(StorageError) {
    try file.write { database in
      if chunk.index == 0 {
        try dropStaged(of: origin, database)
        try insertStaged(snapshot, origin: origin, database)
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO staged_chunk (origin, position, body) VALUES (?, ?, ?)",
        arguments: [origin.number, chunk.index, chunk.body.data])
    }
  }

  private func insertStaged(
    _ snapshot: Snapshot, origin: AreaCode, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO staged (origin, log_id, sequence, hash, chunks, digest)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        origin.number, snapshot.position.logID.bytes.data,
        Int64(clamping: snapshot.position.sequence), snapshot.position.hash.bytes.data,
        snapshot.chunkCount, snapshot.digest.bytes.data,
      ])
  }

  private func dropStaged(of origin: AreaCode, _ database: Database) throws {
    try database.execute(
      sql: "DELETE FROM staged_chunk WHERE origin = ?", arguments: [origin.number])
    try database.execute(sql: "DELETE FROM staged WHERE origin = ?", arguments: [origin.number])
  }

  /// Puts the snapshot that has come in in the place of all that its origin stated before, and
  /// moves the cursor to it, in one synced transaction.
  ///
  /// - Returns: What its chunks state, in order.
  /// - Throws: ``StorageError/Code/outOfOrder`` where not all its chunks are there.
  public func install(
    _ snapshot: Snapshot, origin: AreaCode, wallClockMs: Int64
  ) throws(StorageError) -> [DeltaContent] {
    try file.write { database in
      // Chunks of another snapshot may be there where this one has none.
      let bodies = try Row.fetchAll(
        database,
        sql: "SELECT body FROM staged_chunk WHERE origin = ? ORDER BY position LIMIT ?",
        arguments: [origin.number, snapshot.chunkCount]
      ).map { $0.bytes("body") }
      let hashes = bodies.map { EntryHash.sha256(of: $0) }
      guard Snapshot(position: snapshot.position, chunkHashes: hashes) == snapshot else {
        throw StorageError(.outOfOrder, "the snapshot of \(origin) is not complete")
      }
      try leaveLog(of: origin, for: snapshot.position.logID, wallClockMs, database)
      try database.execute(
        sql: """
          INSERT INTO snapshot (origin, log_id, sequence, hash, after_entry, received_at_ms)
          VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM entry), ?)
          """,
        arguments: [
          origin.number, snapshot.position.logID.bytes.data,
          Int64(clamping: snapshot.position.sequence), snapshot.position.hash.bytes.data,
          wallClockMs,
        ])
      let id = database.lastInsertedRowID
      let contents = bodies.map { DeltaContent(reading: $0, origin: origin.number) }
      for (index, content) in contents.enumerated() {
        try database.execute(
          sql: """
            INSERT INTO snapshot_chunk (snapshot, position, body, poison) VALUES (?, ?, ?, ?)
            """, arguments: [id, index, bodies[index].data, content.poisonReason])
      }
      try dropStaged(of: origin, database)
      try move(origin, to: snapshot.position, database)
      return contents
    }
  }

  private func leaveLog(
    of origin: AreaCode, for logID: LogID, _ wallClockMs: Int64, _ database: Database
  ) throws {
    guard let cursor = try fetchCursors(database)[origin], cursor.logID != logID else { return }
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO former_log (origin, log_id, sequence, left_at_ms)
        VALUES (?, ?, ?, ?)
        """,
      arguments: [
        origin.number, cursor.logID.bytes.data, Int64(clamping: cursor.sequence), wallClockMs,
      ])
  }

  /// Keeps that nothing is taken from an origin, and the newest entries that prove why.
  public func quarantine(
    _ origin: AreaCode, because error: ProtocolError, evidence: [JournalEntry], wallClockMs: Int64
  ) throws(StorageError) {
    try file.write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO quarantine (origin, code, reason, at_ms) VALUES (?, ?, ?, ?)",
        arguments: [origin.number, error.code.rawValue, error.reason, wallClockMs])
      for entry in evidence {
        try database.execute(
          sql: "INSERT INTO evidence (origin, header, body, at_ms) VALUES (?, ?, ?, ?)",
          arguments: [origin.number, entry.headerBytes.data, entry.body.data, wallClockMs])
      }
      try database.execute(
        sql: """
          DELETE FROM evidence WHERE origin = ?1 AND id NOT IN
            (SELECT id FROM evidence WHERE origin = ?1 ORDER BY id DESC LIMIT ?2)
          """, arguments: [origin.number, Limits.evidenceEntries])
    }
  }

  /// The entries that contradict an origin's journal, oldest first.
  public func evidence(of origin: AreaCode) throws(StorageError) -> [JournalEntry] {
    try file.read { database in
      try Row.fetchAll(
        database, sql: "SELECT header, body FROM evidence WHERE origin = ? ORDER BY id",
        arguments: [origin.number]
      ).map { try JournalEntry(headerBytes: $0.bytes("header"), body: $0.bytes("body")) }
    }
  }

  /// Lifts a quarantine; whatever journal the origin comes with next is taken over.
  public func release(_ origin: AreaCode) throws(StorageError) {
    try file.write { database in
      try database.execute(
        sql: "DELETE FROM quarantine WHERE origin = ?", arguments: [origin.number])
      try database.execute(
        sql: "INSERT OR IGNORE INTO adopting (origin) VALUES (?)", arguments: [origin.number])
    }
  }
}
