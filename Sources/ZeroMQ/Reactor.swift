internal import Synchronization

/// One thread that polls sockets and runs the actors that own them.
///
/// An actor that names the reactor as its executor keeps sockets as plain stored properties: its
/// code and the poll take turns on one thread, so that nothing has to be locked or handed over.
///
/// ```swift
/// actor Echo {
///   private let reactor: Reactor
///   private let socket: Socket
///
///   nonisolated var unownedExecutor: UnownedSerialExecutor {
///     reactor.asUnownedSerialExecutor()
///   }
///
///   init(_ context: Context, on reactor: Reactor, at endpoint: String) throws {
///     self.reactor = reactor
///     socket = try Socket(context, .router)
///     try socket.bind(endpoint)
///   }
///
///   func start() {
///     reactor.watch(socket, for: .readable) { [weak self] in
///       self?.assumeIsolated { $0.answer() }
///     }
///   }
///
///   private func answer() {
///     guard let messages = try? socket.receive(upTo: 256) else { return }
///     _ = try? socket.send(contentsOf: messages)
///   }
/// }
/// ```
///
/// A turn runs at most ``jobsPerTurn`` jobs of actors, the timers that are due, and the handler of
/// each ready watch once; what is left waits for the next turn, so that neither jobs nor a busy
/// socket starve the others. Handlers take a bounded batch and return: what they leave makes the
/// socket ready again. Jobs run in the order in which they came.
///
/// A hop to the reactor costs tens of microseconds: cross it with batches.
///
/// The thread keeps its reactor alive until ``stop()``.
public final class Reactor: SerialExecutor {
  /// Jobs that one turn runs before sockets and timers have theirs.
  public static let jobsPerTurn = 256

  /// What the reactor is called in messages; its first 15 bytes name the thread.
  public let name: String

  private let queue: WorkQueue
  private let owner = Atomic<UInt>(0)
  private let thread: Locked<SystemThread?>

  // Touched on the reactor's thread only: `loop(_:)` checks it.
  nonisolated(unsafe) private let confinedLoop: ReactorLoop

  /// Starts a reactor and its thread.
  ///
  /// It traps when the system refuses a thread or a file descriptor: a program that cannot have
  /// them at its start cannot run.
  public init(name: String) {
    self.name = name
    queue = WorkQueue()
    unsafe confinedLoop = ReactorLoop(name: name, wake: queue.wake)
    thread = Locked(nil)
    thread.withLock { $0 = SystemThread(name: name) { self.run() } }
  }

  /// Ends the thread and waits for it.
  ///
  /// Watches and timers are dropped; jobs that are queued, and those that they queue, run before
  /// the thread ends. Jobs that come later are not lost either: a thread of their own runs them, one
  /// after the other, and ends with the last; watches and timers that they set never fire. Whoever
  /// still waits for a handler waits in vain, so end that first. Stopping again does nothing. It traps on the reactor's own thread, which cannot wait for itself.
  public func stop() {
    guard !isCurrent else {
      fatalError(
        "the reactor '\(name)' was stopped on its own thread, which would wait for itself: stop it "
          + "from outside")
    }
    queue.requestStop()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
  }

  private var isCurrent: Bool {
    owner.load(ordering: .relaxed) == currentThreadID()
  }

  private func loop(_ operation: StaticString) -> ReactorLoop {
    guard isCurrent else {
      fatalError(
        "\(operation) was called off the thread of the reactor '\(name)': call it from an actor "
          + "that runs on this reactor")
    }
    return unsafe confinedLoop
  }
}

extension Reactor {
  /// What a watch waits for.
  public enum Readiness: Sendable, Hashable {
    /// Something can be received or read, or the descriptor failed.
    case readable
    /// Something can be sent or written, or the descriptor failed. A socket is writable most of the
    /// time: watch for it only while something waits to be sent, or the reactor spins.
    case writable
  }

  /// Names a watch, so that it can be ended.
  public struct WatchToken: Sendable, Hashable {
    let id: UInt64
  }

  /// Names a timer, so that it can be cancelled.
  public struct TimerToken: Sendable, Hashable {
    let id: UInt64
  }

  /// Calls `handler` on the reactor's thread in each turn in which the socket is ready.
  ///
  /// The watch ends with ``unwatch(_:)``, when the socket is closed, and when the reactor stops.
  /// When the socket's context is shut down it ends after one last call, in which the socket says
  /// so. Until then the socket may be used on this thread only. It traps off the thread.
  @discardableResult
  public func watch(
    _ socket: borrowing Socket, for readiness: Readiness, handler: @escaping @Sendable () -> Void
  ) -> WatchToken {
    let handle = socket.handle
    let loop = loop("watch(_:for:handler:)")
    return WatchToken(id: loop.watch(.socket(handle), readiness, reactor: self, handler))
  }

  /// Calls `handler` on the reactor's thread in each turn in which the file descriptor is ready.
  ///
  /// Unwatch it before it is closed. It traps off the thread.
  @discardableResult
  public func watch(
    fileDescriptor: Int32, for readiness: Readiness, handler: @escaping @Sendable () -> Void
  ) -> WatchToken {
    let loop = loop("watch(fileDescriptor:for:handler:)")
    return WatchToken(
      id: loop.watch(.descriptor(fileDescriptor), readiness, reactor: self, handler))
  }

  /// Ends a watch; its handler is not called again. One that has ended is ignored. It traps off the
  /// thread.
  public func unwatch(_ token: WatchToken) {
    loop("unwatch(_:)").unwatch(token.id)
  }

  /// Calls `handler` once, on the reactor's thread, when `delayMs` milliseconds have passed on a
  /// clock that never jumps. It traps off the thread.
  @discardableResult
  public func schedule(
    afterMs delayMs: Int, handler: @escaping @Sendable () -> Void
  ) -> TimerToken {
    TimerToken(
      id: loop("schedule(afterMs:handler:)").schedule(afterMs: delayMs, everyMs: nil, handler))
  }

  /// Calls `handler` every `periodMs` milliseconds (at least one), first after one period. Firings
  /// that a busy reactor misses are skipped. It traps off the thread.
  @discardableResult
  public func schedule(
    everyMs periodMs: Int, handler: @escaping @Sendable () -> Void
  ) -> TimerToken {
    TimerToken(
      id: loop("schedule(everyMs:handler:)")
        .schedule(afterMs: periodMs, everyMs: periodMs, handler))
  }

  /// Cancels a timer; its handler is not called again. One that has fired is ignored. It traps off
  /// the thread.
  public func cancel(_ token: TimerToken) {
    loop("cancel(_:)").cancel(token.id)
  }
}

extension Reactor {
  /// Takes a job of an actor; Swift's runtime calls this.
  public func enqueue(_ job: consuming ExecutorJob) {
    submit(.job(UnownedJob(job)))
  }

  /// The reference that an actor's `unownedExecutor` returns.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  /// Traps off the reactor's thread; Swift's runtime calls this for `assumeIsolated`.
  public func checkIsolated() {
    guard isCurrent else {
      fatalError("this code belongs on the thread of the reactor '\(name)', but runs on another")
    }
  }

  /// Whether the calling thread is the reactor's.
  public func isIsolatingCurrentContext() -> Bool? {
    isCurrent
  }

  /// Ends the watches of a socket whose owner is gone and closes it, on the reactor's thread.
  func close(_ handle: SocketHandle) {
    if isCurrent {
      unsafe confinedLoop.close(handle)
    } else {
      submit(.close(handle))
    }
  }

  private func submit(_ work: WorkQueue.Work) {
    guard queue.append(work) == .needsThread else { return }
    SystemThread(name: name) { self.drain() }.detach()
  }

  private func perform(_ work: WorkQueue.Work) {
    switch work {
    case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
    case .close(let handle): loop("close").close(handle)
    }
  }

  /// The reactor's thread.
  private func run() {
    owner.store(currentThreadID(), ordering: .relaxed)
    let loop = loop("run")
    var backlog: ArraySlice<WorkQueue.Work> = []
    while !queue.isStopping {
      if backlog.isEmpty { backlog = queue.takeAll() }
      for work in backlog.prefix(Self.jobsPerTurn) { perform(work) }
      backlog = backlog.dropFirst(Self.jobsPerTurn)
      loop.fireTimers()
      let mayWait = backlog.isEmpty && queue.beginWait()
      loop.poll(mayWait: mayWait)
      if mayWait { queue.endWait() }
      loop.callHandlers()
    }
    loop.end()
    for work in backlog { perform(work) }
    drain()
  }

  /// Runs what is queued, and lets go of the thread in the same step that finds nothing left.
  private func drain() {
    owner.store(currentThreadID(), ordering: .relaxed)
    repeat {
      for work in queue.takeAll() { perform(work) }
    } while !queue.release(clearing: { owner.store(0, ordering: .relaxed) })
  }
}
