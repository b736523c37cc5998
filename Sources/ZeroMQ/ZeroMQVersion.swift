internal import CZeroMQ

/// A version of libzmq, and what the one that is loaded can do.
public struct ZeroMQVersion: Sendable, Hashable, Comparable {
  /// The major version.
  public let major: Int
  /// The minor version.
  public let minor: Int
  /// The patch level.
  public let patch: Int

  /// Creates a version from its three numbers.
  public init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// The version of the libzmq that this process runs with.
  public static var linked: ZeroMQVersion {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    unsafe zmq_version(&major, &minor, &patch)
    return ZeroMQVersion(Int(major), Int(minor), Int(patch))
  }

  /// Whether the loaded libzmq can encrypt and authenticate with CURVE.
  public static var hasCurve: Bool {
    unsafe zmq_has("curve") == 1
  }

  /// Orders by major, then minor, then patch.
  public static func < (left: ZeroMQVersion, right: ZeroMQVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

extension ZeroMQVersion: CustomStringConvertible {
  /// The version as people write it: `4.3.4`.
  public var description: String { "\(major).\(minor).\(patch)" }
}
