import ZeroMQ

/// How long a test waits for what must come: only a failing test waits this long.
let patienceMs = 20_000

/// Runs `body` with a reactor that is stopped afterwards.
func withReactor<Value>(
  _ name: String = "test", _ body: (Reactor) async throws -> Value
) async throws -> Value {
  let reactor = Reactor(name: name)
  defer { reactor.stop() }
  return try await body(reactor)
}

/// Runs closures on a reactor.
actor Runner {
  private let reactor: Reactor

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(_ reactor: Reactor) {
    self.reactor = reactor
  }

  @discardableResult
  func run<Value: Sendable>(_ body: @Sendable () throws -> Value) rethrows -> Value {
    try body()
  }

  /// Enqueues `count` jobs, each of which passes on its number.
  func enqueue(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    for number in 0..<count {
      Task { self.run { body(number) } }
    }
  }
}

extension Message {
  /// A message of text frames.
  init(_ frames: String...) {
    self.init(frames: frames.map { Array($0.utf8) })
  }

  var texts: [String] {
    frames.map { String(decoding: $0, as: UTF8.self) }
  }
}
