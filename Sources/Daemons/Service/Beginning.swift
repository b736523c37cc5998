internal import ServiceLifecycle

/// Whether something has begun that another service waits for; it begins once.
struct Beginning: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// Makes one that is still to come.
  init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// It has begun.
  func mark() {
    continuation.yield()
  }

  /// Waits for it, once.
  ///
  /// - Returns: False where a graceful shutdown or a cancellation came first.
  func wait() async -> Bool {
    await cancelWhenGracefulShutdown {
      for await _ in stream { return true }; return false
    }
  }
}
