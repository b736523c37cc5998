internal import Crypto
internal import FoundationEssentials
public import ZeroMQ

/// A short name for a public key: the first 16 hexadecimal digits of the SHA-256 of its 40
/// characters, as `head -c 40 node.key.pub | sha256sum` shows them.
///
/// 64 bits tell the keys of a list apart. Nothing rests on their being hard to meet: a key that
/// shares another's fingerprint must first be put on the list.
public struct KeyFingerprint: Hashable, Sendable, CustomStringConvertible {
  /// How many digits there are.
  public static let length = 16
  /// How many leading digits name a key when people type them: more than an area's code has.
  public static let shortestPrefix = 8

  /// The digits, in lower case.
  public let description: String

  /// Takes the fingerprint of a key.
  public init(of key: CurvePublicKey) {
    let digest = SHA256.hash(data: Data(key.z85.utf8))
    description = digest.prefix(Self.length / 2)
      .map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// Reads a fingerprint; nil where the text is none.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == Self.length, Self.isHexadecimal(text) else { return nil }
    description = String(text)
  }

  /// Whether a text is made of the digits that fingerprints are made of.
  public static func isHexadecimal(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
