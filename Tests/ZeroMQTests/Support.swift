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
  private var hasReceived = false
  private var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  private var token: Reactor.WatchToken?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor, _ socket: consuming sending Socket) {
    self.reactor = reactor
    self.socket = socket
  }

  /// Collects what arrives from now on.
  func watch() {
    watch { [weak self] in
      self?.assumeIsolated { $0.drain() }
    }
  }

  func watch(
    for readiness: Reactor.Readiness = .readable, _ handler: @escaping @Sendable () -> Void
  ) {
    token = reactor.watch(socket, for: readiness, handler: handler)
  }

  func unwatch() {
    guard let token else { return }
    reactor.unwatch(token)
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

  /// Waits until `count` messages have arrived and takes them all.
  func take(atLeast count: Int) async -> [Message] {
    if received.count < count {
      await withCheckedContinuation { waiter = (count, $0) }
    }
    defer { received = [] }
    return received
  }

  func use<Value: Sendable, Failure>(
    _ body: @Sendable (borrowing Socket) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try body(socket)
  }

  /// Enqueues one job after the other until a message has arrived.
  func keepBusy() async {
    while !hasReceived { await Task.yield() }
  }

  private func drain() {
    guard let messages = try? socket.receive(upTo: 256) else { return }
    received += messages
    hasReceived = hasReceived || !messages.isEmpty
    if let waiter, received.count >= waiter.count {
      self.waiter = nil
      waiter.continuation.resume()
    }
  }
}

/// Pushes numbered messages, as many at a time as the socket takes.
actor Sender {
  private let reactor: Reactor
  private let socket: Socket
  private var remaining: Range<Int> = 0..<0
  private var token: Reactor.WatchToken?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(_ context: Context, to endpoint: String, on reactor: Reactor) throws {
    self.reactor = reactor
    socket = try Socket(context, .push)
    try socket.connect(endpoint)
  }

  func send(_ count: Int) {
    remaining = 0..<count
    token = reactor.watch(socket, for: .writable) { [weak self] in
      self?.assumeIsolated { $0.sendMore() }
    }
  }

  private func sendMore() {
    let batch = remaining.prefix(256).map { Message("\($0)") }
    guard let count = try? socket.send(contentsOf: batch) else { return }
    remaining = remaining.dropFirst(count)
    if remaining.isEmpty, let token { reactor.unwatch(token) }
  }
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

/// Counts the firings of a repeating timer and cancels it.
actor Ticker {
  private let reactor: Reactor
  private var token: Reactor.TimerToken?
  private var count = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  /// Ticks each millisecond and reports the count several periods after the timer was cancelled.
  func tick(times: Int, _ report: @escaping @Sendable (Int) -> Void) {
    token = reactor.schedule(everyMs: 1) { [weak self] in
      self?.assumeIsolated { $0.ticked(times, report) }
    }
  }

  private func ticked(_ times: Int, _ report: @escaping @Sendable (Int) -> Void) {
    count += 1
    guard count == times, let token else { return }
    reactor.cancel(token)
    reactor.schedule(afterMs: 10) { [weak self] in
      self?.assumeIsolated { report($0.count) }
    }
  }
}

/// Two watches of one descriptor, the first of which ends both.
actor Rivals {
  private let reactor: Reactor
  private var tokens: [Reactor.WatchToken] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func watchTwice(_ descriptor: Int32, _ report: @escaping @Sendable (Int) -> Void) {
    for number in 1...2 {
      let token = reactor.watch(fileDescriptor: descriptor, for: .readable) { [weak self] in
        self?.assumeIsolated { $0.endBoth() }
        report(number)
      }
      tokens.append(token)
    }
  }

  private func endBoth() {
    tokens.forEach(reactor.unwatch)
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

extension Message {
  /// A message of text frames.
  init(_ frames: String...) {
    self.init(frames: frames.map { Array($0.utf8) })
  }

  var texts: [String] {
    frames.map { String(decoding: $0, as: UTF8.self) }
  }
}
