import Glibc
import Synchronization

/// Ending a long run early, with what it has found so far.
///
/// A run keeps all threads busy, so that a task that waits for signals would get no turn: the run
/// looks by itself.
enum Interruption {
  private static let isAsked = Atomic<Bool>(false)

  /// Begins to take SIGINT and SIGTERM for a wish to end; a second one ends the process.
  static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.isAsked.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// Whether somebody wishes the run to end.
  static var isWished: Bool { isAsked.load(ordering: .relaxed) }

  /// Cancels the task that asks, if somebody wishes it to end.
  static func check() {
    guard isWished else { return }
    withUnsafeCurrentTask { $0?.cancel() }
  }
}
