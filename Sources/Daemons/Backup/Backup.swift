internal import Glibc
public import Storage

/// Takes a backup of a daemon, also while it runs.
public struct Backup: Sendable {
  private let plan: BackupPlan
  private let path: String
  private let clock: Clock

  /// Names what is taken, and the file that it goes to.
  public init(_ plan: BackupPlan, to path: String, clock: Clock = .system) {
    self.plan = plan
    self.path = path
    self.clock = clock
  }

  /// Takes the backup: it is there whole and checked, or not at all.
  ///
  /// - Parameters:
  ///   - withKeys: Whether the secret key goes into it. Whoever has the file can speak for the
  ///     daemon then.
  ///   - progress: Is told how far the copying has come.
  /// - Returns: What the backup is.
  /// - Throws: ``DaemonError``, also where the task was cancelled; nothing is left behind then.
  public func take(
    withKeys: Bool, progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws(DaemonError) -> BackupSummary {
    let temporary = path + ".part"
    try FileSystem.write([], to: temporary, mode: 0o600)
    do throws(DaemonError) {
      let summary = try await write(to: temporary, withKeys: withKeys, progress: progress)
      try FileSystem.replace(path, with: temporary)
      return summary
    } catch {
      for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
      throw error
    }
  }

  private func write(
    to temporary: String, withKeys: Bool,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws(DaemonError) -> BackupSummary {
    guard FileSystem.exists(plan.store) else {
      throw DaemonError(
        .missingInput, zh: "没有 \(plan.store)：请用 --config 指定守护进程的配置文件。",
        en: "There is no \(plan.store); name the daemon's configuration with --config.")
    }
    do throws(StorageError) {
      let backup = try await StoreBackup(
        of: plan.subject, store: plan.store, to: temporary, takenAtMs: clock.wallMs(),
        software: Version.software, progress: progress)
      // A document is archived before its figures are in the journal: all that the copy rests on is
      // there by now.
      for (name, path) in files(withKeys: withKeys) {
        guard let bytes = try Self.read(path) else { continue }
        try backup.add(BackupFile(name: name, bytes: bytes))
      }
      return try await backup.finish()
    } catch {
      throw DaemonError(backingUp: error)
    }
  }

  /// The files beside the store by their names in the backup; one that is named twice goes once.
  private func files(withKeys: Bool) -> [(name: String, path: String)] {
    // A draft that is published meanwhile goes from the one to the other.
    let documents = plan.subject == .node ? documents(in: .drafts) + documents(in: .archive) : []
    let settings = plan.settings.map { (BackupFolder.settings.name(of: $0), $0) }
    let secrets = withKeys ? plan.secrets.map { (BackupFolder.secrets.name(of: $0), $0) } : []
    var names: Set<String> = []
    return (documents + settings + secrets).filter { names.insert($0.0).inserted }
  }

  private func documents(in folder: BackupFolder) -> [(name: String, path: String)] {
    (FileSystem.names(in: plan.path(of: folder)) ?? []).sorted()
      .filter { !$0.hasSuffix(".tmp") }
      .map { (folder.name(of: $0), plan.path(of: folder) + "/" + $0) }
  }

  /// The bytes of a file; nil where it is missing, as what is only there by default may be.
  private static func read(_ path: String) throws(StorageError) -> [UInt8]? {
    do throws(DaemonError) {
      return try FileSystem.read(path, atMost: BackupFile.maximumBytes)
    } catch {
      guard error.exitCode == .missingInput, !FileSystem.exists(path) else {
        throw StorageError(.cannotOpen, error.messageEn)
      }
      return nil
    }
  }
}

extension DaemonError {
  /// What kept a backup from being taken or restored.
  init(backingUp error: StorageError) {
    switch error.code {
    case .cancelled:
      self.init(
        .failure, zh: "已按要求中断，没有留下不完整的文件。",
        en: "It was interrupted as you wished; nothing incomplete is left.")
    case .foreignFile, .damaged, .tooLarge:
      self.init(.unreadableDocument, zh: "不能使用：\(error.message)", en: error.message)
    case .newerSchema:
      self.init(.configuration, zh: "由更新版本的程序写成，请先升级：\(error.message)", en: error.message)
    default:
      self.init(.inputOutput, zh: "读写失败：\(error.message)", en: error.message)
    }
  }
}
