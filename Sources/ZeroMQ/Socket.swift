internal import CZeroMQ

/// A ZeroMQ socket, owned by exactly one place in the program.
///
/// It cannot be copied, and as it is not `Sendable` it cannot be used from two isolations: keep it
/// as a stored property of an actor, best one that runs on the ``Reactor`` that watches it. It is
/// closed when its owner goes. Nothing here blocks, ``receive(withinMs:)`` excepted.
@safe
public struct Socket: ~Copyable {
  let handle: SocketHandle

  /// What pattern the socket takes part in.
  public let kind: Kind

  /// Opens a socket.
  ///
  /// - Parameters:
  ///   - context: the context it lives in, and which it holds alive.
  ///   - kind: the pattern.
  ///   - options: what to set before it is bound or connected.
  /// - Throws: `ZeroMQError` when the context is full or shut down, or an option does not fit.
  public init(
    _ context: Context, _ kind: Kind, options: SocketOptions = SocketOptions()
  ) throws(ZeroMQError) {
    guard let pointer = unsafe zmq_socket(context.pointer, kind.number) else {
      throw ZeroMQError.last(during: "open a \(kind) socket")
    }
    let handle = unsafe SocketHandle(pointer: pointer, context: context)
    try handle.apply(options)
    self.handle = handle
    self.kind = kind
  }

  deinit {
    handle.ownerEnded()
  }

  /// Closes the socket now, on the reactor's thread if one watches it.
  ///
  /// libzmq gives its endpoints back a moment later: where another socket is to bind the same one
  /// at once, ``unbind(_:)`` first.
  public consuming func close() {}
}

@available(*, unavailable, message: "a socket belongs to one isolation; send messages instead")
extension Socket: Sendable {}

extension Socket {
  /// The patterns that a socket can take part in.
  public enum Kind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Publishes to subscribers; drops for those that do not keep up.
    case pub
    /// Receives what it subscribed to.
    case sub
    /// A PUB that sees the subscriptions as messages.
    case xpub
    /// A SUB that subscribes by sending messages.
    case xsub
    /// Sends round-robin and receives fairly, without the lockstep of REQ.
    case dealer
    /// Addresses each peer by the routing id in the first frame.
    case router
    /// Sends one request, then receives one reply.
    case req
    /// Receives one request, then sends one reply.
    case rep
    /// One peer, both ways.
    case pair
    /// Hands work out round-robin.
    case push
    /// Collects work fairly.
    case pull

    var number: Int32 {
      switch self {
      case .pub: ZMQ_PUB
      case .sub: ZMQ_SUB
      case .xpub: ZMQ_XPUB
      case .xsub: ZMQ_XSUB
      case .dealer: ZMQ_DEALER
      case .router: ZMQ_ROUTER
      case .req: ZMQ_REQ
      case .rep: ZMQ_REP
      case .pair: ZMQ_PAIR
      case .push: ZMQ_PUSH
      case .pull: ZMQ_PULL
      }
    }

    /// The name as ZeroMQ's documents write it: `ROUTER`.
    public var description: String { rawValue.uppercased() }
  }
}

extension Socket {
  /// Accepts connections at an endpoint such as `tcp://127.0.0.1:*`; see ``lastEndpoint``.
  ///
  /// - Throws: `ZeroMQError`, with `addressInUse` when somebody else has the port.
  public func bind(_ endpoint: String) throws(ZeroMQError) {
    try unsafe handle.call("bind", endpoint) { unsafe zmq_bind($0, $1) }
  }

  /// Stops accepting connections at an endpoint, and sheds the peers that came by it.
  ///
  /// - Throws: `ZeroMQError`, with `noSuchEndpoint` when it is not bound.
  public func unbind(_ endpoint: String) throws(ZeroMQError) {
    try unsafe handle.call("unbind", endpoint) { unsafe zmq_unbind($0, $1) }
  }

  /// Connects to an endpoint, now and again whenever the connection is lost.
  ///
  /// - Throws: `ZeroMQError` when the endpoint is malformed; that nobody listens is no error.
  public func connect(_ endpoint: String) throws(ZeroMQError) {
    try unsafe handle.call("connect", endpoint) { unsafe zmq_connect($0, $1) }
  }

  /// Ends the connection to an endpoint, and what waits to be sent there.
  ///
  /// - Throws: `ZeroMQError`, with `noSuchEndpoint` when it is not connected.
  public func disconnect(_ endpoint: String) throws(ZeroMQError) {
    try unsafe handle.call("disconnect", endpoint) { unsafe zmq_disconnect($0, $1) }
  }

  /// Lets messages pass whose first frame begins with `prefix`; SUB only.
  ///
  /// A bound socket tells its peers so only once it is polled or read.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` on a socket that is no SUB.
  public func subscribe(_ prefix: [UInt8]) throws(ZeroMQError) {
    try handle.set(ZMQ_SUBSCRIBE, bytes: prefix, "subscribe")
  }

  /// Lets messages pass whose first frame begins with the UTF-8 bytes of `prefix`; SUB only.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` on a socket that is no SUB.
  public func subscribe(_ prefix: String) throws(ZeroMQError) {
    try subscribe(Array(prefix.utf8))
  }

  /// Takes one ``subscribe(_:)-([UInt8])`` back.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` on a socket that is no SUB.
  public func unsubscribe(_ prefix: [UInt8]) throws(ZeroMQError) {
    try handle.set(ZMQ_UNSUBSCRIBE, bytes: prefix, "unsubscribe")
  }

  /// Takes one ``subscribe(_:)-(String)`` back.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` on a socket that is no SUB.
  public func unsubscribe(_ prefix: String) throws(ZeroMQError) {
    try unsubscribe(Array(prefix.utf8))
  }

  /// The endpoint last bound or connected, with the real port where `*` or `0` was asked for;
  /// empty before the first.
  ///
  /// - Throws: `ZeroMQError`, with `contextTerminated` after a shutdown.
  public var lastEndpoint: String {
    get throws(ZeroMQError) { try handle.string(ZMQ_LAST_ENDPOINT, "read the last endpoint") }
  }
}
