internal import Logging
internal import Storage

/// Tells people that a daemon which is not ready yet is at work, and how far it has come: a store of
/// years takes minutes to go through.
struct ReplayTelling {
  /// How long it waits between two words, in milliseconds; a store of a demo is through before.
  private static let intervalMs: Int64 = 2_000

  private let manager: ServiceManager
  private let clock: Clock
  private let log: Logger
  private var lastMs: Int64

  /// Begins to count the time.
  init(manager: ServiceManager = .own, clock: Clock, log: Logger) {
    self.manager = manager
    self.clock = clock
    self.log = log
    lastMs = clock.monotonicMs()
  }

  /// Takes how far it has come, and passes it on when the time has come.
  mutating func tell(_ progress: ReplayProgress) {
    let nowMs = clock.monotonicMs()
    guard nowMs - lastMs >= Self.intervalMs else { return }
    lastMs = nowMs
    manager.notifyStatus("reading the store: \(progress.done) of \(progress.count) entries")
    log.notice(
      "reading the store", metadata: ["done": "\(progress.done)", "of": "\(progress.count)"])
  }
}
