import ZeroMQ

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
