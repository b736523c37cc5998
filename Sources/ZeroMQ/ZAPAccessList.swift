/// Which CURVE keys are let in, and under which identity; it can change at any time.
///
/// A change does not touch connections that stand: authorise each message by asking
/// ``allows(userID:)``, or unbind and bind again to shed all peers.
public final class ZAPAccessList: Sendable {
  private struct Entries {
    let userIDByKey: [CurvePublicKey: String]
    let userIDs: Set<String>

    init(_ userIDByKey: [CurvePublicKey: String]) {
      self.userIDByKey = userIDByKey
      userIDs = Set(userIDByKey.values)
    }
  }

  private let entries: Locked<Entries>

  /// Creates a list of user ids by key.
  public init(_ userIDByKey: [CurvePublicKey: String] = [:]) {
    entries = Locked(Entries(userIDByKey))
  }

  /// The whole list, user ids by key.
  public var userIDByKey: [CurvePublicKey: String] {
    entries.withLock { $0.userIDByKey }
  }

  /// Replaces the whole list in one step.
  public func replace(with userIDByKey: [CurvePublicKey: String]) {
    let replacement = Entries(userIDByKey)
    entries.withLock { $0 = replacement }
  }

  /// Whether some key is let in under `userID` at this moment.
  public func allows(userID: String) -> Bool {
    entries.withLock { $0.userIDs.contains(userID) }
  }

  /// Allows a CURVE key on the list, and nobody else; the `decide` of a ``ZAPHandler``.
  public func decide(_ request: ZAPRequest) -> ZAPDecision {
    guard request.mechanism == .curve, let key = request.publicKey,
      let userID = entries.withLock({ $0.userIDByKey[key] })
    else { return .deny }
    return .allow(userID: userID)
  }
}
