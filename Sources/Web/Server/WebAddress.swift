/// Where a daemon's pages and programs' interface listen: always an address of loopback.
///
/// What is to be read from other machines goes through a reverse proxy on this one, which speaks
/// TLS, and needs ``AccessTokens``.
public struct WebAddress: Hashable, Sendable {
  /// An address of loopback.
  public let host: String
  /// The port; 0 lets the system choose.
  public let port: Int

  /// Reads `127.0.0.1:8600` or `[::1]:8600`; nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    switch text[..<colon] {
    case "127.0.0.1": host = "127.0.0.1"
    case "[::1]": host = "::1"
    default: return nil
    }
    self.port = Int(port)
  }

  /// The names by which a browser on this machine may ask for it.
  static let localNames: Set<String> = ["127.0.0.1", "[::1]", "localhost"]
}
