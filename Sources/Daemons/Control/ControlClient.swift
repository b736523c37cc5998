internal import FoundationEssentials
internal import Glibc
internal import ZeroMQ

/// Asks a daemon on this machine one thing.
actor ControlClient {
  private let reactor: Reactor
  private let socket: Socket
  private let path: String
  private var monitor: SocketMonitor?
  private var waiter: CheckedContinuation<Outcome, Never>?

  /// What became of a request.
  private enum Outcome: Sendable {
    /// The daemon has answered.
    case answered([UInt8])
    /// Nobody listens; a socket file alone may be what a daemon that was killed has left.
    case notRunning
    /// The daemon went away before it answered.
    case lost
    /// The daemon takes too long.
    case silent
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  private init(_ context: Context, on reactor: Reactor, path: String) throws(ZeroMQError) {
    self.reactor = reactor
    self.path = path
    socket = try Socket(context, .dealer, options: ControlSocket.options)
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Throws: ``DaemonError`` where no daemon answers, or with what the daemon says is wrong.
  static func ask<Value: Decodable & Sendable>(
    _ path: String, _ request: some Encodable & Sendable, payload: [UInt8] = [], timeoutMs: Int,
    as type: Value.Type
  ) async throws(DaemonError) -> Value {
    guard access(path, F_OK) == 0 else { throw notRunning(path) }
    guard access(path, R_OK | W_OK) == 0 else {
      throw DaemonError(
        .noPermission, zh: "没有权限使用 \(path)，请用守护进程的用户或 unionsync 组的成员执行。",
        en: "\(path) may not be used by this user; be the daemon's user or of its group.")
    }
    let reactor = Reactor(name: "control")
    let outcome: Outcome
    do throws(ZeroMQError) {
      let client = try ControlClient(try Context(), on: reactor, path: path)
      outcome = try await client.exchange(try encode(request), payload, timeoutMs: timeoutMs)
    } catch {
      await stop(reactor)
      throw DaemonError(.unavailable, zh: "无法连接 \(path)：\(error)", en: "\(path): \(error)")
    }
    await stop(reactor)
    return try reply(of: outcome, path, timeoutMs: timeoutMs).decoded(as: type)
  }

  private static func reply(
    of outcome: Outcome, _ path: String, timeoutMs: Int
  ) throws(DaemonError) -> ControlReply {
    switch outcome {
    case .answered(let bytes):
      guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(bytes)) else {
        throw DaemonError(
          .unavailable, zh: "\(path) 的答复无法理解。", en: "The answer of \(path) is not understood.")
      }
      return reply
    case .notRunning:
      throw notRunning(path)
    case .lost:
      throw DaemonError(
        .unavailable, zh: "\(path) 的守护进程在答复之前停止了，请稍后重试；重复提交同一份报告不会重复计数。",
        en: "The daemon at \(path) stopped before it answered; try again, as the same report is"
          + " never counted twice.")
    case .silent:
      throw DaemonError(
        .unavailable, zh: "\(path) 的守护进程 \(timeoutMs / 1000) 秒内没有应答，请查看它的日志后重试。",
        en: "The daemon at \(path) did not answer within \(timeoutMs / 1000) seconds; look at its"
          + " log and try again.")
    }
  }

  private static func encode(_ request: some Encodable) throws(ZeroMQError) -> [UInt8] {
    guard let data = try? JSONEncoder().encode(request) else {
      throw ZeroMQError(.invalidArgument, during: "encode a request")
    }
    return Array(data)
  }

  /// Joining a thread blocks, which the threads of Swift's pool must not do for long; this one ends
  /// as soon as its turn is over.
  private static func stop(_ reactor: Reactor) async {
    reactor.stop()
  }

  private func exchange(
    _ request: [UInt8], _ payload: [UInt8], timeoutMs: Int
  ) async throws(ZeroMQError) -> Outcome {
    monitor = try SocketMonitor(socket, on: reactor) { [weak self] event in
      self?.assumeIsolated { $0.observe(event) }
    }
    try socket.connect("ipc://" + path)
    let frames = payload.isEmpty ? [request] : [request, payload]
    guard try socket.send(Message(frames: frames)) == .sent else { return .notRunning }
    let watch = reactor.watch(socket, for: .readable) {
      self.assumeIsolated { $0.receive() }
    }
    let timer = reactor.schedule(afterMs: timeoutMs) {
      self.assumeIsolated { $0.finish(.silent) }
    }
    let outcome = await withCheckedContinuation { waiter = $0 }
    reactor.unwatch(watch)
    reactor.cancel(timer)
    monitor = nil
    return outcome
  }

  /// libzmq would try again for ever, but a request that is lost is not sent again.
  private func observe(_ event: SocketEvent) {
    switch event.kind {
    case .connectRetried:
      finish(.notRunning)
    case .disconnected:
      // The answer may be the last thing that came.
      receive()
      finish(.lost)
    default:
      break
    }
  }

  private func receive() {
    guard let message = try? socket.receive(upTo: 1).first else { return }
    finish(.answered(message.frames.first ?? []))
  }

  private func finish(_ outcome: Outcome) {
    waiter?.resume(returning: outcome)
    waiter = nil
  }

  private static func notRunning(_ path: String) -> DaemonError {
    DaemonError(
      .unavailable, zh: "\(path) 没有应答：守护进程没有运行，或者路径不对。",
      en: "Nothing answers at \(path): the daemon is not running, or the path is wrong.")
  }
}
