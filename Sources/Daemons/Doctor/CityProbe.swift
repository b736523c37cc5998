internal import Glibc
internal import ZeroMQ

/// Tries an address of a city as a node would, up to the handshake; no message is sent.
actor CityProbe {
  private let reactor: Reactor
  private let socket: Socket
  private var monitor: SocketMonitor?
  private var waiter: CheckedContinuation<CityReachFacts.Reach, Never>?

  /// How long a connection may take, and then the handshake: a slow line, not a patient user.
  private static let timeoutMs = 5_000

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  private init(
    on reactor: Reactor, keys: (own: CurveKeyPair, server: CurvePublicKey)
  ) throws(ZeroMQError) {
    self.reactor = reactor
    socket = try Socket(try Context(), .dealer, options: SyncSockets.control)
    try socket.configureCurveClient(
      serverKey: keys.server, publicKey: keys.own.publicKey, secretKey: keys.own.secretKey)
  }

  /// What trying an address comes to.
  ///
  /// - Parameters:
  ///   - endpoint: The address.
  ///   - keys: The node's own and the city's; without them it is only connected to.
  /// - Returns: How far it came.
  static func reach(
    _ endpoint: String, keys: (own: CurveKeyPair, server: CurvePublicKey)?
  ) async -> CityReachFacts.Reach {
    let connection = connect(endpoint)
    guard connection == .open, let keys else { return connection }
    let reactor = Reactor(name: "probe")
    let reach = await (try? CityProbe(on: reactor, keys: keys))?.shakeHands(endpoint)
    reactor.stop()
    return reach ?? connection
  }

  private func shakeHands(_ endpoint: String) async -> CityReachFacts.Reach {
    monitor = try? SocketMonitor(socket, on: reactor) { [weak self] event in
      self?.assumeIsolated { $0.observe(event) }
    }
    guard monitor != nil, (try? socket.connect(endpoint)) != nil else { return .silent }
    let timer = reactor.schedule(afterMs: Self.timeoutMs) { [weak self] in
      self?.assumeIsolated { $0.finish(.silent) }
    }
    let outcome = await withCheckedContinuation { waiter = $0 }
    reactor.cancel(timer)
    monitor = nil
    return outcome
  }

  private func observe(_ event: SocketEvent) {
    switch event.kind {
    case .handshakeSucceeded: finish(.welcome)
    case .handshakeFailedAuth: finish(.keyRefused)
    // A city that can't read what was said to it with its key hangs up.
    case .handshakeFailedProtocol, .handshakeFailed, .disconnected: finish(.foreign)
    default: break
    }
  }

  private func finish(_ outcome: CityReachFacts.Reach) {
    waiter?.resume(returning: outcome)
    waiter = nil
  }

  // MARK: Plain connections

  /// Connects and hangs up.
  private static func connect(_ endpoint: String) -> CityReachFacts.Reach {
    // What stands before a semicolon is only where a connection comes from.
    let address = endpoint.replacing("tcp://", with: "").split(separator: ";").last ?? ""
    guard let colon = address.lastIndex(of: ":") else { return .unknownName(endpoint) }
    let host = String(address[..<colon].filter { $0 != "[" && $0 != "]" })
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let service = String(address[address.index(after: colon)...])
    guard getaddrinfo(host, service, &hints, &found) == 0, let found else {
      return .unknownName(host)
    }
    defer { freeaddrinfo(found) }
    var reason = ""
    for candidate in sequence(first: found, next: \.pointee.ai_next) {
      guard let error = connect(candidate.pointee) else { return .open }
      reason = String(cString: strerror(error))
    }
    return .unreachable(reason)
  }

  /// - Returns: Why it failed; nil where it did not.
  private static func connect(_ candidate: addrinfo) -> Int32? {
    let kind = candidate.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(candidate.ai_family, kind, candidate.ai_protocol)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    guard Glibc.connect(descriptor, candidate.ai_addr, candidate.ai_addrlen) != 0 else {
      return nil
    }
    guard errno == EINPROGRESS else { return errno }
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&watched, 1, Int32(timeoutMs)) > 0 else { return ETIMEDOUT }
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
    return error == 0 ? nil : error
  }
}
