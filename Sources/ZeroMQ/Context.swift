internal import CZeroMQ

/// The room that sockets live in: it owns libzmq's I/O threads and `inproc` names.
///
/// A socket holds its context alive, so that the context terminates only after its last socket
/// was closed. Termination then waits for what sockets with a linger time still have to send.
@safe
public final class Context: Sendable {
  /// How many I/O threads a context may have: beyond the number of cores they only compete.
  public static let maximumIOThreads = 64

  // libzmq's context functions may be called from any thread.
  nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

  /// Creates a context.
  ///
  /// - Parameters:
  ///   - ioThreads: threads that move bytes, 1…64; one is enough for most programs.
  ///   - maximumSockets: how many sockets may be open at once.
  /// - Throws: `ZeroMQError` when a value is out of range or the system refuses.
  public init(ioThreads: Int = 1, maximumSockets: Int = 1023) throws(ZeroMQError) {
    guard (1...Self.maximumIOThreads).contains(ioThreads),
      let sockets = Int32(exactly: maximumSockets)
    else {
      throw ZeroMQError(.invalidArgument, during: "create a context with these limits")
    }
    guard let pointer = unsafe zmq_ctx_new() else {
      throw ZeroMQError.last(during: "create a context")
    }
    // ZMQ_BLOCKY off: a socket that sets no linger time must not hold up termination for ever.
    let settings = [
      (ZMQ_IO_THREADS, Int32(ioThreads)), (ZMQ_MAX_SOCKETS, sockets), (ZMQ_BLOCKY, 0),
    ]
    for (option, value) in settings where unsafe zmq_ctx_set(pointer, option, value) != 0 {
      let error = ZeroMQError.last(during: "create a context with these limits")
      unsafe zmq_ctx_term(pointer)
      throw error
    }
    unsafe self.pointer = pointer
  }

  deinit {
    while unsafe zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
  }

  /// Ends all waiting in the context's sockets: every call on them, also one that waits on another
  /// thread, fails with ``ZeroMQError/Code/contextTerminated``. Only closing them is left to do.
  public func shutdown() {
    unsafe zmq_ctx_shutdown(pointer)
  }
}
