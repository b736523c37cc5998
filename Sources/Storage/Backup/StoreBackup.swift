internal import GRDB
internal import SyncProtocol

/// A backup that is being taken: one SQLite file with the store as it was at one moment, and with
/// the files that belong to it.
public struct StoreBackup: Sendable {
  private let subject: BackupSubject
  private let path: String
  private let database: DatabaseQueue

  /// The tables that a backup has beside those of the store.
  static let tables = ["backup", "backup_file"]

  /// Begins with a copy of the store, while its daemon may write.
  ///
  /// - Parameters:
  ///   - subject: What the store is.
  ///   - store: The path of the store.
  ///   - path: The path of the backup, where an empty file or none is.
  ///   - takenAtMs: The moment, in milliseconds since 1970.
  ///   - software: How the program introduces itself.
  ///   - progress: Is told how far the copying has come.
  /// - Throws: ``StorageError``, also where the task was cancelled.
  public init(
    of subject: BackupSubject, store: String, to path: String, takenAtMs: Int64, software: String,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws(StorageError) {
    self.subject = subject
    self.path = path
    let source = try Self.open(store, readOnly: true)
    try StorageError.catching(store) {
      try source.read { try StoreFile.check(subject, in: $0, path: store) }
    }
    database = try Self.open(path, readOnly: false)
    let target = database
    do {
      try await StorePages.copy(source, to: target, progress: progress)
      try await target.writeWithoutTransaction { database in
        // One file, that needs no other beside it.
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        try database.execute(
          sql: """
            CREATE TABLE backup (
              subject TEXT NOT NULL, taken_at_ms INTEGER NOT NULL, software TEXT NOT NULL);
            CREATE TABLE backup_file (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 BLOB NOT NULL,
              content BLOB NOT NULL);
            """)
        try database.execute(
          sql: "INSERT INTO backup (subject, taken_at_ms, software) VALUES (?, ?, ?)",
          arguments: [subject.rawValue, takenAtMs, software])
      }
    } catch {
      throw StorageError(error, of: path)
    }
  }

  static func open(_ path: String, readOnly: Bool) throws(StorageError) -> DatabaseQueue {
    try StorageError.catching(path) {
      var configuration = Configuration()
      configuration.readonly = readOnly
      configuration.busyMode = .timeout(StoreFile.busyTimeoutSeconds)
      return try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  /// Adds a file.
  ///
  /// - Throws: ``StorageError/Code/tooLarge`` where it is longer than a backup takes.
  public func add(_ file: BackupFile) throws(StorageError) {
    guard file.bytes.count <= BackupFile.maximumBytes else {
      throw StorageError(
        .tooLarge,
        "\(file.name) has more than \(BackupFile.maximumBytes) bytes; take it out of the folder")
    }
    try StorageError.catching(path) {
      try database.write { database in
        try database.execute(
          sql: "INSERT INTO backup_file (name, sha256, content) VALUES (?, ?, ?)",
          arguments: [
            file.name, EntryHash.sha256(of: file.bytes).bytes.data, file.bytes.data,
          ])
      }
    }
  }

  /// Checks all that the backup holds, and closes it.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where it could not be restored.
  public func finish() async throws(StorageError) -> BackupSummary {
    try StorageError.catching(path) { try database.close() }
    return try await StoredBackup(path: path).check(subject)
  }
}

extension StorageError {
  /// What went wrong with a file on a thread of SQLite's own.
  init(_ error: any Error, of path: String) {
    do throws(StorageError) {
      try Self.catching(path) { throw error }
      preconditionFailure("What throws does not return.")
    } catch {
      self = error
    }
  }
}

extension StoreFile {
  /// Holds a file against what it is said to be, of whatever version that this program knows.
  static func check(_ subject: BackupSubject, in database: Database, path: String) throws {
    try checkMark(subject.kind, in: database, path: path)
    _ = try version(of: database, path: path, atMost: subject.newestSchema)
  }
}
