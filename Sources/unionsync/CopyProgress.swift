import Storage
import Synchronization
import UnixSignals

/// Shows how far a long copying has come, and ends it where people wish so.
enum CopyProgress {
  /// How often it is shown, in percent: a store of a gigabyte takes a few seconds.
  private static let stepPercent = 5

  /// Does the work, and cancels it at SIGINT or SIGTERM.
  static func interruptible<Value: Sendable>(
    _ work: @escaping @Sendable (@escaping @Sendable (BackupProgress) -> Void) async throws -> Value
  ) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let working = Task { try await work(shown()) }
    let watching = Task {
      for await _ in signals { working.cancel() }
    }
    defer { watching.cancel() }
    return try await working.value
  }

  private static func shown() -> @Sendable (BackupProgress) -> Void {
    guard Output.errorIsTerminal else { return { _ in } }
    let last = Atomic<Int>(0)
    return { progress in
      let percent = 100 * progress.donePages / max(1, progress.totalPages)
      let before = last.load(ordering: .relaxed)
      guard percent >= before + stepPercent || (percent == 100 && before < 100) else { return }
      last.store(percent, ordering: .relaxed)
      Output.errorText("\r\(percent) %\(percent == 100 ? "\n" : "")")
    }
  }
}
