internal import CZeroMQ
internal import Glibc

/// A thread of the operating system with a name. Signals are left to the program's other threads.
struct SystemThread: Sendable {
  private let id: pthread_t

  /// Starts a thread; traps when the system refuses it.
  init(name: String, _ body: @escaping @Sendable () -> Void) {
    // A thread inherits the mask of its creator: no moment is left in which it takes a signal.
    var all = sigset_t()
    var previous = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

    let box = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    var id = pthread_t()
    let result = unsafe pthread_create(
      &id, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box)
    guard result == 0 else {
      fatalError("the system refuses a thread for '\(name)' (error \(result)): raise its limits")
    }
    // The kernel keeps 15 bytes of a name and refuses longer ones.
    unsafe pthread_setname_np(id, String(decoding: name.utf8.prefix(15), as: UTF8.self))
    self.id = id
  }

  func join() {
    pthread_join(id, nil)
  }

  func detach() {
    pthread_detach(id)
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
