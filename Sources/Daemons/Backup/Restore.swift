internal import Glibc
public import Storage
internal import SyncProtocol

/// Puts a daemon's state back to what a backup holds.
///
/// The store that is replaced stays beside the new one. What is missing afterwards the protocol
/// repairs: a city is sent what it has lost, and a node goes on in a new journal.
public struct Restore: Sendable {
  private let plan: BackupPlan
  private let path: String
  private let clock: Clock

  /// What a restoration came to.
  public struct Outcome: Hashable, Sendable, Codable {
    /// What the backup is.
    public let backup: BackupSummary
    /// Where the store is that was replaced; nil where there was none.
    public let replaced: String?
    /// How many reviews or corrections of people the replaced store has beyond those of the backup; nil where it
    /// can't be read, or where there was none.
    public let decisionsLost: Int?
    /// The files of settings and secrets that the backup held, which a person must compare with those
    /// in force: a key that was revoked since would be let in again.
    public let settings: [String]
    /// Documents of a node that came after the backup: pushing them again brings their figures back.
    public let documentsToPush: [String]
  }

  /// Names what is restored, and the backup.
  public init(_ plan: BackupPlan, from path: String, clock: Clock = .system) {
    self.plan = plan
    self.path = path
    self.clock = clock
  }

  /// Restores the store, and what the backup holds beside it.
  ///
  /// - Parameter progress: Is told how far the copying has come.
  /// - Returns: What came of it, and what is left for a person to do.
  /// - Throws: ``DaemonError``, also where the daemon runs; the store is what it was then.
  public func run(
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws(DaemonError) -> Outcome {
    try FileSystem.makeFolder(plan.stateFolder)
    let lock = try FolderLock(folder: plan.stateFolder)
    defer { withExtendedLifetime(lock) {} }
    // SQLite would make a file that is not there.
    _ = try FileSystem.size(of: path)
    let backup = StoredBackup(path: path)
    let next = plan.store + ".restoring"
    Self.removeStore(next)
    try FileSystem.write([], to: next, mode: 0o600)
    let summary: BackupSummary
    do throws(StorageError) {
      summary = try backup.summary(plan.subject)
      try await backup.restore(plan.subject, area: plan.area, to: next, progress: progress)
    } catch {
      Self.removeStore(next)
      throw DaemonError(backingUp: error)
    }
    let settings = try writeFiles(of: backup)
    let decisions = try? StoredBackup.decisionCount(ofStore: plan.store)
    let replaced = try putInPlace(next)
    return Outcome(
      backup: summary, replaced: replaced,
      decisionsLost: decisions.map { max(0, $0 - summary.decisionCount) }, settings: settings,
      documentsToPush: try documentsToPush())
  }
}

extension Restore {
  /// Where settings and secrets are laid, to be compared.
  private var settingsFolder: String { plan.stateFolder + "/restored-settings" }

  /// SQLite's own files beside a store.
  private static let companions = ["-wal", "-shm", "-journal"]

  private static func removeStore(_ path: String) {
    for suffix in [""] + companions { unlink(path + suffix) }
  }

  /// Writes the files of the backup: documents to the archive, settings and secrets aside.
  ///
  /// - Returns: The paths of settings and secrets.
  private func writeFiles(of backup: StoredBackup) throws(DaemonError) -> [String] {
    var aside: [String] = []
    for (name, folder, lastName) in try files(of: backup) {
      let target = folder.isOfDocuments ? plan.path(of: folder) : settingsFolder
      try makeOwnFolder(target)
      let path = target + "/" + lastName
      // Documents are known by their hashes: one that is there is the same.
      if folder.isOfDocuments, FileSystem.exists(path) { continue }
      do throws(StorageError) {
        guard let file = try backup.file(name) else { continue }
        try Self.write(file, to: path, isDocument: folder.isOfDocuments)
      } catch {
        throw DaemonError(backingUp: error)
      }
      giveToOwner(path)
      if !folder.isOfDocuments { aside.append(path) }
    }
    return aside
  }

  private static func write(
    _ file: BackupFile, to path: String, isDocument: Bool
  ) throws(StorageError) {
    do throws(DaemonError) {
      try FileSystem.write(file.bytes, to: path, mode: isDocument ? 0o640 : 0o600)
    } catch {
      throw StorageError(.failed, error.messageEn)
    }
  }

  private func files(
    of backup: StoredBackup
  ) throws(DaemonError) -> [(name: String, folder: BackupFolder, lastName: String)] {
    do throws(StorageError) {
      return try backup.fileNames().map { name throws(StorageError) in
        guard let (folder, lastName) = BackupFolder.read(name) else {
          throw StorageError(
            .foreignFile, "\(path) holds a file that leads out of its folder; take another backup")
        }
        return (name, folder, lastName)
      }
    } catch {
      throw DaemonError(backingUp: error)
    }
  }

  private func makeOwnFolder(_ path: String) throws(DaemonError) {
    guard !FileSystem.exists(path) else { return }
    try FileSystem.makeFolder(path)
    giveToOwner(path)
  }

  /// What root restores must belong to the daemon's user, as its folder does.
  private func giveToOwner(_ path: String) {
    var folder = stat()
    guard stat(plan.stateFolder, &folder) == 0 else { return }
    _ = chown(path, folder.st_uid, folder.st_gid)
  }

  /// Puts the new store in the place of the old one, which stays beside it.
  ///
  /// - Returns: Where the old one is; nil where there was none.
  private func putInPlace(_ next: String) throws(DaemonError) -> String? {
    giveToOwner(next)
    giveToOwner(plan.stateFolder + "/lock")
    guard FileSystem.exists(plan.store) else {
      try FileSystem.replace(plan.store, with: next)
      return nil
    }
    // What stands in the log of writes goes into the file, unless it is too damaged for that.
    try? StoredBackup.settle(store: plan.store)
    let replaced = "\(plan.store).replaced-\(timestamp)"
    for suffix in Self.companions { _ = rename(plan.store + suffix, replaced + suffix) }
    // At no moment is there no store: a daemon that is started meanwhile finds one of the two.
    guard link(plan.store, replaced) == 0 else {
      throw DaemonError(
        .cannotCreate, zh: "无法保留原数据库 \(plan.store)：\(FileSystem.reason())，未作改动。",
        en:
          "The old store \(plan.store) can't be kept: \(FileSystem.reason()); nothing was changed.")
    }
    try FileSystem.replace(plan.store, with: next)
    return replaced
  }

  /// The moment as it stands in names of files, in UTC.
  private var timestamp: String {
    var seconds = time_t(clock.wallMs() / 1000)
    var fields = tm()
    gmtime_r(&seconds, &fields)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y%m%dT%H%M%SZ", &fields)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The documents in the archive that the restored journal knows nothing of.
  private func documentsToPush() throws(DaemonError) -> [String] {
    guard let area = plan.area else { return [] }
    do throws(StorageError) {
      let journal = try NodeJournal(
        path: plan.store, area: area, mode: .readOnly, newLogID: .zero)
      let known = Set(try journal.documents().map { String($0.prefix(ReportIntake.hashPrefix)) })
      return (FileSystem.names(in: plan.archive) ?? []).sorted()
        .filter { !known.contains(String($0.prefix(ReportIntake.hashPrefix))) }
        .map { plan.archive + "/" + $0 }
    } catch {
      throw DaemonError(backingUp: error)
    }
  }
}
