public import Storage

/// Lays the settings that a backup holds into a folder, for a machine that has lost its own.
public enum RestoredSettings {
  /// Writes settings and secrets, readable by their owner alone; a file that is there is refused.
  ///
  /// - Returns: The paths that were written.
  /// - Throws: ``DaemonError``.
  public static func write(
    _ subject: BackupSubject, from path: String, to folder: String
  ) throws(DaemonError) -> [String] {
    _ = try FileSystem.size(of: path)
    let backup = StoredBackup(path: path)
    var files: [(name: String, bytes: [UInt8])] = []
    do throws(StorageError) {
      _ = try backup.summary(subject)
      for name in try backup.fileNames() {
        guard let (kind, lastName) = BackupFolder.read(name), !kind.isOfDocuments,
          let file = try backup.file(name)
        else { continue }
        files.append((lastName, file.bytes))
      }
    } catch {
      throw DaemonError(backingUp: error)
    }
    try FileSystem.makeFolder(folder)
    let paths = files.map { folder + "/" + $0.name }
    for path in paths where FileSystem.exists(path) {
      throw DaemonError(
        .cannotCreate, zh: "\(path) 已存在，不会覆盖，请指定空目录。",
        en: "\(path) exists and is not overwritten; name an empty folder.")
    }
    for (path, file) in zip(paths, files) {
      try FileSystem.write(file.bytes, to: path, mode: 0o600)
    }
    return paths
  }
}
