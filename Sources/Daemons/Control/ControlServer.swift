internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import ZeroMQ

/// Answers the commands of this machine's users on a socket file beside the daemon.
///
/// A request is a JSON object and an optional frame of bytes; a reply is a JSON object. Who may
/// connect is decided by the file's mode.
actor ControlServer {
  /// What a daemon makes of a request.
  typealias Handler = @Sendable (_ request: [UInt8], _ payload: [UInt8]) async -> ControlReply

  /// How many requests are worked on at once; more wait in the socket.
  private static let maximumConcurrentRequests = 8
  /// Requests that one turn of the reactor takes.
  private static let requestsPerTurn = 8

  private let reactor: Reactor
  private let socket: Socket
  private let path: String
  private let lock: SocketLock
  private var handler: Handler?
  private var running = 0
  private var watch: Reactor.WatchToken?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  /// Binds the socket; requests wait in it until ``start(handler:)``.
  ///
  /// - Throws: ``DaemonError``, also where another daemon has the path: it is not taken from it.
  init(_ context: Context, on reactor: Reactor, path: String) throws(DaemonError) {
    lock = try SocketLock(socketPath: path)
    // libzmq ends the process where a socket file is used and no descriptor is left.
    _ = DescriptorRoom.limit
    do throws(ZeroMQError) {
      let socket = try Socket(context, .router, options: ControlSocket.options)
      try socket.bind("ipc://" + path)
      self.socket = socket
    } catch {
      throw DaemonError(
        .cannotCreate, zh: "无法打开控制套接字 \(path)：\(error)",
        en: "The control socket \(path) can't be opened: \(error)")
    }
    chmod(path, 0o660)
    self.reactor = reactor
    self.path = path
  }

  /// Begins to answer.
  func start(handler: @escaping Handler) {
    self.handler = handler
    listen()
  }

  /// Stops listening and removes the socket file.
  func stop() {
    if let watch { reactor.unwatch(watch) }
    watch = nil
    handler = nil
    try? socket.unbind("ipc://" + path)
    unlink(path)
    lock.removeFile()
  }

  private func listen() {
    guard watch == nil, handler != nil, running < Self.maximumConcurrentRequests else { return }
    watch = reactor.watch(socket, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.receive() }
    }
  }

  private func receive() {
    let room = min(Self.requestsPerTurn, Self.maximumConcurrentRequests - running)
    guard let handler, let messages = try? socket.receive(upTo: room) else { return }
    for message in messages {
      guard (2...3).contains(message.frames.count), message.droppedFrames == 0 else { continue }
      running += 1
      Task {
        let payload = message.frames.count == 3 ? message.frames[2] : []
        let reply = await handler(message.frames[1], payload)
        self.answer(message.frames[0], reply)
      }
    }
    if running >= Self.maximumConcurrentRequests, let watch {
      reactor.unwatch(watch)
      self.watch = nil
    }
  }

  private func answer(_ peer: [UInt8], _ reply: ControlReply) {
    running -= 1
    // A client that has gone needs no answer.
    _ = try? socket.send(Message(frames: [peer, reply.encoded]))
    listen()
  }
}

/// How both ends of a control socket are set.
enum ControlSocket {
  /// Room for the largest document, or the longest answer.
  private static let maximumMessageBytes = 32 * 1024 * 1024
  /// Each message may be large, so few may wait.
  private static let highWater = 16

  static var options: SocketOptions {
    var options = SocketOptions()
    options.maximumMessageBytes = maximumMessageBytes
    options.sendHighWater = highWater
    options.receiveHighWater = highWater
    return options
  }
}

/// What comes back from a control socket.
enum ControlReply: Sendable, Codable {
  /// The answer, a JSON object of the kind that the request asks for.
  case answer(Data)
  /// Why there is none.
  case failure(DaemonError)

  /// An answer.
  init(_ value: some Encodable) {
    do {
      self = .answer(try JSONEncoder().encode(value))
    } catch {
      self = .failure(
        DaemonError(.failure, zh: "无法编码答复：\(error)", en: "The answer can't be encoded: \(error)"))
    }
  }

  /// The bytes on the socket.
  var encoded: [UInt8] {
    do {
      return Array(try JSONEncoder().encode(self))
    } catch {
      preconditionFailure("Data and strings always encode: \(error)")
    }
  }

  /// Reads an answer.
  func decoded<Value: Decodable>(as type: Value.Type) throws(DaemonError) -> Value {
    switch self {
    case .answer(let data):
      do {
        return try JSONDecoder().decode(Value.self, from: data)
      } catch {
        throw DaemonError(
          .unavailable, zh: "无法理解守护进程的答复，请确认命令与守护进程版本一致。",
          en: "The daemon's answer is not understood; use the command of the daemon's version.")
      }
    case .failure(let error):
      throw error
    }
  }
}
