import Foundation
import Glibc
import Synchronization

/// Runs a tool of the system to its end, in the network namespace of the thread that calls.
///
/// - Returns: What it wrote.
/// - Throws: ``Failure`` where it is missing or complains.
@discardableResult
func systemTool(_ arguments: String...) throws -> String {
  try run(tool: arguments)
}

private func run(tool arguments: [String]) throws -> String {
  // Closed in every other child, so that what it says ends when it does.
  let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  var ends: [Int32] = [0, 0]
  guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure("no pipe: \(errno)") }
  let own = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
    posix_spawn_file_actions_adddup2(&actions, ends[0], descriptor)
  }
  var argv = arguments.map { strdup($0) } + [nil]
  var envp = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { (argv + envp).forEach { free($0) } }
  var pid: pid_t = 0
  let result = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, &envp)
  close(ends[0])
  guard result == 0 else {
    throw Failure("\(arguments[0]) can't be started: \(String(cString: strerror(result)))")
  }
  let said = String(decoding: (try? own.readToEnd()) ?? Data(), as: UTF8.self)
  var status: Int32 = 0
  while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  guard status == 0 else { throw Failure("\(arguments.joined(separator: " ")): \(said)") }
  return said
}

/// What the machine lets the tests do; each is tried once.
enum Privileges {
  /// Whether file systems in memory can be mounted.
  static let canMount: Bool = isPossible { folder in
    let mount = try Mount.memory(at: "\(folder)/m", megabytes: 1)
    mount.unmount()
  }

  /// Whether a file can be mounted as a disk.
  static let canMountDisks: Bool = isPossible { folder in
    let mount = try Mount.disk(image: "\(folder)/i", at: "\(folder)/m", megabytes: 8)
    mount.unmount()
  }

  /// Whether network namespaces with devices in them can be made.
  static let canMakeNetworks: Bool = isPossible { _ in
    let namespace = try NetworkNamespace()
    let device = try namespace.runNow { try TunnelDevice(address: "10.77.0.1/30") }
    withExtendedLifetime(device) {}
  }

  private static func isPossible(_ work: (String) throws -> Void) -> Bool {
    do {
      let folder = try TestFolder.make()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try work(folder)
      return true
    } catch {
      print("not possible here: \(error)")
      return false
    }
  }
}

/// A file system that a test has mounted. It goes with its owner; what still uses it keeps it alive
/// only out of sight.
final class Mount: Sendable {
  let path: String
  private let isMounted = Mutex(true)

  private init(_ arguments: [String], at path: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    _ = try run(tool: ["mount"] + arguments + [path])
  }

  /// A file system in memory of a fixed size.
  static func memory(at path: String, megabytes: Int) throws -> Mount {
    try Mount(["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs"], at: path)
  }

  /// A file as a disk with a journaling file system, which is made where the file is missing.
  ///
  /// Nothing is written back by the clock while a test runs: what is in the file was synced.
  static func disk(image: String, at path: String, megabytes: Int = 32) throws -> Mount {
    if !FileManager.default.fileExists(atPath: image) {
      try systemTool("truncate", "-s", "\(megabytes)M", image)
      try systemTool("mkfs.ext4", "-q", "-F", image)
    }
    return try Mount(["-o", "loop,commit=900", image], at: path)
  }

  func unmount() {
    isMounted.withLock { isMounted in
      if isMounted { _ = try? systemTool("umount", "--lazy", path) }
      isMounted = false
    }
  }

  deinit {
    unmount()
  }
}
