internal import Glibc

/// The file of an access list, for commands that change it.
///
/// A change reads, changes and replaces the file under a lock, so that of two commands at once none
/// loses what the other did, and an aggregator sees the old list or the new one, never a part. Owner
/// and mode stay: a list that only root may write but the daemon's group may read remains so.
public struct AccessFile: Sendable {
  /// The path of the list.
  public let path: String

  /// Where the packages put the file.
  public static let defaultPath = "/etc/unionsync/access.list"

  /// An area has two keys only while one takes the other's place.
  public static let maximumKeysPerArea = 2
  /// Where a new file is made; the daemon reads it by its group.
  private static let mode: mode_t = 0o640
  /// How long to wait for another command, which takes milliseconds.
  private static let lockWaitMs = 10_000
  private static let lockRetryMs = 20

  /// Names a file; nothing is read yet.
  public init(path: String) {
    self.path = path
  }

  /// Lets a key in, or gives one that is let in another note.
  ///
  /// - Throws: ``DaemonError`` where the key speaks for somebody else, or the area has two keys.
  public func authorize(_ grant: AccessList.Grant) throws(DaemonError) {
    try change { list throws(DaemonError) in
      let others = list.grants.filter { $0.key != grant.key }
      if let present = list.grants.first(where: { $0.key == grant.key }),
        present.holder != grant.holder
      {
        throw DaemonError(
          .usage, zh: "这个公钥已属于 \(present.holder)，请先撤销，或为 \(grant.holder) 另外生成密钥。",
          en: "The key speaks for \(present.holder) already; revoke it first, or generate another"
            + " for \(grant.holder).")
      }
      if case .area = grant.holder,
        others.count(where: { $0.holder == grant.holder }) >= Self.maximumKeysPerArea
      {
        throw DaemonError(
          .usage, zh: "\(grant.holder) 已有两个公钥，请先撤销旧的一个。",
          en: "\(grant.holder) has two keys already; revoke the old one first.")
      }
      list.authorize(grant)
    }
  }

  /// Takes keys off the list.
  ///
  /// - Returns: What was taken off; empty where nothing is meant, and the file is left alone then.
  /// - Throws: ``DaemonError`` where the list can't be read or written.
  public func revoke(
    where isRevoked: (AccessList.Grant) -> Bool
  ) throws(DaemonError) -> [AccessList.Grant] {
    var revoked: [AccessList.Grant] = []
    try change { list throws(DaemonError) in
      revoked = list.revoke(where: isRevoked)
    }
    return revoked
  }

  private func change(
    _ body: (inout AccessList) throws(DaemonError) -> Void
  ) throws(DaemonError) {
    let lock = try lock()
    defer { close(lock) }
    // The file behind a link is what is read and replaced; a link stays one.
    let path = resolved
    let before = try AccessList.readOrEmpty(at: path)
    var list = before
    try body(&list)
    guard list != before else { return }
    try Self.replace(path, by: list.text, newMode: Self.mode)
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

  /// Puts a text in the place of a file, whose owner and mode stay; a new file gets its mode.
  static func replace(
    _ path: String, by text: [UInt8], newMode: mode_t
  ) throws(DaemonError) {
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
