internal import Glibc
internal import Logging
internal import Synchronization
internal import ZeroMQ

/// Keeps the ``RefusalLog`` of a daemon and writes its lines.
final class RefusalAudit: Sendable {
  private let clock: Clock
  private let log: Logger
  private let refusals = Mutex(RefusalLog())

  init(clock: Clock, log: Logger) {
    self.clock = clock
    self.log = log
  }

  /// Counts a refusal, and writes it unless there are too many of its kind.
  func note(_ refusal: RefusalLog.Refusal) {
    let now = clock.monotonicMs()
    refusals.withLock { $0.note(refusal, nowMs: now) }.forEach(write)
  }

  /// Writes what is due about refusals that had no line of their own.
  func flush() {
    let now = clock.monotonicMs()
    refusals.withLock { $0.advance(nowMs: now) }.forEach(write)
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

  private func write(_ line: RefusalLog.Line) {
    let refusal = line.refusal
    var metadata: Logger.Metadata = [
      "reason": "\(refusal.reason.rawValue)", "identity": "\(refusal.identity)",
      "address": "\(refusal.address)",
    ]
    if let detail = refusal.detail { metadata["detail"] = "\(detail)" }
    if let suppressed = line.suppressed { metadata["count"] = "\(suppressed)" }
    let message: Logger.Message =
      if line.suppressed != nil {
        "more were refused, the last one with this"
      } else if refusal.reason.isOfMessage {
        "a message was refused"
      } else {
        "a connection was refused"
      }
    log.warning(message, metadata: metadata)
  }
}
