internal import Glibc

/// A file that several commands may change, one at a time.
///
/// A change reads, changes and replaces the file under a lock, so that of two commands at once none
/// loses what the other did, and a daemon sees the old file or the new one, never a part. Owner and
/// mode stay: a list that only root may write but the daemon's group may read remains so.
struct LockedFile {
  /// The path of the file.
  let path: String
  /// The mode of a file that is made anew.
  let newMode: mode_t

  /// How long to wait for another command, which takes milliseconds.
  private static let lockWaitMs = 10_000
  private static let lockRetryMs = 20

  /// Changes the file.
  ///
  /// - Parameter body: Is given where the file really is, and gives its new text; nil leaves it.
  /// - Throws: ``DaemonError`` where it can't be locked or replaced, and what `body` throws.
  func change(
    _ body: (_ path: String) throws(DaemonError) -> [UInt8]?
  ) throws(DaemonError) {
    let lock = try lock()
    defer { close(lock) }
    // The file behind a link is what is read and replaced; a link stays one.
    let path = resolved
    guard let text = try body(path) else { return }
    try replace(path, by: text)
  }

  private var resolved: String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  /// Locks the folder, as the file itself is another one after each change.
  private func lock() throws(DaemonError) -> Int32 {
    let parts = resolved.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DaemonError(
        .cannotCreate, zh: "无法打开目录 \(folder)：\(FileSystem.reason())，请检查路径和权限。",
        en: "The folder \(folder) can't be opened: \(FileSystem.reason()); check path and mode.")
    }
    for _ in 0...(Self.lockWaitMs / Self.lockRetryMs) {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
      usleep(UInt32(Self.lockRetryMs) * 1_000)
    }
    close(descriptor)
    throw DaemonError(
      .cannotCreate, zh: "另一个命令正在修改 \(path)，请稍后重试。",
      en: "Another command is changing \(path); try again later.")
  }

  private func replace(_ path: String, by text: [UInt8]) throws(DaemonError) {
    var present = stat()
    guard stat(path, &present) == 0 else {
      return try FileSystem.write(text, to: path, mode: newMode)
    }
    // Readable by nobody else until it has the owner that it must have.
    let next = path + ".new"
    try FileSystem.write(text, to: next, mode: 0o600)
    guard chown(next, present.st_uid, present.st_gid) == 0,
      chmod(next, present.st_mode & 0o777) == 0, rename(next, path) == 0
    else {
      let reason = FileSystem.reason()
      unlink(next)
      throw DaemonError(
        .noPermission, zh: "无法替换 \(path)：\(reason)，请用它的所有者执行。",
        en: "\(path) can't be replaced: \(reason); be its owner.")
    }
    FileSystem.syncFolder(of: path)
  }
}
