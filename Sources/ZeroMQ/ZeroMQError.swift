internal import CZeroMQ

/// What libzmq refused to do, at which endpoint, and what to do about it.
///
/// The code is open: one that this wrapper has no name for survives with libzmq's own words.
public struct ZeroMQError: Error, Sendable, Hashable {
  /// Why the operation failed.
  public let code: Code

  /// What was being done, as a verb phrase: `bind`, `connect`, `set the option linger`.
  public let operation: String

  /// The endpoint that the operation was about; nil where there is none.
  public let endpoint: String?

  /// Creates an error from its parts.
  public init(_ code: Code, during operation: String, endpoint: String? = nil) {
    self.code = code
    self.operation = operation
    self.endpoint = endpoint
  }

  /// The error of the libzmq call that just failed on this thread.
  static func last(during operation: String, endpoint: String? = nil) -> ZeroMQError {
    ZeroMQError(Code(rawValue: zmq_errno()), during: operation, endpoint: endpoint)
  }
}

extension ZeroMQError {
  /// An `errno` of libzmq, with names for those that it documents.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The number as `zmq_errno` returns it.
    public let rawValue: Int32

    /// Creates a code from an `errno`.
    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }

    /// The port, path or name is taken (`EADDRINUSE`).
    public static let addressInUse = Code(rawValue: EADDRINUSE)
    /// The address is not one of this machine (`EADDRNOTAVAIL`).
    public static let addressNotAvailable = Code(rawValue: EADDRNOTAVAIL)
    /// The named interface does not exist (`ENODEV`).
    public static let noSuchInterface = Code(rawValue: ENODEV)
    /// Not now (`EAGAIN`).
    public static let wouldBlock = Code(rawValue: EAGAIN)
    /// An argument is not acceptable (`EINVAL`).
    public static let invalidArgument = Code(rawValue: EINVAL)
    /// The context was shut down (`ETERM`).
    public static let contextTerminated = Code(rawValue: ETERM)
    /// The handle is not an open socket (`ENOTSOCK`).
    public static let notASocket = Code(rawValue: ENOTSOCK)
    /// The routing id belongs to no connected peer (`EHOSTUNREACH`).
    public static let hostUnreachable = Code(rawValue: EHOSTUNREACH)
    /// The transport is unknown (`EPROTONOSUPPORT`).
    public static let transportNotSupported = Code(rawValue: EPROTONOSUPPORT)
    /// The transport does not carry this kind of socket (`ENOCOMPATPROTO`).
    public static let transportNotCompatible = Code(rawValue: ENOCOMPATPROTO)
    /// The socket is in the wrong state for this, as a REQ that sends twice (`EFSM`).
    public static let wrongState = Code(rawValue: EFSM)
    /// The context has no I/O thread left (`EMTHREAD`).
    public static let noIOThread = Code(rawValue: EMTHREAD)
    /// The context or the process has no room for another socket (`EMFILE`).
    public static let tooManySockets = Code(rawValue: EMFILE)
    /// libzmq was built without this (`ENOTSUP`).
    public static let notSupported = Code(rawValue: ENOTSUP)
    /// There is no such endpoint (`ENOENT`).
    public static let noSuchEndpoint = Code(rawValue: ENOENT)
    /// The system does not permit it (`EACCES`).
    public static let permissionDenied = Code(rawValue: EACCES)
    /// No answer came in time (`ETIMEDOUT`).
    public static let timedOut = Code(rawValue: ETIMEDOUT)
  }
}

extension ZeroMQError: CustomStringConvertible {
  /// One sentence: what could not be done, why, and what to do.
  public var description: String {
    let target = endpoint.map { " \($0)" } ?? ""
    return "cannot \(operation)\(target): \(code)"
  }
}

extension ZeroMQError.Code: CustomStringConvertible {
  /// Why it failed and what to do, without a full stop.
  public var description: String {
    switch self {
    case .addressInUse:
      "the port, path or name is in use: stop the other program or choose another"
    case .addressNotAvailable:
      "the address is not one of this machine: use * or a local address"
    case .noSuchInterface:
      "there is no such network interface or local address: use * or an existing one"
    case .wouldBlock:
      "it would have to wait: try again once the socket is ready"
    case .invalidArgument:
      "the value is not acceptable here: check its form and range"
    case .contextTerminated:
      "the context was shut down: close the socket"
    case .notASocket:
      "the socket is closed: create a new one"
    case .hostUnreachable:
      "no connected peer has this routing id: wait until it connects again"
    case .transportNotSupported:
      "the transport is unknown: use tcp://, ipc:// or inproc://"
    case .transportNotCompatible:
      "the transport does not carry this kind of socket: use another transport"
    case .wrongState:
      "the socket is not in the state for it: finish the exchange under way first"
    case .noIOThread:
      "the context has no I/O thread left: create it with at least one"
    case .tooManySockets:
      "there are too many sockets or open files: raise the limit or close some"
    case .notSupported:
      "libzmq was built without it: install a libzmq that has it"
    case .noSuchEndpoint:
      "there is no such endpoint: give it exactly as it was bound or connected"
    case .permissionDenied:
      "the system does not permit it: check the rights to the port or path"
    case .timedOut:
      "no answer came in time: check that the other side runs"
    default:
      "\(Self.words(for: rawValue)) (error \(rawValue))"
    }
  }

  private static func words(for number: Int32) -> String {
    guard let text = unsafe zmq_strerror(number) else { return "unknown error" }
    return unsafe String(cString: text)
  }
}
