import Foundation
import Glibc
import Synchronization

/// Runs a tool of the system to its end, in the network namespace of the thread that calls.
///
/// - Returns: What it wrote to standard output.
/// - Throws: ``Failure`` where it is missing or complains.
@discardableResult
func systemTool(_ arguments: String...) throws -> String {
  try run(tool: arguments)
}

private func run(tool arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = arguments
  let output = Pipe()
  let errors = Pipe()
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let text = try output.fileHandleForReading.readToEnd() ?? Data()
  let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw Failure(
      "\(arguments.joined(separator: " ")): \(String(decoding: complaint, as: UTF8.self))")
  }
  return String(decoding: text, as: UTF8.self)
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
