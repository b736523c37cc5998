internal import Glibc
internal import Logging
internal import UnixSignals

/// Keeps systemd and monitoring told about a daemon while it runs, and the daemon about SIGHUP.
///
/// A sign of life goes out only after a round trip through all that the daemon's work goes through:
/// a process whose reactor or store hangs must be ended, however busy its other threads are.
struct Supervision: Sendable {
  /// Goes once through reactor and store, and says how the daemon stands.
  typealias RoundTrip = @Sendable () async throws(DaemonError) -> String
  /// Takes the settings over again, as far as that goes while it runs.
  typealias Reload = @Sendable () async throws(DaemonError) -> Void

  /// How often the status is told anew, in milliseconds, where the watchdog is content with that.
  private static let statusMs = 5_000
  /// How many signs of life the watchdog gets in the time that it waits for one.
  private static let signsPerWait = 3

  private let manager: ServiceManager
  private let clock: Clock
  private let pulse: Pulse
  private let log: Logger
  private let roundTrip: RoundTrip
  private let reload: Reload

  /// Makes the supervision of a daemon.
  init(
    manager: ServiceManager = .own, clock: Clock, pulse: Pulse, log: Logger,
    roundTrip: @escaping RoundTrip,
    reload: @escaping Reload
  ) {
    self.manager = manager
    self.clock = clock
    self.pulse = pulse
    self.log = log
    self.roundTrip = roundTrip
    self.reload = reload
  }

  /// Proves that the daemon works, says that it is ready, and goes on from there until the task that
  /// comes back is cancelled.
  ///
  /// - Throws: ``DaemonError`` where the first round trip fails.
  func begin() async throws(DaemonError) -> Task<Void, Never> {
    // On a terminal it goes with the terminal, as people expect of it.
    let hangups = isatty(STDIN_FILENO) == 1 ? nil : await UnixSignalsSequence(trapping: .sighup)
    manager.notifyReady(try await prove())
    StartAttempts.own.succeeded()
    return Task {
      await withDiscardingTaskGroup { group in
        group.addTask { await self.tell() }
        if let hangups {
          group.addTask { for await _ in hangups { await self.takeOver() } }
        }
      }
    }
  }

  /// Goes once through reactor and store, and keeps how that went.
  private func prove() async throws(DaemonError) -> String {
    do throws(DaemonError) {
      let status = try await roundTrip()
      pulse.beat()
      return status
    } catch {
      pulse.fail(error.messageEn)
      throw error
    }
  }

  private func tell() async {
    let intervalMs = min(
      Self.statusMs, manager.watchdogMs.map { $0 / Self.signsPerWait } ?? Self.statusMs)
    while (try? await Task.sleep(for: .milliseconds(intervalMs))) != nil {
      do throws(DaemonError) {
        manager.notifyAlive(try await prove())
      } catch {
        manager.notifyStatus(error.messageEn)
      }
    }
  }

  private func takeOver() async {
    manager.notifyReloading(monotonicUsec: clock.monotonicMs() * 1_000)
    do throws(DaemonError) {
      try await reload()
      log.notice("the settings were read again")
      manager.notifyReady(try await prove())
    } catch {
      log.error(
        "the settings can't be used: the last good ones stay",
        metadata: ["reason": "\(error.messageEn)"])
      manager.notifyReady(error.messageEn)
    }
  }
}
