/// What libzmq asks before it lets a connection in (RFC 27/ZAP).
public struct ZAPRequest: Sendable, Hashable {
  /// The domain of the socket that was connected to.
  public let domain: String

  /// The address of the peer, without the port.
  public let address: String

  /// The routing id that the peer claims; nothing vouches for it.
  public let routingID: [UInt8]

  /// How the peer authenticates.
  public let mechanism: ZAPMechanism

  /// The key that a CURVE peer has proved to hold; nil for other mechanisms.
  public let publicKey: CurvePublicKey?

  /// Creates a request.
  public init(
    domain: String, address: String, routingID: [UInt8], mechanism: ZAPMechanism,
    publicKey: CurvePublicKey?
  ) {
    self.domain = domain
    self.address = address
    self.routingID = routingID
    self.mechanism = mechanism
    self.publicKey = publicKey
  }
}

/// A security mechanism of ZMTP by its name; names that we do not know survive.
public struct ZAPMechanism: RawRepresentable, Sendable, Hashable {
  /// The name, in capitals.
  public let rawValue: String

  /// Creates a mechanism from its name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// No security: anybody can claim to be anyone.
  public static let null = ZAPMechanism(rawValue: "NULL")
  /// Encrypted, both sides proved by their keys.
  public static let curve = ZAPMechanism(rawValue: "CURVE")
  /// User name and password in the clear.
  public static let plain = ZAPMechanism(rawValue: "PLAIN")
}

/// The answer to a ``ZAPRequest``.
public enum ZAPDecision: Sendable, Hashable {
  /// Let the peer in, and mark its messages with this ``Message/userID``: 1…255 bytes, no NUL.
  case allow(userID: String)
  /// Keep the peer out. Its client is told so once and does not try again by itself.
  case deny
}

/// One exchange of RFC 27, as frames.
struct ZAPExchange {
  /// Frames from version to mechanism that every request has.
  private static let fixedFrames = 6
  private static let version = Array("1.0".utf8)
  /// RFC 27 keeps ids, domains and addresses this short.
  private static let maximumFieldBytes = 255

  /// Routing id, delimiter, version and request id, which the reply repeats.
  let envelope: [[UInt8]]
  /// Nil when the request is malformed.
  let request: ZAPRequest?

  /// Nil when there is not even an address to reply to.
  init?(_ message: Message) {
    let frames = message.frames
    guard frames.count >= 4, frames[1].isEmpty, frames[3].count <= Self.maximumFieldBytes else {
      return nil
    }
    envelope = [frames[0], [], Self.version, frames[3]]
    let isWhole = message.droppedFrames == 0 && frames[2] == Self.version
    request = isWhole ? Self.parse(frames.dropFirst(2)) : nil
  }

  private static func parse(_ frames: ArraySlice<[UInt8]>) -> ZAPRequest? {
    let fields = Array(frames)
    guard
      fields.count >= fixedFrames,
      fields.prefix(fixedFrames).allSatisfy({ $0.count <= maximumFieldBytes }),
      let domain = String(validating: fields[2], as: UTF8.self),
      let address = String(validating: fields[3], as: UTF8.self),
      let name = String(validating: fields[5], as: UTF8.self)
    else { return nil }
    let mechanism = ZAPMechanism(rawValue: name)
    let credentials = fields.dropFirst(fixedFrames)
    var publicKey: CurvePublicKey?
    switch mechanism {
    case .curve:
      guard credentials.count == 1, let bytes = credentials.first,
        let key = try? CurvePublicKey(bytes: bytes)
      else { return nil }
      publicKey = key
    case .null:
      guard credentials.isEmpty else { return nil }
    default:
      break
    }
    return ZAPRequest(
      domain: domain, address: address, routingID: fields[4], mechanism: mechanism,
      publicKey: publicKey)
  }

  func reply(_ status: ZAPStatus, userID: String = "") -> Message {
    Message(
      frames: envelope + [
        Array(String(status.rawValue).utf8), Array(status.text.utf8), Array(userID.utf8), [],
      ])
  }
}

/// The status codes of RFC 27 that the handler answers with.
enum ZAPStatus: Int {
  case allowed = 200
  case denied = 400
  case malformed = 500

  var text: String {
    switch self {
    case .allowed: "OK"
    case .denied: "not allowed"
    case .malformed: "malformed request"
    }
  }
}
