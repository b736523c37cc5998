internal import Crypto
internal import Foundation

/// Who may read from other machines: the hashes of tokens that were handed out.
///
/// A line is `hash role label`: the SHA-256 of the token in hexadecimal, `read` or `review`, and a
/// word for whom it was made. The tokens themselves are kept nowhere; each has 256 random bits, so
/// that a plain hash can't be guessed back.
public struct AccessTokens: Hashable, Sendable {
  /// What a token allows.
  public enum Role: String, CaseIterable, Sendable {
    /// To look and to export.
    case read
    /// Also to confirm figures and to decide between reports.
    case review
  }

  /// One token that was handed out.
  public struct Entry: Hashable, Sendable {
    /// The SHA-256 of the token, in lower-case hexadecimal.
    public let hash: String
    /// What it allows.
    public let role: Role
    /// For whom it was made.
    public let label: String
  }

  /// The most tokens of a list: each is compared at every request.
  public static let maximumCount = 256
  /// How long a token is, in bytes before hexadecimal.
  public static let tokenBytes = 32

  /// The tokens, in the order of the file.
  public private(set) var entries: [Entry] = []

  /// Makes an empty list: nobody is let in.
  public init() {}

  /// Reads a list; empty lines and those that begin with `#` are left out.
  ///
  /// - Throws: ``FormatError`` with the line.
  public init(text: String) throws(FormatError) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let fields = line.split(separator: " ", maxSplits: 2)
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      guard fields.count == 3, let role = Role(rawValue: String(fields[1])),
        first.utf8.count == 64, first.allSatisfy({ $0.isHexDigit && !$0.isUppercase }),
        entries.count < Self.maximumCount
      else { throw FormatError(line: index + 1) }
      entries.append(Entry(hash: String(first), role: role, label: String(fields[2])))
    }
  }

  /// A line that is none.
  public struct FormatError: Error, Hashable {
    /// Which line it is, from 1.
    public let line: Int
  }

  /// The list as it is written to its file.
  public var text: String {
    entries.map { "\($0.hash) \($0.role.rawValue) \($0.label)\n" }.joined()
  }

  /// Adds a token made of random bytes, and gives it: it is shown this once.
  public mutating func add(
    label: String, role: Role, using generator: inout some RandomNumberGenerator
  ) -> String {
    let token = (0..<Self.tokenBytes)
      .map { _ in Self.hexadecimal(UInt8.random(in: .min ... .max, using: &generator)) }.joined()
    entries.append(Entry(hash: Self.hash(of: token), role: role, label: label))
    return token
  }

  /// Takes back what was handed out under a label, and says whether there was any.
  public mutating func revoke(label: String) -> Bool {
    let before = entries.count
    entries.removeAll { $0.label == label }
    return entries.count < before
  }

  /// What a token allows; nil for a token that is none. Takes as long for a right as for a wrong
  /// one.
  public func role(of token: String) -> Role? {
    let hash = Array(Self.hash(of: token).utf8)
    var found: Role?
    for entry in entries {
      var difference: UInt8 = 0
      for (left, right) in zip(hash, entry.hash.utf8) { difference |= left ^ right }
      if difference == 0 { found = entry.role }
    }
    return found
  }

  private static func hash(of token: String) -> String {
    SHA256.hash(data: Data(token.utf8)).map(hexadecimal).joined()
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
