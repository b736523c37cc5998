internal import Foundation
internal import GRDB
internal import Reports

/// One SQLite file of ours: its settings, its mark and its version.
struct StoreFile {
  /// What tells our files from others', by SQLite's application id.
  enum Kind: Int32 {
    /// "USYn"
    case nodeJournal = 0x5553_596E
    /// "USYc"
    case cityStore = 0x5553_5963

  }

  let path: String
  let database: any DatabaseWriter

  /// How long a writer waits for another process, such as a backup, to let go.
  static let busyTimeoutSeconds = 10.0

  /// How long the log of writes may stay once it is written into the file, in bytes: what a backup
  /// that takes long or a large snapshot have made it grow to goes back to the file system.
  static let maximumIdleLogBytes = 16 * 1024 * 1024

  /// Opens a file, or makes it with the tables given.
  ///
  /// Each commit is synced before it returns (write-ahead log, `synchronous=FULL`): an
  /// acknowledgement may rest on it.
  ///
  /// The versions make the tables of each version out of those of the version before, in SQL; the
  /// first makes them out of nothing.
  init(
    path: String, kind: Kind, mode: StoreMode, versions: [String]
  ) throws(StorageError) {
    self.path = path
    database = try StorageError.catching(path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
      configuration.readonly = mode == .readOnly
      configuration.maximumReaderCount = 4
      if mode == .readWrite {
        // Only a file that is made now takes it: pages that were freed can be given back step by
        // step, where a whole VACUUM would hold up whoever writes.
        configuration.prepareDatabase { database in
          guard !database.configuration.readonly,
            try Int.fetchOne(database, sql: "PRAGMA page_count") == 0
          else { return }
          try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        }
        try Self.look(at: path, kind: kind, versions: versions.count)
      }
      let database: any DatabaseWriter =
        mode == .readOnly
        ? try DatabaseQueue(path: path, configuration: configuration)
        : try DatabasePool(path: path, configuration: configuration)
      if mode == .readOnly {
        try database.read { try Self.check(kind, in: $0, path: path, versions: versions.count) }
      } else {
        // A pool sets NORMAL when it turns the write-ahead log on, so this comes after.
        try database.writeWithoutTransaction { database in
          try database.execute(sql: "PRAGMA synchronous = FULL")
          try database.execute(sql: "PRAGMA journal_size_limit = \(Self.maximumIdleLogBytes)")
        }
        try database.write { try Self.prepare(kind, in: $0, path: path, versions: versions) }
      }
      return database
    }
  }

  /// SQLite's level of syncing as the writer has it: 2 is FULL.
  func synchronousLevel() throws(StorageError) -> Int {
    try write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? 0 }
  }

  private static func prepare(
    _ kind: Kind, in database: Database, path: String, versions: [String]
  ) throws {
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    if tables == 0 {
      try database.execute(sql: "PRAGMA application_id = \(kind.rawValue)")
    } else {
      try checkMark(kind, in: database, path: path)
    }
    let version = try version(of: database, path: path, atMost: versions.count)
    for step in versions.dropFirst(version) { try database.execute(sql: step) }
    try database.execute(sql: "PRAGMA user_version = \(versions.count)")
  }

  /// Refuses what is not to be opened, before a pool writes to it, which it does at once.
  private static func look(at path: String, kind: Kind, versions: Int) throws {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard isThere, !isFolder.boolValue else { return }
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    configuration.readonly = true
    let file = try DatabaseQueue(path: path, configuration: configuration)
    try file.read { database in
      // One whose making was interrupted has no tables yet.
      guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0 > 0 else {
        return
      }
      try checkMark(kind, in: database, path: path)
      _ = try version(of: database, path: path, atMost: versions)
    }
    try file.close()
  }

  private static func check(
    _ kind: Kind, in database: Database, path: String, versions: Int
  ) throws {
    try checkMark(kind, in: database, path: path)
    guard try version(of: database, path: path, atMost: versions) == versions else {
      throw StorageError(
        .olderSchema,
        "\(path) was written by an older version of unionsync; start its daemon once to bring it up"
          + " to date")
    }
  }

  static func checkMark(_ kind: Kind, in database: Database, path: String) throws {
    let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    guard mark == kind.rawValue else {
      throw StorageError(.foreignFile, "\(path) is not the file expected here; check the path")
    }
  }

  static func version(
    of database: Database, path: String, atMost newest: Int
  ) throws -> Int {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version <= newest else {
      throw StorageError(
        .newerSchema,
        "\(path) was written by a newer version of unionsync; install that version or newer")
    }
    return version
  }

  /// Pages of one step, 1 MiB: others write between two steps.
  private static let pagesPerStep = 256

  /// Gives pages that were freed back to the file system, one step; a file of an older version keeps
  /// them for what is written next.
  ///
  /// - Returns: Whether there are more.
  func giveBackPages() throws(StorageError) -> Bool {
    try StorageError.catching(path) {
      try database.writeWithoutTransaction { database in
        let before = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        // It frees a page each time that it is stepped.
        _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(Self.pagesPerStep))")
        let after = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        return after > 0 && after < before
      }
    }
  }

  /// Writes what the log of writes holds into the file and lets go of both.
  func close() throws(StorageError) {
    try StorageError.catching(path) {
      // A pool lets go of its writer before its readers, and the last of those can't do it.
      if !database.configuration.readonly {
        try database.writeWithoutTransaction { database in
          try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
      }
      try database.close()
    }
  }

  func write<Result>(_ work: (Database) throws -> Result) throws(StorageError) -> Result {
    try StorageError.catching(path) { try database.write(work) }
  }

  func read<Result>(_ work: (Database) throws -> Result) throws(StorageError) -> Result {
    try StorageError.catching(path) { try database.read(work) }
  }

  /// Reads one state of the file on a thread of SQLite's own, beside the writer, and ends where the
  /// task is cancelled.
  func readAside<Result: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Result
  ) async throws(StorageError) -> Result {
    let outcome: Swift.Result<Result, any Error>
    do {
      outcome = .success(try await database.read(work))
    } catch {
      outcome = .failure(error)
    }
    return try StorageError.catching(path) { try outcome.get() }
  }

  /// The area that a row names in its column `origin`.
  func origin(of row: Row) throws -> AreaCode {
    guard let number = UInt32.fromDatabaseValue(row["origin"]),
      let origin = AreaCode(number: number)
    else { throw StorageError(.damaged, "\(path) names no area; restore a backup") }
    return origin
  }
}

/// How a file is opened.
public enum StoreMode: Sendable {
  /// For the daemon that owns it; the file is made where it is missing.
  case readWrite
  /// For looking at it, also while its daemon runs.
  case readOnly
}
