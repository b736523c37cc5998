internal import FoundationEssentials

/// A command to a daemon's control socket.
protocol ControlRequest: Codable, Sendable {}

extension ControlRequest {
  /// Reads a command.
  init(decoding bytes: [UInt8]) throws(DaemonError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw DaemonError(
        .usage, zh: "守护进程不认识这个命令，请使用同一版本的 unionsync。",
        en: "The daemon does not know this command; use unionsync of the daemon's version.")
    }
  }
}

extension NodeRequest: ControlRequest {}
extension AggregatorRequest: ControlRequest {}
