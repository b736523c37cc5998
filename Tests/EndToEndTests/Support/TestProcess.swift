import Foundation
import Glibc
import Synchronization

/// A process of the built program, with its output in files; whoever starts it ends it by its pid.
final class TestProcess: Sendable {
  /// What it was started with, for messages.
  let arguments: [String]
  let pid: pid_t
  private let outputPath: String
  private let errorPath: String
  /// The status that `waitpid` gave; nil while it runs.
  private let status = Mutex<Int32?>(nil)
  /// Daemons end when this is closed, so that none survives the tests, however those end.
  private let leash: Int32
  private let isLeashed = Mutex(true)

  /// The program as it was built beside these tests.
  static let executable: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "unionsync").path
  }()

  private static let count = Atomic<Int>(0)

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - arguments: What follows the program's name.
  ///   - folder: Where its output is kept.
  ///   - environment: Settings beside those that this process has.
  /// - Throws: ``Failure`` where it can't be started.
  init(
    _ arguments: [String], folder: String, environment: [String: String] = [:]
  ) throws {
    self.arguments = arguments
    let number = Self.count.add(1, ordering: .relaxed).newValue
    outputPath = "\(folder)/\(number).out"
    errorPath = "\(folder)/\(number).err"
    // Closed in every other child, so that this process alone holds the leash.
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure("no pipe: \(errno)") }
    defer { close(ends[0]) }
    leash = ends[1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    for (descriptor, path) in [(STDOUT_FILENO, outputPath), (STDERR_FILENO, errorPath)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var argv = ([Self.executable] + arguments).map { strdup($0) } + [nil]
    var envp = settings.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, Self.executable, &actions, nil, &argv, &envp)
    guard result == 0 else {
      close(ends[1])
      throw Failure("\(Self.executable) can't be started: \(String(cString: strerror(result)))")
    }
    self.pid = pid
  }

  deinit {
    kill()
    endInput()
  }

  /// What it has written to standard output so far.
  var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }
  /// What it has written to standard error so far.
  var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

  /// Whether it has not ended.
  var isRunning: Bool { reap(0) == nil }

  /// The exit code; 128 and the signal where one ended it; nil while it runs.
  var exitCode: Int32? {
    reap(0).map { status in
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }

  /// Sends a signal, unless it has ended.
  func signal(_ number: Int32) {
    status.withLock { status in
      // Not reaped, so that the pid is still its own.
      if status == nil { _ = Glibc.kill(pid, number) }
    }
  }

  /// Ends its standard input.
  func endInput() {
    isLeashed.withLock { isLeashed in
      if isLeashed { close(leash) }
      isLeashed = false
    }
  }

  /// Ends it the hard way and waits for that.
  func kill() {
    signal(SIGKILL)
    _ = reap(0, waiting: true)
  }

  private func reap(_ options: Int32, waiting: Bool = false) -> Int32? {
    status.withLock { known in
      if known != nil { return known }
      var status: Int32 = 0
      guard waitpid(pid, &status, waiting ? 0 : WNOHANG) == pid else { return nil }
      known = status
      return status
    }
  }

  /// Waits until it has ended.
  ///
  /// - Throws: ``Failure`` where that takes longer.
  @discardableResult
  func waitUntilEnded(within seconds: Double) async throws -> Int32 {
    try await waitUntil("\(arguments.joined(separator: " ")) ends", within: seconds) { !isRunning }
    return exitCode ?? -1
  }
}

/// What a command came to.
struct CommandResult {
  let exitCode: Int32
  let output: String
  let errors: String

  /// The answer of a command that was asked for JSON.
  func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    guard exitCode == 0 else { throw Failure("exit code \(exitCode): \(errors)") }
    return try JSONDecoder().decode(Value.self, from: Data(output.utf8))
  }
}
