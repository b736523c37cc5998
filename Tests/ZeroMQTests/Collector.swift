/// Collects values from handlers and lets a test wait for them.
final class Collector<Value: Sendable>: Sendable {
  private let stream: AsyncStream<Value>
  private let continuation: AsyncStream<Value>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func add(_ value: Value) {
    continuation.yield(value)
  }

  /// The next value that `isWanted`; the ones before it are dropped.
  func first(where isWanted: (Value) -> Bool) async -> Value? {
    for await value in stream where isWanted(value) { return value }
    return nil
  }

  func next() async -> Value? {
    await first { _ in true }
  }
}
