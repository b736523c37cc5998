internal import CZeroMQ
internal import Synchronization

/// What a reactor polls and times. It belongs to the reactor's thread.
@safe
final class ReactorLoop {
  enum Source {
    case socket(SocketHandle)
    case descriptor(Int32)
  }

  private struct Watch {
    let source: Source
    let events: Int16
    let handler: @Sendable () -> Void
  }

  /// Process-wide, so that a token of one reactor names nothing in another.
  private static let lastID = Atomic<UInt64>(0)

  private let name: String
  private let wake: EventDescriptor
  private var watches: [UInt64: Watch] = [:]
  private var timers = TimerQueue()
  private var isOpen = true

  // What zmq_poll is given: the wake descriptor, then the watches in the order of `polled`.
  private var items: [zmq_pollitem_t]
  private var polled: [UInt64] = []
  private var isStale = true
  private var ready: [UInt64] = []

  init(name: String, wake: EventDescriptor) {
    self.name = name
    self.wake = wake
    unsafe items = []
  }

  private static func nextID() -> UInt64 {
    lastID.add(1, ordering: .relaxed).newValue
  }

  /// After the reactor has stopped nothing is watched any more, and the id names nothing.
  func watch(
    _ source: Source, _ readiness: Reactor.Readiness, reactor: Reactor,
    _ handler: @escaping @Sendable () -> Void
  ) -> UInt64 {
    let id = Self.nextID()
    guard isOpen else { return id }
    if case .socket(let handle) = source { handle.bind(to: reactor) }
    let events = Int16(readiness == .readable ? ZMQ_POLLIN : ZMQ_POLLOUT)
    watches[id] = Watch(source: source, events: events, handler: handler)
    isStale = true
    return id
  }

  func unwatch(_ id: UInt64) {
    guard let watch = watches.removeValue(forKey: id) else { return }
    if case .socket(let handle) = watch.source { handle.unbind() }
    isStale = true
  }

  func close(_ handle: SocketHandle) {
    let ids = watches.compactMap { id, watch in
      if case .socket(let watched) = watch.source, watched === handle { id } else { nil }
    }
    ids.forEach(unwatch)
    handle.close()
  }

  func schedule(
    afterMs delayMs: Int, everyMs periodMs: Int?, _ handler: @escaping @Sendable () -> Void
  ) -> UInt64 {
    let id = Self.nextID()
    guard isOpen else { return id }
    let deadline = monotonicNanoseconds() + nanoseconds(max(delayMs, 0))
    let period = periodMs.map { nanoseconds(max($0, 1)) }
    timers.add(id, at: deadline, TimerQueue.Timer(period: period, handler: handler))
    return id
  }

  func cancel(_ id: UInt64) {
    timers.cancel(id)
  }

  /// Drops all watches and timers, for good.
  func end() {
    isOpen = false
    Array(watches.keys).forEach(unwatch)
    timers.removeAll()
    ready.removeAll()
  }
}

private let nanosecondsPerMs: Int64 = 1_000_000

/// Longer than any delay that means something, short enough to be added to a clock: 100 years.
private let maximumDelayMs = 3_155_760_000_000

private func nanoseconds(_ milliseconds: Int) -> Int64 {
  Int64(min(milliseconds, maximumDelayMs)) * nanosecondsPerMs
}

extension ReactorLoop {
  func fireTimers() {
    guard timers.count > 0 else { return }
    for id in timers.takeDue(at: monotonicNanoseconds()) {
      timers.fire(id)?()
    }
  }

  /// Waits for the wake descriptor, a watch or a timer, and notes which watches are ready.
  func poll(mayWait: Bool) {
    if isStale { rebuildItems() }
    let count = unsafe zmq_poll(&items, Int32(items.count), mayWait ? timeoutMs() : 0)
    guard count >= 0 else { return pollFailed(ZeroMQError.last(during: "poll")) }
    guard count > 0 else { return }
    if unsafe items[0].revents != 0 { wake.clear() }
    for index in unsafe items.indices.dropFirst() where unsafe items[index].revents != 0 {
      ready.append(polled[index - 1])
    }
  }

  /// Calls the handler of each ready watch that an earlier handler has not ended.
  func callHandlers() {
    let batch = ready
    ready.removeAll(keepingCapacity: true)
    for id in batch { watches[id]?.handler() }
  }

  /// Rounded up, so that a timer is due when the poll returns.
  private func timeoutMs() -> Int {
    guard let deadline = timers.nextDeadline else { return -1 }
    let remaining = max(deadline - monotonicNanoseconds(), 0)
    let milliseconds = (remaining + nanosecondsPerMs - 1) / nanosecondsPerMs
    // poll(2) takes 32 bits; a timer that is farther off costs one more turn.
    return Int(min(milliseconds, Int64(Int32.max)))
  }

  private func rebuildItems() {
    unsafe items.removeAll(keepingCapacity: true)
    polled.removeAll(keepingCapacity: true)
    unsafe items.append(
      zmq_pollitem_t(
        socket: nil, fd: wake.fileDescriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    for (id, watch) in watches.sorted(by: { $0.key < $1.key }) {
      polled.append(id)
      switch watch.source {
      case .socket(let handle):
        unsafe items.append(
          zmq_pollitem_t(socket: handle.pointer, fd: 0, events: watch.events, revents: 0))
      case .descriptor(let descriptor):
        unsafe items.append(
          zmq_pollitem_t(socket: nil, fd: descriptor, events: watch.events, revents: 0))
      }
    }
    isStale = false
  }

  /// zmq_poll fails as a whole when one context was shut down: each watch of it is called a last
  /// time and ended, the others stay.
  private func pollFailed(_ error: ZeroMQError) {
    guard error.code.rawValue != EINTR else { return }
    guard error.code == .contextTerminated else {
      fatalError("the reactor '\(name)' cannot poll any more: \(error)")
    }
    for id in watches.keys.sorted() {
      guard let watch = watches[id], case .socket(let handle) = watch.source, handle.isTerminated
      else { continue }
      unwatch(id)
      watch.handler()
    }
  }
}
