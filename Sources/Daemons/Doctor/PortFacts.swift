/// Where a daemon is to listen, and who listens there.
struct PortFacts: Facts {
  static let topic = Diagnosis.Topic.ports

  /// An address of the settings.
  struct Wanted: Hashable {
    /// The setting, such as `listen.live`.
    let setting: String
    /// The host as it is written there.
    let host: String
    let port: UInt16
    /// Whether other machines connect here.
    let isForOthers: Bool

    /// Reads an endpoint such as `tcp://0.0.0.0:5560`; nil for one without a fixed port.
    init?(_ setting: String, endpoint: String, isForOthers: Bool) {
      guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":"),
        let port = UInt16(endpoint[endpoint.index(after: colon)...]), port > 0
      else { return nil }
      self.init(
        setting, host: String(endpoint.dropFirst("tcp://".count).prefix(upTo: colon)), port: port,
        isForOthers: isForOthers)
    }

    init(_ setting: String, host: String, port: UInt16, isForOthers: Bool) {
      self.setting = setting
      self.host = host
      self.port = port
      self.isForOthers = isForOthers
    }

    var isLoopback: Bool { host.hasPrefix("127.") || host == "[::1]" || host == "localhost" }
  }

  let wanted: [Wanted]
  /// Who listens on this machine.
  let listeners: [Listener]
  /// Whether the daemon runs, as it answers or as systemd has it.
  let daemonRuns: Bool
  /// Whether other machines are expected, as keys are set.
  let hasKeys: Bool

  var findings: [Diagnosis.Finding] { wanted.compactMap(occupation) + reach }

  private func occupation(_ wanted: Wanted) -> Diagnosis.Finding? {
    let (setting, port) = (wanted.setting, wanted.port)
    let listener = listeners.first { $0.meets(wanted) }
    switch (listener, daemonRuns) {
    case (nil, true):
      return wrong(
        zh: "守护进程在运行，但 \(setting) 的端口 \(port) 没有监听；配置改过后需重启守护进程。",
        en: "The daemon runs, but nothing listens on port \(port) of \(setting); restart it if the"
          + " settings have changed.")
    case (let listener?, false):
      let zh = listener.program.map { "（\($0)）" } ?? ""
      let en = listener.program.map { " (\($0))" } ?? ""
      return wrong(
        zh: "端口 \(port) 被别的程序占用\(zh)，守护进程无法启动；请停掉它，或改 \(setting)。",
        en:
          "Port \(port) is taken by another program\(en), so that the daemon can't start; stop it,"
          + " or change \(setting).")
    default:
      return nil
    }
  }

  private var reach: [Diagnosis.Finding] {
    let outward = wanted.filter(\.isForOthers)
    guard hasKeys, let first = outward.first, outward.contains(where: \.isLoopback) else {
      return []
    }
    return [
      hint(
        zh: "\(first.setting) 只在本机监听，别的机器连不上；要接收县区上报，请改为 tcp://0.0.0.0:\(first.port)。",
        en: "\(first.setting) listens on this machine only, so that no office on another one can"
          + " connect; set it to tcp://0.0.0.0:\(first.port) for those.")
    ]
  }
}

/// A TCP socket that somebody listens on.
struct Listener: Hashable {
  /// The address, as numbers; `0.0.0.0` or `::` for all.
  let address: String
  let port: UInt16
  /// The number by which the system knows the socket.
  let node: UInt64
  /// The program that has it; nil where that can't be seen.
  var program: String?

  /// Whether a daemon with this setting could not listen beside it, or has it itself.
  func meets(_ wanted: PortFacts.Wanted) -> Bool {
    guard port == wanted.port else { return false }
    let isNumber = wanted.host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    guard isNumber, wanted.host != "0.0.0.0" else { return true }
    return address == wanted.host || address == "0.0.0.0" || address == "::"
  }

  /// Reads a table of `/proc/net/tcp` or `/proc/net/tcp6` (`proc(5)`).
  static func read(_ table: String) -> [Listener] {
    table.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      // 0A is the state of those that listen.
      guard fields.count > 9, fields[3] == "0A", let node = UInt64(fields[9]) else { return nil }
      let local = fields[1].split(separator: ":")
      guard local.count == 2, let port = UInt16(local[1], radix: 16),
        let address = address(hexadecimal: local[0])
      else { return nil }
      return Listener(address: address, port: port, node: node)
    }
  }

  /// IPv4 in the machine's byte order; of IPv6 only what all addresses are called matters.
  private static func address(hexadecimal text: Substring) -> String? {
    guard text.utf8.count == 8 else {
      return text.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? "::" : "[\(text)]"
    }
    guard let number = UInt32(text, radix: 16) else { return nil }
    return (0..<4).map { String(number >> (8 * UInt32($0)) & 0xFF) }.joined(separator: ".")
  }
}
