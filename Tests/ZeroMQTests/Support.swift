import Synchronization
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

/// An actor that owns one socket on a reactor and collects what arrives.
actor Peer {
  nonisolated let reactor: Reactor
  private let socket: Socket
  private var monitor: SocketMonitor?
  private var received: [Message] = []
  private var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  private var token: Reactor.WatchToken?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor, _ socket: consuming sending Socket) {
    self.reactor = reactor
    self.socket = socket
  }

  func watch() {
    token = reactor.watch(socket, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.drain() }
    }
  }

  /// Binds to a free port and returns the endpoint.
  func bind() throws -> String {
    try socket.bind("tcp://127.0.0.1:*")
    return try socket.lastEndpoint
  }

  /// Starts to monitor the socket.
  func monitor(_ handler: @escaping @Sendable (SocketEvent) -> Void) throws {
    monitor = try SocketMonitor(socket, on: reactor, handler: handler)
  }

  /// Stops to monitor the socket.
  func endMonitor() {
    monitor = nil
  }

  func unwatch() {
    guard let token else { return }
    reactor.unwatch(token)
  }

  /// Waits until `count` messages have arrived and takes them all.
  func take(atLeast count: Int) async -> [Message] {
    if received.count < count {
      await withCheckedContinuation { waiter = (count, $0) }
    }
    defer { received = [] }
    return received
  }

  func use<Value: Sendable>(
    _ body: @Sendable (borrowing Socket) throws -> Value
  ) rethrows -> Value {
    try body(socket)
  }

  private func drain() {
    guard let messages = try? socket.receive(upTo: 256) else { return }
    received += messages
    if let waiter, received.count >= waiter.count {
      self.waiter = nil
      waiter.continuation.resume()
    }
  }
}

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

/// Runs a closure on a reactor.
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
