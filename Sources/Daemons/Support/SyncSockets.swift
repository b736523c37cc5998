internal import SyncProtocol
internal import ZeroMQ

/// How the sockets of the protocol are set, at both ends.
///
/// libzmq's own heartbeats stay off: together with backpressure they end in an abort of the
/// process. The protocol has heartbeats of its own, and TCP probes silent connections.
enum SyncSockets {
  /// The domain under which the ZAP handler is asked about connections.
  static let zapDomain = "unionsync"

  /// LIVE: best effort, nothing kept for the dead.
  static var live: SocketOptions {
    var options = common
    options.sendHighWater = 1000
    options.receiveHighWater = 1000
    options.lingerMs = 0
    return options
  }

  /// CTL: few and larger messages; a goodbye gets a second to leave.
  static var control: SocketOptions {
    var options = common
    options.sendHighWater = 64
    options.receiveHighWater = 64
    options.lingerMs = 1000
    return options
  }

  private static var common: SocketOptions {
    var options = SocketOptions()
    // Without it a dead link keeps the oldest messages and drops the newest.
    options.immediate = true
    options.maximumMessageBytes = Limits.frameBytes
    options.tcpKeepalive = TCPKeepalive(idleSeconds: 30, intervalSeconds: 10, count: 3)
    options.handshakeIntervalMs = 5_000
    options.reconnectIntervalMs = 500
    options.reconnectIntervalMaximumMs = 30_000
    return options
  }
}

/// The program's version.
public enum Version {
  /// The version, as packages have it.
  public static let number = "0.1.0"
  /// How the program introduces itself.
  public static let software = "unionsync/\(number)"
}
