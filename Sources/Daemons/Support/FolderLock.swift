internal import Glibc

/// Keeps a second daemon off a state folder. The lock goes with the process, however that ends.
struct FolderLock: ~Copyable, Sendable {
  private let descriptor: Int32

  init(folder: String) throws(DaemonError) {
    let path = folder + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else {
      throw DaemonError(
        .cannotCreate, zh: "目录 \(folder) 不可写，请检查所有者和权限。",
        en: "The folder \(folder) is not writable; check its owner and mode.")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DaemonError(
        .cannotCreate, zh: "目录 \(folder) 正被另一个 unionsync 进程使用，请先停止它或改用别的目录。",
        en: "Another unionsync process uses \(folder); stop it, or choose another state folder.")
    }
  }

  deinit {
    close(descriptor)
  }
}
