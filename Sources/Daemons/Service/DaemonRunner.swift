internal import Dispatch
internal import Glibc
public import Logging
public import ServiceLifecycle
internal import UnixSignals

/// Runs a daemon until the machine or its user asks it to stop.
public enum DaemonRunner {
  /// How long a daemon may take to stop; systemd ends it the hard way after more.
  private static let stopSeconds = 10

  /// How often it is looked whether log lines are owed that were held back as repeats.
  private static let flushEvery = Duration.seconds(1)

  /// A logger that writes to systemd's journal where standard error leads there, else lines to
  /// standard error.
  ///
  /// - Parameters:
  ///   - label: The daemon's name.
  ///   - level: The least grave things that the process logs.
  /// - Returns: A logger, whose level changes with that of the process.
  public static func logger(label: String, level: Logger.Level = .info) -> Logger {
    LogOutput.own.level = level
    return LogOutput.own.logger(label: "unionsync.\(label)")
  }

  /// Runs a daemon with what belongs to it; when one of them ends, all do.
  ///
  /// - Parameters:
  ///   - services: The daemon and what runs beside it.
  ///   - untilInputEnds: Whether it also stops when standard input ends, as it does when the process
  ///     that started it is gone, however that went.
  ///   - log: Where it says what it does.
  /// - Throws: ``DaemonError``, with what the daemon could not go on for.
  public static func run(
    _ services: [any Service], untilInputEnds: Bool = false, log: Logger
  ) async throws {
    if untilInputEnds { terminateWhenInputEnds() }
    let flushing = Task {
      while (try? await Task.sleep(for: flushEvery)) != nil { LogOutput.own.flush() }
    }
    defer {
      flushing.cancel()
      LogOutput.own.close()
    }
    var configuration = ServiceGroupConfiguration(
      services: services.map { service in
        .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
      },
      gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "") { _ in
        SwiftLogNoOpLogHandler()
      })
    configuration.maximumGracefulShutdownDuration = .seconds(stopSeconds)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// Tells systemd, where it listens, why the program ends, and waits where that was in vain
  /// several times.
  public static func announce(_ error: DaemonError) {
    let seconds = StartAttempts.own.failed()
    let reason = error.messageEn.replacing("\n  ", with: " ")
    ServiceManager.own.notifyStatus(
      seconds > 0 ? "next try in \(seconds) s: \(reason)" : reason)
    guard seconds > 0 else { return }
    // Who stops or restarts it meanwhile is not kept waiting.
    signal(SIGTERM, SIG_DFL)
    sleep(UInt32(seconds))
  }

  private static func terminateWhenInputEnds() {
    DispatchQueue.global().async {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR {}
      kill(getpid(), SIGTERM)
    }
  }
}
