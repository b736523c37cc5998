internal import FoundationEssentials
internal import Glibc
internal import ZeroMQ

/// Asks a daemon on this machine one thing.
actor ControlClient {
  private let reactor: Reactor
  private let socket: Socket
  private var waiter: CheckedContinuation<[UInt8]?, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  private init(_ context: Context, on reactor: Reactor, path: String) throws(ZeroMQError) {
    self.reactor = reactor
    let socket = try Socket(context, .dealer, options: ControlSocket.options)
    try socket.connect("ipc://" + path)
    self.socket = socket
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
    let bytes: [UInt8]?
    do throws(ZeroMQError) {
      let client = try ControlClient(try Context(), on: reactor, path: path)
      bytes = await client.exchange(try encode(request), payload, timeoutMs: timeoutMs)
    } catch {
      await stop(reactor)
      throw DaemonError(.unavailable, zh: "无法连接 \(path)：\(error)", en: "\(path): \(error)")
    }
    await stop(reactor)
    guard let bytes else { throw notRunning(path) }
    guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(bytes)) else {
      throw DaemonError(
        .unavailable, zh: "\(path) 的答复无法理解。", en: "The answer of \(path) is not understood.")
    }
    return try reply.decoded(as: type)
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
  ) async -> [UInt8]? {
    let frames = payload.isEmpty ? [request] : [request, payload]
    guard (try? socket.send(Message(frames: frames))) == .sent else { return nil }
    let watch = reactor.watch(socket, for: .readable) {
      self.assumeIsolated { $0.receive() }
    }
    let timer = reactor.schedule(afterMs: timeoutMs) {
      self.assumeIsolated { $0.finish(nil) }
    }
    let reply = await withCheckedContinuation { waiter = $0 }
    reactor.unwatch(watch)
    reactor.cancel(timer)
    return reply
  }

  private func receive() {
    guard let message = try? socket.receive(upTo: 1).first else { return }
    finish(message.frames.first)
  }

  private func finish(_ reply: [UInt8]?) {
    waiter?.resume(returning: reply)
    waiter = nil
  }

  private static func notRunning(_ path: String) -> DaemonError {
    DaemonError(
      .unavailable, zh: "\(path) 没有应答：守护进程没有运行，或者路径不对。",
      en: "Nothing answers at \(path): the daemon is not running, or the path is wrong.")
  }
}
