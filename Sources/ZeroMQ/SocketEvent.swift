/// Something that happened to a connection of a monitored socket.
public struct SocketEvent: Sendable, Hashable {
  /// What happened.
  public let kind: Kind

  /// A number whose meaning depends on the kind: a file descriptor, an `errno`, a delay in
  /// milliseconds, a ZAP status, a protocol error.
  public let value: UInt32

  /// The endpoint that it happened at.
  public let endpoint: String

  /// Creates an event.
  public init(kind: Kind, value: UInt32, endpoint: String) {
    self.kind = kind
    self.value = value
    self.endpoint = endpoint
  }

  /// Reads the two frames of a monitor's message: number and value in this machine's byte order,
  /// then the endpoint.
  package init?(_ message: Message) {
    guard message.frames.count == 2, message.frames[0].count == 6 else { return nil }
    let (number, value) = unsafe message.frames[0].withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(as: UInt16.self),
        bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
      )
    }
    self.init(
      kind: Kind(rawValue: number), value: value,
      endpoint: String(decoding: message.frames[1], as: UTF8.self))
  }

  /// The status by which a ZAP handler refused a handshake: 300, 400 or 500; nil for other events.
  public var zapStatus: Int? {
    kind == .handshakeFailedAuth ? Int(value) : nil
  }
}

extension SocketEvent {
  /// The kinds of events; numbers that have no name here survive.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    /// The number that libzmq gives the event.
    public let rawValue: UInt16

    /// Creates a kind from libzmq's number.
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// A connection was made; the handshake follows. The value is a file descriptor.
    public static let connected = Kind(rawValue: 0x0001)
    /// A connection could not be made at once and is under way.
    public static let connectDelayed = Kind(rawValue: 0x0002)
    /// A connection will be tried again, after the value in milliseconds.
    public static let connectRetried = Kind(rawValue: 0x0004)
    /// The endpoint is bound. The value is a file descriptor.
    public static let listening = Kind(rawValue: 0x0008)
    /// The endpoint could not be bound. The value is an `errno`.
    public static let bindFailed = Kind(rawValue: 0x0010)
    /// A peer has connected; the handshake follows. The value is a file descriptor.
    public static let accepted = Kind(rawValue: 0x0020)
    /// A peer could not be accepted. The value is an `errno`.
    public static let acceptFailed = Kind(rawValue: 0x0040)
    /// A connection or endpoint was closed.
    public static let closed = Kind(rawValue: 0x0080)
    /// A connection or endpoint could not be closed. The value is an `errno`.
    public static let closeFailed = Kind(rawValue: 0x0100)
    /// A connection was lost.
    public static let disconnected = Kind(rawValue: 0x0200)
    /// The monitored socket was closed: no event follows.
    public static let monitorStopped = Kind(rawValue: 0x0400)
    /// The handshake failed. The value is an `errno`.
    public static let handshakeFailed = Kind(rawValue: 0x0800)
    /// The peer is let in.
    public static let handshakeSucceeded = Kind(rawValue: 0x1000)
    /// The peer broke the protocol, or does not hold the right key. The value is libzmq's number.
    public static let handshakeFailedProtocol = Kind(rawValue: 0x2000)
    /// The server's ZAP handler refused. The value is its status.
    public static let handshakeFailedAuth = Kind(rawValue: 0x4000)
  }
}

extension SocketEvent.Kind: CustomStringConvertible {
  /// The name in words, or the number in hexadecimal.
  public var description: String {
    switch self {
    case .connected: "connected"
    case .connectDelayed: "connect delayed"
    case .connectRetried: "connect retried"
    case .listening: "listening"
    case .bindFailed: "bind failed"
    case .accepted: "accepted"
    case .acceptFailed: "accept failed"
    case .closed: "closed"
    case .closeFailed: "close failed"
    case .disconnected: "disconnected"
    case .monitorStopped: "monitor stopped"
    case .handshakeFailed: "handshake failed"
    case .handshakeSucceeded: "handshake succeeded"
    case .handshakeFailedProtocol: "handshake failed by the protocol"
    case .handshakeFailedAuth: "handshake refused"
    default: "event 0x" + String(rawValue, radix: 16)
    }
  }
}
