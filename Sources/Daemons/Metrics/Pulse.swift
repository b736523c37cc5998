internal import Synchronization
internal import Web

/// When a daemon's last round trip through reactor and store came back.
final class Pulse: Sendable {
  private struct State {
    var lastMs: Int64?
    var problem: String?
  }

  /// After how long a daemon no longer counts as ready: three round trips.
  static let staleMs: Int64 = 15_000

  private let clock: Clock
  private let state = Mutex(State())

  init(clock: Clock) {
    self.clock = clock
  }

  /// A round trip came back.
  func beat() {
    let nowMs = clock.monotonicMs()
    state.withLock { $0 = State(lastMs: nowMs) }
  }

  /// A round trip failed.
  func fail(_ problem: String) {
    state.withLock { $0.problem = problem }
  }

  /// How long ago the last one came back, in seconds; nil where none has yet.
  var ageSeconds: Double? {
    let nowMs = clock.monotonicMs()
    return state.withLock(\.lastMs).map { Double(nowMs - $0) / 1000 }
  }

  /// Whether one came back lately.
  var check: Readiness.Check {
    let problem = state.withLock(\.problem)
    guard let ageSeconds else { return .init("round trip", problem: problem ?? "none yet") }
    let isStale = ageSeconds * 1000 > Double(Self.staleMs)
    return .init(
      "round trip",
      problem: problem ?? (isStale ? "the last one was \(Int(ageSeconds)) s ago" : nil))
  }
}
