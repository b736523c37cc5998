internal import Glibc
internal import Logging
internal import Synchronization
internal import ZeroMQ

/// Keeps the ``RefusalLog`` of a daemon, and logs each refusal.
final class RefusalAudit: Sendable {
  private let log: Logger
  private let refusals = Mutex(RefusalLog())

  init(log: Logger) {
    self.log = log
  }

  /// Counts a refusal and logs it.
  func note(_ refusal: RefusalLog.Refusal) {
    refusals.withLock { $0.note(refusal) }
    var metadata: Logger.Metadata = [
      "reason": "\(refusal.reason.rawValue)", "identity": "\(refusal.identity)",
      "address": "\(refusal.address)",
    ]
    if let detail = refusal.detail { metadata["detail"] = "\(detail)" }
    log.warning(
      refusal.reason.isOfMessage ? "a message was refused" : "a connection was refused",
      metadata: metadata)
  }

  /// How often each identity was refused and why, the most frequent first.
  var counts: [RefusalLog.Count] { refusals.withLock(\.counts) }

  /// How many messages were refused.
  var messageCount: Int { refusals.withLock(\.messageCount) }

  /// Watches the connections to a bound socket: counts the handshakes that fail before anybody is
  /// asked about a key, and turns connections away while the process runs out of descriptors.
  ///
  /// libzmq does not tell whose they were.
  func monitor(
    _ socket: borrowing Socket, named channel: String, on reactor: Reactor
  ) throws(ZeroMQError) -> SocketMonitor {
    try SocketMonitor(socket, on: reactor) { [weak self] event in
      switch event.kind {
      case .handshakeFailed, .handshakeFailedProtocol:
        self?.note(.init(.handshake, identity: nil, address: nil, detail: "on \(channel)"))
      case .accepted:
        let descriptor = Int32(truncatingIfNeeded: event.value)
        guard DescriptorRoom.isScarce(descriptor) else { return }
        // libzmq closes it once it sees the end.
        shutdown(descriptor, Int32(SHUT_RDWR))
        self?.note(.init(.noRoom, identity: nil, address: nil, detail: "on \(channel)"))
      default:
        break
      }
    }
  }
}
