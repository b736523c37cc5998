internal import Synchronization

/// Which CURVE keys are let in, and under which identity; it can change at any time.
///
/// A change does not touch connections that stand: authorise each message by asking
/// ``allows(userID:)``, or unbind and bind again to shed all peers.
public final class ZAPAccessList: Sendable {
  private let keys: Mutex<[CurvePublicKey: String]>

  /// Creates a list of user ids by key.
  public init(_ userIDs: [CurvePublicKey: String] = [:]) {
    keys = Mutex(userIDs)
  }

  /// The whole list, user ids by key.
  public var userIDs: [CurvePublicKey: String] {
    keys.withLock { $0 }
  }

  /// Replaces the whole list in one step.
  public func replace(with userIDs: [CurvePublicKey: String]) {
    keys.withLock { $0 = userIDs }
  }

  /// Whether some key is let in under `userID` at this moment.
  public func allows(userID: String) -> Bool {
    keys.withLock { $0.values.contains(userID) }
  }

  /// Allows a CURVE key on the list, and nobody else; the `decide` of a ``ZAPHandler``.
  public func decide(_ request: ZAPRequest) -> ZAPDecision {
    guard request.mechanism == .curve, let key = request.publicKey,
      let userID = keys.withLock({ $0[key] })
    else { return .deny }
    return .allow(userID: userID)
  }
}
