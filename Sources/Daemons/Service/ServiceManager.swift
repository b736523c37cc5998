internal import Glibc

/// Tells systemd how the daemon stands (`sd_notify(3)`); does nothing where nobody asked to be told.
struct ServiceManager: Sendable {
  /// The process's own, as its environment names it.
  static let own = ServiceManager(
    socketPath: variable("NOTIFY_SOCKET"), watchdogUsec: variable("WATCHDOG_USEC"),
    watchdogProcess: variable("WATCHDOG_PID"))

  /// The socket that is told; nil where nobody is.
  private let socketPath: String?
  /// How long the watchdog waits between two signs of life, in milliseconds; nil without one.
  let watchdogMs: Int?

  /// Takes the values of the variables of `sd_notify(3)` and `sd_watchdog_enabled(3)`.
  init(socketPath: String?, watchdogUsec: String?, watchdogProcess: String?) {
    self.socketPath = socketPath
    // The variables of a service's children are about their parent.
    let isMeant = watchdogProcess.map { $0 == "\(getpid())" } ?? true
    watchdogMs = isMeant ? watchdogUsec.flatMap(Int.init).map { $0 / 1_000 } : nil
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The daemon can do its work, for the first time or again.
  func notifyReady(_ status: String) {
    notify(["READY=1", Self.status(status)])
  }

  /// The daemon takes its settings over again; ``notifyReady(_:)`` ends it.
  func notifyReloading(monotonicUsec: Int64) {
    notify(["RELOADING=1", "MONOTONIC_USEC=\(monotonicUsec)", Self.status("reloading")])
  }

  /// The daemon has proved that it works: the watchdog waits anew.
  func notifyAlive(_ status: String) {
    notify(["WATCHDOG=1", Self.status(status)])
  }

  /// What is the matter, in one line; the watchdog goes on waiting.
  func notifyStatus(_ status: String) {
    notify([Self.status(status)])
  }

  /// The daemon has begun to stop.
  func notifyStopping() {
    notify(["STOPPING=1", Self.status("stopping")])
  }

  /// The longest status, in characters: what fits a wide terminal twice.
  private static let maximumStatusLength = 400

  private static func status(_ text: String) -> String {
    // A line feed would begin another variable.
    "STATUS="
      + String(text.map { $0.isNewline ? " " : $0 }.prefix(maximumStatusLength))
  }

  private func notify(_ lines: [String]) {
    guard let socketPath else { return }
    Datagram.send(Array(lines.joined(separator: "\n").utf8), to: socketPath)
  }
}

/// Sends single messages to sockets of this machine.
enum Datagram {
  /// Sends a message, if anybody takes it; nobody may be listening any more, which is not the
  /// daemon's trouble.
  static func send(_ bytes: [UInt8], to path: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    send(bytes, to: path, by: descriptor)
  }

  /// Sends a message by a socket that is open.
  ///
  /// - Returns: Whether somebody took it.
  @discardableResult
  static func send(_ bytes: [UInt8], to path: String, by descriptor: Int32) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // A name that begins with @ lives in the abstract space, where its first byte is 0.
    let name = path.hasPrefix("@") ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
    let nameOffset = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
    guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else {
      return false
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(nameOffset + name.count)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), generic, length) >= 0
      }
    }
  }
}
