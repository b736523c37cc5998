import Foundation

/// A file system of 4 MiB, so that a disk can be full.
enum SmallDisk {
  /// Whether this process may mount one.
  static let isAvailable: Bool = (try? SmallDisk.with { _ in true }) ?? false

  struct CannotMount: Error {}

  static func with<Value>(_ body: (URL) throws -> Value) throws -> Value {
    try withFolder { folder in
      try run("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.path])
      defer { try? run("umount", ["--lazy", folder.path]) }
      return try body(folder)
    }
  }

  private static func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CannotMount() }
  }
}
