import Foundation
import Testing
import ZeroMQ

/// The compiler of this toolchain, reading snippets that import ZeroMQ.
enum Compiler {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The first `swiftc` on the PATH.
  static let path: String? = ProcessInfo.processInfo.environment["PATH"]?
    .split(separator: ":")
    .map { "\($0)/swiftc" }
    .first(where: FileManager.default.isExecutableFile(atPath:))

  /// Where the module lies that snippets import.
  @TaskLocal fileprivate static var folder: URL?

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  private static let options =
    ["-swift-version", "6", "-I", sources.appending(path: "CZeroMQ").path]
    + [
      "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
      "NonisolatedNonsendingByDefault",
    ].flatMap { ["-enable-upcoming-feature", $0] }

  /// Throws unless the compiler gives exactly the errors that `snippet` names.
  static func verify(_ snippet: String) async throws {
    let folder = try #require(folder)
    let file = folder.appending(path: "\(UUID().uuidString).swift")
    try Data(snippet.utf8).write(to: file)
    try await run(
      [
        "-frontend", "-emit-sil", "-verify", "-verify-ignore-unrelated", "-module-name", "Snippet",
        "-o", "/dev/null",
      ]
        + ["-I", folder.path] + options + [file.path],
      outputTo: file.appendingPathExtension("txt"))
  }

  fileprivate static func buildModule(in folder: URL) async throws {
    let files = try FileManager.default
      .contentsOfDirectory(atPath: sources.appending(path: "ZeroMQ").path)
      .filter { $0.hasSuffix(".swift") }
      .map { sources.appending(path: "ZeroMQ").appending(path: $0).path }
    try await run(
      ["-emit-module", "-module-name", "ZeroMQ", "-package-name", "zeromq"]
        + ["-o", folder.appending(path: "ZeroMQ.swiftmodule").path] + options + files,
      outputTo: folder.appending(path: "module.txt"))
  }

  private static func run(_ arguments: [String], outputTo output: URL) async throws {
    let command = [try #require(path)] + arguments
    // A reactor's thread may block while the compiler runs, one of Swift's pool may not.
    let status = try await withReactor("compiler") { reactor in
      await Runner(reactor).run { spawnAndWait(command, outputTo: output.path) }
    }
    guard status == 0 else {
      throw Failure(description: try String(contentsOf: output, encoding: .utf8))
    }
  }

  /// Not Foundation's `Process`, which the leak sanitizer finds leaking.
  private static func spawnAndWait(_ command: [String], outputTo output: String) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    let arguments = command.map { strdup($0) }
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0
    guard posix_spawn(&child, command[0], &actions, nil, arguments + [nil], environ) == 0 else {
      return -1
    }
    var status: Int32 = -1
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

/// Builds the ZeroMQ module for the snippets of a suite with the compiler that reads them, so that
/// neither the build folder nor a sanitizer matters.
struct CompiledModule: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "zeromq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await Compiler.buildModule(in: folder)
    try await Compiler.$folder.withValue(folder) { try await function() }
  }
}
