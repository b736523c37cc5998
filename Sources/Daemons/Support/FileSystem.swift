internal import FoundationEssentials
internal import Glibc

/// The few things that the daemons do with files, each with errors that say what to do.
enum FileSystem {
  /// Reads a regular file, but not more than a limit. Where strangers can make files, a link must
  /// not be followed.
  static func read(
    _ path: String, atMost limit: Int, followingLinks: Bool = true
  ) throws(DaemonError) -> [UInt8] {
    let noFollow = followingLinks ? 0 : O_NOFOLLOW
    let descriptor = open(path, O_RDONLY | noFollow | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw openError(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw DaemonError(
        .missingInput, zh: "\(path) 不是普通文件，请指定一个文件。",
        en: "\(path) is not a regular file; name a file.")
    }
    guard status.st_size <= limit else { throw tooLarge(path, limit: limit) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else {
        throw DaemonError(
          .inputOutput, zh: "读取 \(path) 失败：\(reason())。", en: "Reading \(path) failed: \(reason())."
        )
      }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      // A file may grow while it is read.
      guard bytes.count <= limit else { throw tooLarge(path, limit: limit) }
    }
  }

  private static func tooLarge(_ path: String, limit: Int) -> DaemonError {
    DaemonError(
      .unreadableDocument, zh: "\(path) 超过 \(limit) 字节的上限，请检查是否选错了文件。",
      en: "\(path) is larger than \(limit) bytes; check that it is the right file.")
  }

  private static func openError(_ path: String) -> DaemonError {
    switch errno {
    case ENOENT, ENOTDIR:
      DaemonError(
        .missingInput, zh: "找不到文件 \(path)，请检查路径。", en: "There is no file \(path); check the path.")
    case EACCES, EPERM:
      DaemonError(
        .noPermission, zh: "没有权限读取 \(path)，请检查文件的所有者和权限。",
        en: "\(path) may not be read by this user; check its owner and mode.")
    case ELOOP:
      DaemonError(
        .missingInput, zh: "\(path) 是符号链接，请直接指定文件。",
        en: "\(path) is a symbolic link; name the file itself.")
    default:
      DaemonError(
        .inputOutput, zh: "打开 \(path) 失败：\(reason())。", en: "Opening \(path) failed: \(reason()).")
    }
  }

  /// Makes a folder and those above it, where they are missing.
  ///
  /// The group's mark of the folder above goes on to the new one, as the mode is never set apart
  /// from making it: systemd does not let its services set that mark.
  static func makeFolder(_ path: String, mode: mode_t = 0o750) throws(DaemonError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, mode) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES else {
        break
      }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw DaemonError(
        .cannotCreate, zh: "无法创建目录 \(path)，请检查上级目录的所有者和权限。",
        en: "The folder \(path) can't be made; check owner and mode of the folder above.")
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw DaemonError(
        .cannotCreate, zh: "目录 \(path) 不可写，请检查所有者和权限。",
        en: "The folder \(path) is not writable; check its owner and mode.")
    }
  }

  /// Writes a file so that it is there whole or not at all, also after a power cut.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(DaemonError) {
    let temporary = path + ".tmp"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw writeError(path) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      written += count
    }
    let isWhole = written == bytes.count && fsync(descriptor) == 0
    close(descriptor)
    guard isWhole, rename(temporary, path) == 0 else {
      let error = writeError(path)
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Moves a finished file to its name, over one that is there, so that it is there whole or not at
  /// all.
  static func replace(_ path: String, with temporary: String) throws(DaemonError) {
    let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw writeError(path) }
    let isDurable = fsync(descriptor) == 0
    close(descriptor)
    guard isDurable, rename(temporary, path) == 0 else { throw writeError(path) }
    syncFolder(of: path)
  }

  /// Makes renames and removals in a file's folder durable.
  static func syncFolder(of path: String) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func writeError(_ path: String) -> DaemonError {
    errno == ENOSPC
      ? DaemonError(
        .inputOutput, zh: "磁盘已满，无法写入 \(path)，请清理空间。",
        en: "The disk is full, \(path) can't be written; free some space.")
      : DaemonError(
        .cannotCreate, zh: "无法写入 \(path)：\(reason())，请检查目录的所有者和权限。",
        en: "\(path) can't be written: \(reason()); check owner and mode of its folder.")
  }

  /// What the last failed call of the system said.
  static func reason() -> String {
    String(cString: strerror(errno))
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// A path seen from a folder, unless it is absolute.
  static func path(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }
}

extension FileSystem {
  /// Whether something is there under a path.
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Sets aside a file under a name that is free in another folder of the same file system.
  ///
  /// - Returns: The new path.
  static func move(_ path: String, into folder: String) throws(DaemonError) -> String {
    let name = name(of: path)
    for attempt in 0..<1000 {
      let target = attempt == 0 ? "\(folder)/\(name)" : "\(folder)/\(attempt)-\(name)"
      // The name is taken first, so that no other file is replaced. A link would do so at once, but
      // none may be made to a file of somebody else, such as the clerk who dropped it
      // (`fs.protected_hardlinks`).
      let taken = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if taken >= 0 {
        close(taken)
        guard rename(path, target) == 0 else {
          let error = errno
          unlink(target)
          errno = error
          break
        }
        syncFolder(of: path)
        syncFolder(of: target)
        return target
      }
      guard errno == EEXIST else { break }
    }
    throw DaemonError(
      .inputOutput, zh: "无法把 \(path) 移到 \(folder)：\(reason())。",
      en: "\(path) can't be moved to \(folder): \(reason()).")
  }
}

extension FileSystem {
  /// What tells whether a file is still the one that it was.
  struct Stamp: Hashable, Sendable {
    let device: UInt
    let node: UInt
    let size: Int
    let changedSeconds: Int
    let changedNanoseconds: Int
  }

  /// The stamp of what is there under a path, links not followed; nil where nothing is.
  static func stamp(of path: String) -> Stamp? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return Stamp(
      device: UInt(status.st_dev), node: UInt(status.st_ino), size: Int(status.st_size),
      changedSeconds: Int(status.st_ctim.tv_sec), changedNanoseconds: Int(status.st_ctim.tv_nsec))
  }
}

extension FileSystem {
  /// The names in a folder; nil where it can't be read.
  static func names(in folder: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: folder)
  }

  /// How long ago a regular file was last written; nil for anything else.
  static func millisecondsSinceChange(of path: String) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let seconds = Int(now.tv_sec) - Int(status.st_mtim.tv_sec)
    return seconds * 1000 + (Int(now.tv_nsec) - Int(status.st_mtim.tv_nsec)) / 1_000_000
  }
}

extension FileSystem {
  /// Removes a file and makes that durable.
  static func remove(_ path: String) {
    unlink(path)
    syncFolder(of: path)
  }
}

extension FileSystem {
  /// The size of a file in bytes.
  static func size(of path: String) throws(DaemonError) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw openError(path) }
    return Int(status.st_size)
  }
}

extension FileSystem {
  /// Makes a folder among the system's temporary ones that only this user can look into.
  ///
  /// - Parameter prefix: What its name begins with.
  /// - Returns: Its path; whoever asked removes it.
  /// - Throws: ``DaemonError`` where there is no room for it.
  static func makeTemporaryFolder(prefix: String) throws(DaemonError) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DaemonError(
        .cannotCreate, zh: "无法创建临时目录：\(reason())。",
        en: "No temporary folder can be made: \(reason()).")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
