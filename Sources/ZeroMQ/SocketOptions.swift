internal import CZeroMQ

/// What a socket can be told before it is bound or connected.
///
/// Where a value is nil, libzmq's own default holds. The others have defaults that bound memory
/// and fail closed.
public struct SocketOptions: Sendable, Hashable {
  /// How many messages may wait to be sent to one peer.
  public var sendHighWater = 1000

  /// How many messages of one peer may wait to be received.
  public var receiveHighWater = 1000

  /// How long closing keeps trying to send what waits, in milliseconds; -1 for ever.
  public var lingerMs = 0

  /// Queue only for peers whose connection stands, instead of from `connect` on.
  public var immediate = false

  /// The largest frame that a peer may send before its connection is cut, in bytes; -1 for any.
  public var maximumMessageBytes = 1 << 20

  /// TCP's own probes of silent connections; nil leaves the system's setting.
  public var tcpKeepalive: TCPKeepalive?

  /// How long a peer may take for the handshake, in milliseconds; libzmq waits 30 000.
  public var handshakeIntervalMs: Int?

  /// The pause before connecting again, in milliseconds; libzmq waits 100.
  public var reconnectIntervalMs: Int?

  /// The pause grows to at most this, in milliseconds; libzmq keeps it constant.
  public var reconnectIntervalMaximumMs: Int?

  /// Report messages to unknown routing ids as ``SendResult/unreachable`` instead of dropping them;
  /// ROUTER only.
  public var routerMandatory: Bool?

  /// Let a new peer take over the routing id of a connected one; ROUTER only.
  public var routerHandover: Bool?

  /// Pass on also subscriptions that are held already; XPUB only.
  public var xpubVerbose: Bool?

  /// The domain that the ZAP handler is told. Without one NULL connections are let in unasked, and
  /// CURVE connections with any key unless a handler happens to be bound.
  public var zapDomain: String?

  /// Refuse connections while no ZAP handler is bound; libzmq on its own lets everybody in. In
  /// force only with a ``zapDomain``.
  public var zapEnforceDomain = true

  /// Use IPv6 beside IPv4.
  public var ipv6 = false

  /// How many connections may wait to be accepted; libzmq allows 100.
  public var backlog: Int?

  /// Creates the defaults.
  public init() {}
}

/// TCP keepalive: how soon a silently dead connection is noticed.
public struct TCPKeepalive: Sendable, Hashable {
  /// Silence before the first probe, in seconds.
  public var idleSeconds: Int
  /// Time between probes, in seconds.
  public var intervalSeconds: Int
  /// Unanswered probes before the connection counts as dead.
  public var count: Int

  /// Creates a setting.
  public init(idleSeconds: Int, intervalSeconds: Int, count: Int) {
    self.idleSeconds = idleSeconds
    self.intervalSeconds = intervalSeconds
    self.count = count
  }
}

extension Socket {
  /// Sets the options; those about connections hold for binds and connects made afterwards.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` when a value is out of range or belongs to
  ///   another kind of socket; the options before it are set by then.
  public func apply(_ options: SocketOptions) throws(ZeroMQError) {
    try handle.apply(options)
  }
}

extension SocketHandle {
  func apply(_ options: SocketOptions) throws(ZeroMQError) {
    try set(ZMQ_SNDHWM, options.sendHighWater, "sendHighWater")
    try set(ZMQ_RCVHWM, options.receiveHighWater, "receiveHighWater")
    try set(ZMQ_LINGER, options.lingerMs, "lingerMs")
    try set(ZMQ_IMMEDIATE, options.immediate ? 1 : 0, "immediate")
    try set(ZMQ_MAXMSGSIZE, wide: Int64(options.maximumMessageBytes), "maximumMessageBytes")
    try set(ZMQ_IPV6, options.ipv6 ? 1 : 0, "ipv6")
    if let keepalive = options.tcpKeepalive {
      try set(ZMQ_TCP_KEEPALIVE, 1, "tcpKeepalive")
      try set(ZMQ_TCP_KEEPALIVE_IDLE, keepalive.idleSeconds, "tcpKeepalive.idleSeconds")
      try set(ZMQ_TCP_KEEPALIVE_INTVL, keepalive.intervalSeconds, "tcpKeepalive.intervalSeconds")
      try set(ZMQ_TCP_KEEPALIVE_CNT, keepalive.count, "tcpKeepalive.count")
    }
    try set(ZMQ_HANDSHAKE_IVL, ifGiven: options.handshakeIntervalMs, "handshakeIntervalMs")
    try set(ZMQ_RECONNECT_IVL, ifGiven: options.reconnectIntervalMs, "reconnectIntervalMs")
    try set(
      ZMQ_RECONNECT_IVL_MAX, ifGiven: options.reconnectIntervalMaximumMs,
      "reconnectIntervalMaximumMs")
    try set(ZMQ_ROUTER_MANDATORY, ifGiven: options.routerMandatory, "routerMandatory")
    try set(ZMQ_ROUTER_HANDOVER, ifGiven: options.routerHandover, "routerHandover")
    try set(ZMQ_XPUB_VERBOSE, ifGiven: options.xpubVerbose, "xpubVerbose")
    try set(ZMQ_BACKLOG, ifGiven: options.backlog, "backlog")
    if let domain = options.zapDomain {
      try set(ZMQ_ZAP_DOMAIN, bytes: Array(domain.utf8), "set zapDomain to \(domain)")
      let number = Int32(CZMQ_ZAP_ENFORCE_DOMAIN)
      try set(number, options.zapEnforceDomain ? 1 : 0, "zapEnforceDomain")
    }
  }

  private func set(_ option: Int32, ifGiven value: Int?, _ name: String) throws(ZeroMQError) {
    if let value { try set(option, value, name) }
  }

  private func set(_ option: Int32, ifGiven value: Bool?, _ name: String) throws(ZeroMQError) {
    if let value { try set(option, value ? 1 : 0, name) }
  }
}
