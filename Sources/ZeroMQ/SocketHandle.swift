internal import CZeroMQ
internal import Synchronization

/// The open libzmq socket behind a `Socket`, shared with whoever polls or monitors it.
///
/// `Socket` alone may send, receive and configure. The handle lets a reactor close a socket whose
/// owner is gone on the thread that polls it, so that no poll ever sees a closed socket.
@safe
final class SocketHandle: Sendable {
  private struct State {
    var isOpen = true
    var reactor: Reactor?
    var watchCount = 0
  }

  // A libzmq socket may be used by one thread at a time and moved between threads with a fence.
  // `Socket` is neither copyable nor Sendable, which gives the first; locks and actor hops the
  // second; `checkThread` catches what the compiler cannot see, a watched socket that is sent away.
  nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  let context: Context

  private let state = Locked(State())
  private let boundThread = Atomic<UInt>(0)

  init(pointer: UnsafeMutableRawPointer, context: Context) {
    unsafe self.pointer = pointer
    self.context = context
  }

  deinit {
    close()
  }

  /// Closes the socket, once.
  func close() {
    state.withLock { state in
      guard state.isOpen else { return }
      state.isOpen = false
      unsafe zmq_close(pointer)
    }
  }

  /// Runs `body` on the pointer unless the socket is closed, and keeps it open meanwhile.
  func withOpenPointer(_ body: (UnsafeMutableRawPointer) -> Void) {
    state.withLock { state in
      guard state.isOpen else { return }
      unsafe body(pointer)
    }
  }

  /// The owner is gone: close now, or on the thread that polls the socket.
  func ownerEnded() {
    if let reactor = state.withLock({ $0.reactor }) {
      reactor.close(self)
    } else {
      close()
    }
  }
}

extension SocketHandle {
  /// Notes one more watch by the reactor of the current thread.
  func bind(to reactor: Reactor) {
    state.withLock { state in
      if let other = state.reactor, other !== reactor {
        fatalError(
          "a socket is watched by the reactor '\(other.name)': unwatch it there before "
            + "'\(reactor.name)' watches it")
      }
      state.reactor = reactor
      state.watchCount += 1
    }
    boundThread.store(currentThreadID(), ordering: .relaxed)
  }

  /// Notes one watch less; without watches the socket may move to another thread again.
  func unbind() {
    let isFree = state.withLock { state in
      state.watchCount -= 1
      if state.watchCount == 0 { state.reactor = nil }
      return state.watchCount == 0
    }
    if isFree { boundThread.store(0, ordering: .relaxed) }
  }

  /// Traps when a watched socket is used on a thread other than the one that polls it.
  func checkThread() {
    let bound = boundThread.load(ordering: .relaxed)
    guard bound == 0 || bound == currentThreadID() else {
      fatalError(
        "a socket that a reactor watches was used on another thread: keep it in an actor that runs "
          + "on that reactor, or unwatch it first")
    }
  }
}
