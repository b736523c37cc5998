internal import Glibc

/// What the system says about this process and about files, for metrics.
enum ProcessFacts {
  /// The memory that the process takes, in bytes; nil where the system does not tell.
  static var residentBytes: Double? {
    // Pages: all, resident, and others that are of no interest here.
    guard let bytes = try? FileSystem.read("/proc/self/statm", atMost: 4096) else { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// How many file descriptors are open.
  static var openDescriptors: Double? {
    FileSystem.names(in: "/proc/self/fd").map { Double($0.count) }
  }

  /// The bytes of a store with the log of its writes; nil for one that is not there.
  static func storeBytes(_ path: String) -> Double? {
    guard let size = try? FileSystem.size(of: path) else { return nil }
    let log = (try? FileSystem.size(of: path + "-wal")) ?? 0
    return Double(size + log)
  }

  /// How many bytes are free on the file system of a path, for others than root.
  static func freeBytes(at path: String) -> Double? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return Double(status.f_bavail) * Double(status.f_frsize)
  }
}
