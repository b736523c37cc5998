import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct MonitorTests {
  @Test func `A connection is followed from both ends to its end`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let bound = Collector<SocketEvent>()
      let connecting = Collector<SocketEvent>()
      let pull = Peer(on: reactor, try Socket(context, .pull))
      try await pull.monitor { bound.add($0) }
      let endpoint = try await pull.bind()
      let listening = await bound.next()
      #expect(listening?.kind == .listening)
      #expect(listening?.endpoint == endpoint)

      let push = Peer(on: reactor, try Socket(context, .push))
      try await push.monitor { connecting.add($0) }
      await push.watch()
      try await push.use { try $0.connect(endpoint) }
      #expect(await bound.next()?.kind == .accepted)
      #expect(await bound.next()?.kind == .handshakeSucceeded)
      #expect(await connecting.first { $0.kind == .connected }?.endpoint == endpoint)
      #expect(await connecting.next()?.kind == .handshakeSucceeded)

      try await push.use { try $0.disconnect(endpoint) }
      #expect(await bound.first { $0.kind == .disconnected } != nil)
    }
  }

  @Test func `Connecting where nobody listens is reported with the pause before the next try`()
    async throws
  {
    let context = try Context()
    let reserved = try Socket(context, .pull)
    try reserved.bind("tcp://127.0.0.1:*")
    let endpoint = try reserved.lastEndpoint
    reserved.close()
    try await withReactor { reactor in
      let events = Collector<SocketEvent>()
      var options = SocketOptions()
      options.reconnectIntervalMs = 10
      let push = Peer(on: reactor, try Socket(context, .push, options: options))
      try await push.monitor { events.add($0) }
      try await push.use { try $0.connect(endpoint) }
      let retry = await events.first { $0.kind == .connectRetried }
      #expect(retry.map { (10..<20).contains($0.value) } == true)
      #expect(retry?.endpoint == endpoint)
    }
  }

  @Test func `Closing the socket first ends the events with one that says so`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let events = Collector<SocketEvent>()
      let owner = MonitoredOwner(on: reactor)
      try await owner.open(context) { events.add($0) }
      await owner.closeSocket()
      #expect(await events.first { $0.kind == .monitorStopped } != nil)
      await owner.closeMonitor()
    }
  }

  @Test func `A monitor that ends leaves the socket working`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let pull = Peer(on: reactor, try Socket(context, .pull))
      try await pull.monitor { _ in }
      await pull.endMonitor()
      await pull.watch()
      let endpoint = try await pull.bind()
      let push = try Socket(context, .push)
      try push.connect(endpoint)
      _ = try push.send(Message("a"))
      #expect(await pull.take(atLeast: 1).map(\.texts) == [["a"]])
    }
  }

  @Test func `Events that nobody reads do not hold up connections or closing`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let runner = Runner(reactor)
      // Each round leaves several events; libzmq's own limit is a thousand waiting ones.
      let endpoint = "inproc://busy"
      try await runner.run {
        let pair = try Socket(context, .pull)
        let monitor = try SocketMonitor(pair, on: reactor) { _ in }
        for _ in 0..<700 {
          try pair.bind("tcp://127.0.0.1:*")
          try pair.unbind(pair.lastEndpoint)
        }
        try pair.bind(endpoint)
        _ = consume monitor
        pair.close()
      }
    }
  }

  @Test func `An event of a number without a name is kept`() {
    let kind = SocketEvent.Kind(rawValue: 0x8000)
    #expect(kind.description == "event 0x8000")
    let event = SocketEvent(kind: kind, value: 7, endpoint: "tcp://127.0.0.1:1")
    #expect(event.zapStatus == nil)
    let refused = SocketEvent(kind: .handshakeFailedAuth, value: 300, endpoint: "")
    #expect(refused.zapStatus == 300)
    #expect(refused.kind.description == "handshake refused")
  }
}

/// Owns a socket and its monitor, and lets go of each by itself.
private actor MonitoredOwner {
  private let reactor: Reactor
  private var socket: Socket?
  private var monitor: SocketMonitor?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func open(_ context: Context, _ handler: @escaping @Sendable (SocketEvent) -> Void) throws {
    let socket = try Socket(context, .pull)
    monitor = try SocketMonitor(socket, on: reactor, handler: handler)
    self.socket = consume socket
  }

  func closeSocket() {
    socket = nil
  }

  func closeMonitor() {
    monitor = nil
  }
}
