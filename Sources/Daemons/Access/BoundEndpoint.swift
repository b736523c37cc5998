internal import Logging
internal import ZeroMQ

/// An endpoint that a socket is bound to, and whose peers can be shed: unbinding ends the
/// connections that came by it, binding again lets those come back that may.
///
/// libzmq gives the port back a moment later: binding at once fails now and then (0 to 11 of 200
/// times in measurements, each time once), and works a millisecond later.
struct BoundEndpoint {
  private let endpoint: String
  private var isBound = true

  /// The pause before binding again, in milliseconds; it doubles each time.
  static let retryMs = 1
  /// The longest pause: by then another program has the port.
  static let maximumRetryMs = 1024

  /// Binds a socket.
  init(binding socket: borrowing Socket, to endpoint: String) throws(ZeroMQError) {
    try socket.bind(endpoint)
    // Where a name or * was given, only this one can be unbound.
    self.endpoint = try socket.lastEndpoint
  }

  /// Ends all connections, and binds again.
  ///
  /// - Returns: Whether the endpoint is bound; where it is not, call ``bindAgain(_:)`` soon.
  mutating func shedPeers(of socket: borrowing Socket) -> Bool {
    if isBound { try? socket.unbind(endpoint) }
    isBound = false
    return bindAgain(socket)
  }

  /// Binds again, unless that has been done.
  mutating func bindAgain(_ socket: borrowing Socket) -> Bool {
    if !isBound { isBound = (try? socket.bind(endpoint)) != nil }
    return isBound
  }
}
