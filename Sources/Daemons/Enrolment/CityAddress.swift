/// Where offices reach a city: a host and the two ports that nodes connect to, written
/// `HOST[:LIVE[:CONTROL]]`.
public struct CityAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name or an IPv4 address, in small letters.
  public let host: String
  /// The port for deltas.
  public let livePort: UInt16
  /// The port for acknowledgements and replays.
  public let controlPort: UInt16

  /// The port for deltas where none is named; the ports for acknowledgements and for totals follow
  /// it.
  public static let defaultLivePort: UInt16 = 5560

  /// The longest name of the Domain Name System, in characters (RFC 1035).
  private static let maximumHostLength = 253

  /// Reads `HOST[:LIVE[:CONTROL]]`; CONTROL is the port after LIVE where it is left out.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    let ports = parts.dropFirst().map { Self.port(String($0)) }
    guard !ports.contains(nil) else { return nil }
    let live = ports.first.flatMap { $0 } ?? Self.defaultLivePort
    guard let control = ports.count > 1 ? ports[1] : Self.port(after: live) else { return nil }
    self.init(host: String(parts[0]), livePort: live, controlPort: control)
  }

  /// Makes an address; nil where the host is none or the ports are the same.
  public init?(host: String, livePort: UInt16, controlPort: UInt16) {
    let isLetterOrDigit = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
    let name = host.lowercased()
    guard !name.isEmpty, name.utf8.count <= Self.maximumHostLength, livePort != controlPort,
      name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ label in
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
          && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
      })
    else { return nil }
    self.host = name
    self.livePort = livePort
    self.controlPort = controlPort
  }

  private static func port(_ text: String) -> UInt16? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt16(text).flatMap { $0 == 0 ? nil : $0 }
  }

  /// The port after another one; nil after the last.
  static func port(after port: UInt16) -> UInt16? {
    port == .max ? nil : port + 1
  }

  /// The shortest text that is read as this address.
  public var description: String {
    if controlPort != Self.port(after: livePort) { return "\(host):\(livePort):\(controlPort)" }
    return livePort == Self.defaultLivePort ? host : "\(host):\(livePort)"
  }

  /// The endpoint for deltas.
  public var liveEndpoint: String { "tcp://\(host):\(livePort)" }
  /// The endpoint for acknowledgements and replays.
  public var controlEndpoint: String { "tcp://\(host):\(controlPort)" }

  /// Whether it leads to the very machine that looks it up.
  var isLoopback: Bool { host == "localhost" || host.hasPrefix("127.") }

  /// Reads an address that a person gave.
  ///
  /// - Throws: ``DaemonError`` that says what is expected.
  public static func read(_ text: String) throws(DaemonError) -> CityAddress {
    guard let address = CityAddress(text) else {
      throw DaemonError(
        .usage, zh: "“\(text)”不是市级地址，应写作 主机名[:端口]，如 stats.example.cn 或 10.1.2.3:5560。",
        en: "'\(text)' is no city's address; write HOST[:PORT], such as stats.example.cn or"
          + " 10.1.2.3:5560.")
    }
    return address
  }
}
