/// Who is at the other end of a connection: whom its key speaks for, and which of that holder's keys
/// it is. As text, `220821/9f86d081884c7d65`, it is the `User-Id` that ZeroMQ puts on each message.
///
/// The key is part of it, so that one key of an area can be revoked while the other goes on.
public struct PeerIdentity: Hashable, Sendable, CustomStringConvertible {
  /// Whom the key speaks for.
  public let holder: AccessList.Holder
  /// The key.
  public let fingerprint: KeyFingerprint

  /// Makes an identity.
  public init(holder: AccessList.Holder, fingerprint: KeyFingerprint) {
    self.holder = holder
    self.fingerprint = fingerprint
  }

  /// Reads a `User-Id`; nil where it is none of ours.
  public init?(_ userID: String) {
    let parts = userID.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let holder = AccessList.Holder(String(parts[0])),
      let fingerprint = KeyFingerprint(parts[1])
    else { return nil }
    self.init(holder: holder, fingerprint: fingerprint)
  }

  /// The `User-Id`.
  public var description: String { "\(holder)/\(fingerprint)" }
}
