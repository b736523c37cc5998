internal import CZlib
internal import Glibc

/// A program run once, without a shell, with nothing of this process but its standard input.
struct ChildProcess {
  /// The path of the program.
  let executable: String
  /// What follows its name.
  let arguments: [String]
  /// The most bytes of output that are taken.
  let outputLimit: Int
  /// The longest that it may run, in milliseconds.
  let timeLimitMs: Int

  /// Why there is no output.
  enum Failure: Error {
    /// It could not be started.
    case notStarted
    /// It ended with this status; nil where a signal ended it.
    case status(Int32?)
    /// It ran longer than it may.
    case outOfTime
    /// It wrote more than is taken.
    case tooMuchOutput
  }

  /// Runs the program to its end; it is killed with all that it started when it goes beyond a limit.
  ///
  /// - Parameter input: The descriptor that becomes its standard input.
  /// - Returns: What it wrote to its standard output.
  /// - Throws: ``Failure``, also where its status is not zero.
  func run(input: Int32) throws(Failure) -> [UInt8] {
    // A socket pair, unlike a pipe, is closed on exec from the start, also for other threads' children.
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .notStarted }
    let deadline = Self.nowMs() + timeLimitMs
    let process = spawn(input: input, output: ends[1])
    close(ends[1])
    defer { close(ends[0]) }
    guard let process else { throw .notStarted }
    let output: [UInt8]
    do throws(Failure) {
      output = try read(ends[0], until: deadline)
    } catch {
      kill(-process, SIGKILL)
      _ = wait(for: process, until: .max)
      throw error
    }
    guard let status = wait(for: process, until: deadline) else {
      kill(-process, SIGKILL)
      _ = wait(for: process, until: .max)
      throw .outOfTime
    }
    guard status == 0 else { throw .status(status & 0x7F == 0 ? status >> 8 & 0xFF : nil) }
    return output
  }

  private func spawn(input: Int32, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    // A group of its own, to be killed as a whole, and no signals blocked or ignored by a daemon.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))

    // No variable of a daemon, which may name credentials, and a locale that every system has.
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = [strdup("LC_ALL=C.UTF-8"), nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, executable, &actions, &attributes, words, variables)
    return result == 0 ? process : nil
  }

  private func read(_ descriptor: Int32, until deadline: Int) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline - Self.nowMs()
      guard left > 0 else { throw .outOfTime }
      guard poll(&watched, 1, Int32(clamping: left)) > 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return output }
      guard output.count + count <= outputLimit else { throw .tooMuchOutput }
      output += buffer[..<count]
    }
  }

  /// The status of a process that has ended; nil where it has not by then.
  private func wait(for process: pid_t, until deadline: Int) -> Int32? {
    var status: Int32 = 0
    // It has closed its output or was killed, so that its end is a matter of microseconds.
    while waitpid(process, &status, WNOHANG) != process {
      guard Self.nowMs() < deadline else { return nil }
      poll(nil, 0, 1)
    }
    return status
  }

  private static func nowMs() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
