/// What was refused, counted by reason and identity.
///
/// A pure value. Memory has a fixed bound: identities beyond the room of a reason share one row,
/// ``others``.
public struct RefusalLog: Sendable {
  /// Why somebody or something was refused.
  public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
    /// A handshake: the key is not on the access list.
    case unknownKey = "unknown-key"
    /// A handshake: not by CURVE.
    case mechanism
    /// A handshake that was not finished, or broke the protocol: another program, a port scan, or
    /// a node that holds a wrong public key of the city.
    case handshake
    /// A connection while the process has hardly any file descriptors left.
    case noRoom = "no-room"
    /// A message of a connection that nobody has authenticated.
    case noIdentity = "no-identity"
    /// A message of a key that has been taken off the access list.
    case revokedKey = "revoked-key"
    /// A message that speaks for another area than its key.
    case foreignArea = "foreign-area"
    /// A message that speaks for an area that is not on the list of areas.
    case unknownArea = "unknown-area"
    /// A message that is none of the protocol.
    case malformed

    /// Whether a message was refused, rather than a connection.
    public var isOfMessage: Bool {
      switch self {
      case .unknownKey, .mechanism, .handshake, .noRoom: false
      case .noIdentity, .revokedKey, .foreignArea, .unknownArea, .malformed: true
      }
    }
  }

  /// One refusal. It has no room for contents or secrets.
  public struct Refusal: Hashable, Sendable {
    /// Why.
    public let reason: Reason
    /// Who: a `User-Id`, or the fingerprint of a key that nobody knows.
    public let identity: String
    /// From where, without the port.
    public let address: String
    /// What more there is to say, such as the area that was spoken for.
    public let detail: String?

    /// Makes a refusal; long texts are cut.
    public init(_ reason: Reason, identity: String?, address: String?, detail: String? = nil) {
      self.reason = reason
      self.identity = Self.cut(identity ?? "none")
      self.address = Self.cut(address ?? "unknown")
      self.detail = detail.map(Self.cut)
    }

    /// Room for what libzmq and the protocol put in; no stranger makes a line longer.
    private static let maximumCharacters = 120

    private static func cut(_ text: String) -> String {
      String(text.prefix(maximumCharacters))
    }
  }

  /// How often one identity was refused for one reason.
  public struct Count: Hashable, Sendable, Codable {
    /// The reason.
    public let reason: Reason
    /// The identity, or ``RefusalLog/others``.
    public let identity: String
    /// Where the last one came from.
    public let address: String
    /// How many there were.
    public let count: Int
  }

  /// The identity under which those are counted that a reason has no room for.
  public static let others = "others"
  /// Identities that a reason keeps apart. Strangers can make keys without end, but not crowd out
  /// the areas: what only authenticated peers can do is counted under reasons of its own.
  public static let identitiesPerReason = 64

  private struct Row {
    var address: String
    var count = 0
  }

  private var rows: [Reason: [String: Row]] = [:]

  /// Makes an empty log.
  public init() {}

  /// Takes a refusal.
  public mutating func note(_ refusal: Refusal) {
    let name = name(of: refusal)
    rows[refusal.reason, default: [:]][name, default: Row(address: "")].count += 1
    rows[refusal.reason]?[name]?.address = refusal.address
  }

  private func name(of refusal: Refusal) -> String {
    guard let known = rows[refusal.reason] else { return refusal.identity }
    let hasRoom = known.count < Self.identitiesPerReason
    return hasRoom || known[refusal.identity] != nil ? refusal.identity : Self.others
  }

  /// How often each identity was refused and why, the most frequent first.
  public var counts: [Count] {
    rows.flatMap { reason, identities in
      identities.map { name, row in
        Count(reason: reason, identity: name, address: row.address, count: row.count)
      }
    }.sorted {
      ($1.count, $0.reason.rawValue, $0.identity) < ($0.count, $1.reason.rawValue, $1.identity)
    }
  }

  /// How many messages were refused, of all identities.
  public var messageCount: Int {
    rows.reduce(0) { sum, entry in
      entry.key.isOfMessage ? sum + entry.value.values.reduce(0) { $0 + $1.count } : sum
    }
  }
}
