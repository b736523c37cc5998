internal import Glibc

/// Keeps a second daemon off the path of a control socket. The lock goes with the process, however
/// that ends.
///
/// libzmq removes whatever stands at the path before it binds, a socket that another daemon answers
/// on as well as a file; the lock is what tells.
struct SocketLock: ~Copyable, Sendable {
  private let path: String
  private let descriptor: Int32

  /// How often the file may vanish while it is locked, as it does when a daemon stops meanwhile.
  private static let attempts = 8

  /// Locks the path of a socket.
  ///
  /// - Throws: ``DaemonError`` where another process has it, or where a file stands there.
  init(socketPath: String) throws(DaemonError) {
    let path = socketPath + ".lock"
    let descriptor = try Self.lock(path, of: socketPath)
    if let problem = Self.problem(at: socketPath) {
      close(descriptor)
      throw problem
    }
    self.path = path
    self.descriptor = descriptor
  }

  private static func lock(_ path: String, of socketPath: String) throws(DaemonError) -> Int32 {
    for _ in 0..<attempts {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else {
        throw DaemonError(
          .cannotCreate,
          zh: "无法锁定控制套接字 \(socketPath)：\(FileSystem.reason())，请检查目录的所有者和权限。",
          en: "The control socket \(socketPath) can't be locked: \(FileSystem.reason()); check"
            + " owner and mode of its folder.")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        break
      }
      var locked = stat()
      var present = stat()
      if fstat(descriptor, &locked) == 0, lstat(path, &present) == 0,
        locked.st_ino == present.st_ino
      {
        return descriptor
      }
      close(descriptor)
    }
    throw inUse(socketPath)
  }

  private static func problem(at socketPath: String) -> DaemonError? {
    var status = stat()
    guard lstat(socketPath, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      return DaemonError(
        .cannotCreate, zh: "\(socketPath) 已存在且不是套接字，请在配置中改用别的 control 路径。",
        en: "\(socketPath) exists and is no socket; choose another 'control' path in the"
          + " configuration.")
    }
    return isAnswered(socketPath) ? inUse(socketPath) : nil
  }

  private static func inUse(_ socketPath: String) -> DaemonError {
    DaemonError(
      .cannotCreate, zh: "另一个进程正在使用控制套接字 \(socketPath)，请先停止它，或在配置中改用别的 control 路径。",
      en: "Another process uses the control socket \(socketPath); stop it, or choose another"
        + " 'control' path in the configuration.")
  }

  /// Removes the file of the lock; the lock itself goes with this value.
  func removeFile() {
    unlink(path)
  }

  deinit {
    close(descriptor)
  }

  /// Whether somebody listens at a path: a program that knows nothing of the lock.
  private static func isAnswered(_ path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    // A path that is too long for a socket is refused by libzmq, with its reason.
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard probe >= 0 else { return false }
    defer { close(probe) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(probe, $0, length) == 0 }
    }
  }
}
