internal import GRDB
public import Reports
internal import SyncProtocol

/// A backup as it lies in its file.
public struct StoredBackup: Sendable {
  private let path: String

  /// Names a backup; nothing is read yet.
  public init(path: String) {
    self.path = path
  }

  /// What the backup says of itself.
  ///
  /// - Throws: ``StorageError``, also where the file is no backup of what was expected.
  public func summary(_ expected: BackupSubject) throws(StorageError) -> BackupSummary {
    let path = path
    return try read { database in
      try StoreFile.check(expected, in: database, path: path)
      guard try database.tableExists("backup"),
        let row = try Row.fetchOne(database, sql: "SELECT * FROM backup")
      else {
        throw StorageError(
          .foreignFile, "\(path) is a store and no backup; name a file that 'backup' has made")
      }
      let files = try Int.fetchOne(database, sql: "SELECT count(*) FROM backup_file") ?? 0
      return BackupSummary(
        subject: expected, takenAtMs: row["taken_at_ms"], software: row["software"],
        schema: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0, fileCount: files,
        decisionCount: try Self.decisions(database))
    }
  }

  /// How many decisions of people a store holds: reviews of a city, corrections of a node.
  ///
  /// - Throws: ``StorageError`` where it can't be read.
  public static func decisionCount(ofStore path: String) throws(StorageError) -> Int {
    try StoredBackup(path: path).read(decisions)
  }

  private static func decisions(_ database: Database) throws -> Int {
    // Older versions lack the one or the other.
    try ["review", "correction"].filter { try database.tableExists($0) }.reduce(0) { sum, table in
      try sum + (Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0)
    }
  }

  /// Writes what a store's log of writes holds into its file, and leaves nothing beside it; no daemon
  /// may have it open.
  ///
  /// - Throws: ``StorageError`` where the store is too damaged for that, or in use.
  public static func settle(store path: String) throws(StorageError) {
    let database = try StoreBackup.open(path, readOnly: false)
    try StorageError.catching(path) {
      let mode = try database.writeWithoutTransaction { database in
        try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
      }
      guard mode == "delete" else {
        throw StorageError(.cannotOpen, "\(path) is in use; end the program that has it open")
      }
      try database.close()
    }
  }

  /// Checks every page of the backup and every file in it.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where something is not as it was written, and
  ///   ``StorageError/Code/cancelled`` where the task was cancelled.
  public func check(_ expected: BackupSubject) async throws(StorageError) -> BackupSummary {
    let summary = try summary(expected)
    let database = try StoreBackup.open(path, readOnly: true)
    let path = path
    do {
      try await database.read { database in
        try Self.checkPages(of: database, path: path)
        let files = try Row.fetchCursor(
          database, sql: "SELECT name, sha256, content FROM backup_file ORDER BY id")
        while let file = try files.next() {
          guard EntryHash.sha256(of: file.bytes("content")) == EntryHash(file.bytes("sha256"))
          else {
            throw StorageError(
              .damaged,
              "\(path): the file \(file["name"] as String) is damaged; take another backup")
          }
        }
      }
    } catch {
      throw StorageError(error, of: path)
    }
    return summary
  }

  private static func checkPages(of database: Database, path: String) throws {
    let problem = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? "no answer"
    guard problem == "ok" else {
      throw StorageError(.damaged, "\(path) is damaged (\(problem)); take another backup")
    }
  }

  /// The names of the files, in the order in which they were added.
  public func fileNames() throws(StorageError) -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT name FROM backup_file ORDER BY id") }
  }

  /// A file; nil where there is none of the name.
  public func file(_ name: String) throws(StorageError) -> BackupFile? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT content FROM backup_file WHERE name = ?", arguments: [name]
      ).map { BackupFile(name: name, bytes: $0.bytes("content")) }
    }
  }

  private func read<Value>(_ work: (Database) throws -> Value) throws(StorageError) -> Value {
    let database = try StoreBackup.open(path, readOnly: true)
    return try StorageError.catching(path) { try database.read(work) }
  }

  /// Makes the store anew under a path, in the newest version of its tables, and folds it: every
  /// link of its chains is checked.
  ///
  /// - Parameters:
  ///   - subject: What the store is.
  ///   - area: The area that a node's journal must be of; nil for the city's.
  ///   - target: The path of the new store, where an empty file or none is.
  ///   - progress: Is told how far the copying has come.
  /// - Throws: ``StorageError``; what is under the path is of no use then.
  public func restore(
    _ subject: BackupSubject, area: AreaCode?, to target: String,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws(StorageError) {
    _ = try await check(subject)
    let source = try StoreBackup.open(path, readOnly: true)
    let copy = try StoreBackup.open(target, readOnly: false)
    do {
      try await StorePages.copy(source, to: copy, progress: progress)
      try await copy.writeWithoutTransaction { database in
        for table in StoreBackup.tables { try database.execute(sql: "DROP TABLE \(table)") }
        // The room that the files have taken.
        try database.execute(sql: "VACUUM")
      }
      try copy.close()
    } catch {
      throw StorageError(error, of: target)
    }
    try Self.prove(subject, area: area, path: target)
    try Self.settle(store: target)
  }

  private static func prove(
    _ subject: BackupSubject, area: AreaCode?, path: String
  ) throws(StorageError) {
    switch (subject, area) {
    case (.aggregator, _):
      let store = try CityStore(path: path, newIncarnation: .zero)
      _ = try store.fold()
      try store.close()
    case (.node, let area?):
      let journal = try NodeJournal(path: path, area: area, newLogID: .zero)
      _ = try journal.fold()
      try journal.close()
    case (.node, nil):
      preconditionFailure("A node's journal is of an area.")
    }
  }
}

extension NodeJournal {
  /// The SHA-256 of every document that the journal rests on, in lower-case hexadecimal.
  public func documents() throws(StorageError) -> Set<String> {
    try file.read { try String.fetchSet($0, sql: "SELECT sha256 FROM revision") }
  }
}
