/// Decides which connections a context's sockets let in (RFC 27/ZAP).
///
/// libzmq asks it for each connection to a socket that has a ``SocketOptions/zapDomain``. Bind it
/// before the first such socket is bound, and ``prove(in:on:withinMs:)`` that it answers: without
/// ``SocketOptions/zapEnforceDomain`` libzmq lets everybody in while nobody is asked.
///
/// It answers as long as it is held; then new connections to sockets with an enforced domain fail.
///
/// It fails closed: what is malformed, of another version or of a mechanism that was not named is
/// refused without asking the policy.
public actor ZAPHandler {
  /// Requests that one turn of the reactor answers.
  public static let requestsPerTurn = 64

  static let endpoint = "inproc://zeromq.zap.01"

  private let reactor: Reactor
  private let socket: Socket
  private let mechanisms: Set<ZAPMechanism>
  private let decide: @Sendable (ZAPRequest) -> ZAPDecision

  /// What was answered so far.
  public private(set) var counts = ZAPCounts()

  /// The reactor that the handler runs on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  /// Binds the handler of a context; when this returns it answers.
  ///
  /// - Parameters:
  ///   - context: the context whose sockets it guards.
  ///   - reactor: what it runs on; `decide` is called there and must return quickly.
  ///   - mechanisms: what may be used at all; naming `null` lets `decide` allow anybody who connects.
  ///   - decide: the policy, as ``ZAPAccessList/decide(_:)``.
  /// - Throws: `ZeroMQError`, with `addressInUse` when the context has a handler already.
  public init(
    _ context: Context, on reactor: Reactor, mechanisms: Set<ZAPMechanism> = [.curve],
    decide: @escaping @Sendable (ZAPRequest) -> ZAPDecision
  ) async throws(ZeroMQError) {
    let socket = try Socket(context, .router)
    try socket.bind(Self.endpoint)
    self.reactor = reactor
    self.socket = socket
    self.mechanisms = mechanisms
    self.decide = decide
    start()
  }

  private func start() {
    reactor.watch(socket, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.answer() }
    }
  }

  private func answer() {
    // A failure to receive means that the context was shut down: nobody waits for answers.
    guard let messages = try? socket.receive(upTo: Self.requestsPerTurn) else { return }
    for message in messages {
      guard let reply = reply(to: message) else { continue }
      // A peer that is gone by now needs no answer; one that gets none is not let in.
      _ = try? socket.send(reply)
    }
  }

  private func reply(to message: Message) -> Message? {
    guard let exchange = ZAPExchange(message) else {
      counts.malformed += 1
      return nil
    }
    guard let request = exchange.request else {
      counts.malformed += 1
      return exchange.reply(.malformed)
    }
    guard mechanisms.contains(request.mechanism), case .allow(let userID) = decide(request),
      Self.isValid(userID)
    else {
      counts.refused += 1
      return exchange.reply(.denied)
    }
    counts.allowed += 1
    return exchange.reply(.allowed, userID: userID)
  }

  /// An empty user id would look like none, and C would cut one at a NUL into another's.
  private static func isValid(_ userID: String) -> Bool {
    (1...255).contains(userID.utf8.count) && !userID.utf8.contains(0)
  }
}

/// How many requests a ``ZAPHandler`` answered, and how.
public struct ZAPCounts: Sendable, Hashable {
  /// Peers that were let in.
  public var allowed = 0
  /// Peers that were kept out by the policy or for their mechanism.
  public var refused = 0
  /// Requests that did not keep to RFC 27.
  public var malformed = 0

  /// Creates counts.
  public init(allowed: Int = 0, refused: Int = 0, malformed: Int = 0) {
    self.allowed = allowed
    self.refused = refused
    self.malformed = malformed
  }
}
