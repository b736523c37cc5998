import ZeroMQ

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
