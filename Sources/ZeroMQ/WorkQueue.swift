/// The jobs that wait for a reactor's thread, and whether that thread has to be woken for them.
///
/// Swift's runtime offers no way to refuse a job, so the queue itself has no bound: it holds at
/// most one job for each actor and task that waits for the reactor.
final class WorkQueue: Sendable {
  enum Work: Sendable {
    case job(UnownedJob)
    case close(SocketHandle)
  }

  enum Admission {
    /// A thread will run it.
    case admitted
    /// The reactor has stopped: the caller must start a thread that drains the queue.
    case needsThread
  }

  private struct State {
    var waiting: [Work] = []
    var hasThread = true
    var isStopping = false
    /// The thread is in poll, or about to be, and nobody has woken it yet.
    var isAsleep = false
  }

  let wake = EventDescriptor()
  private let state = Locked(State())

  func append(_ work: Work) -> Admission {
    let (admission, wasAsleep) = state.withLock { state -> (Admission, Bool) in
      state.waiting.append(work)
      let admission: Admission = state.hasThread ? .admitted : .needsThread
      state.hasThread = true
      defer { state.isAsleep = false }
      return (admission, state.isAsleep)
    }
    if wasAsleep { wake.signal() }
    return admission
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Takes all that waits, in order.
  func takeAll() -> ArraySlice<Work> {
    state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting[...]
    }
  }

  /// Whether the thread may wait in poll; from here on new work wakes it.
  func beginWait() -> Bool {
    state.withLock { state in
      state.isAsleep = state.waiting.isEmpty && !state.isStopping
      return state.isAsleep
    }
  }

  func endWait() {
    state.withLock { $0.isAsleep = false }
  }

  func requestStop() {
    let wasAsleep = state.withLock { state in
      state.isStopping = true
      defer { state.isAsleep = false }
      return state.isAsleep
    }
    if wasAsleep { wake.signal() }
  }

  /// Lets the thread go if nothing is queued; `clear` runs in the same step.
  func release(clearing clear: () -> Void) -> Bool {
    state.withLock { state in
      guard state.waiting.isEmpty else { return false }
      clear()
      state.hasThread = false
      return true
    }
  }
}
