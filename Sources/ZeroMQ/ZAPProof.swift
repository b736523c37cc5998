extension ZAPHandler {
  /// Proves that a handler is bound in the context, answers, and refuses what it must: it is asked
  /// the way libzmq asks, about a peer with a mechanism that does not exist.
  ///
  /// The question counts as one refused request.
  ///
  /// - Parameters:
  ///   - context: the context whose handler is asked.
  ///   - reactor: what waits for the answer.
  ///   - timeoutMs: how long to wait for it, in milliseconds.
  /// - Throws: `ZeroMQError`, with `timedOut` when nobody answers and `permissionDenied` when the
  ///   answer is another than a refusal.
  public static func prove(
    in context: Context, on reactor: Reactor, withinMs timeoutMs: Int = 1000
  ) async throws(ZeroMQError) {
    let proof = try ZAPProof(context, on: reactor)
    try await proof.ask(withinMs: timeoutMs)
  }
}

/// One question to the ZAP handler of a context.
private actor ZAPProof {
  private static let question = ["", "1.0", "proof", "proof", "127.0.0.1", "", "PROOF"]

  private let reactor: Reactor
  private let socket: Socket
  private var waiter: CheckedContinuation<ZeroMQError.Code?, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  init(_ context: Context, on reactor: Reactor) throws(ZeroMQError) {
    let socket = try Socket(context, .dealer)
    try socket.connect(ZAPHandler.endpoint)
    self.reactor = reactor
    self.socket = socket
  }

  func ask(withinMs timeoutMs: Int) async throws(ZeroMQError) {
    guard try socket.send(Message(frames: Self.question.map { Array($0.utf8) })) == .sent else {
      throw ZeroMQError(.timedOut, during: "prove the ZAP handler")
    }
    // Both handlers hold the actor until it has its answer; `finish` lets go of them.
    let watch = reactor.watch(socket, for: .readable) {
      self.assumeIsolated { $0.receive() }
    }
    let timer = reactor.schedule(afterMs: timeoutMs) {
      self.assumeIsolated { $0.finish(.timedOut) }
    }
    let failure = await withCheckedContinuation { waiter = $0 }
    reactor.unwatch(watch)
    reactor.cancel(timer)
    if let failure { throw ZeroMQError(failure, during: "prove the ZAP handler") }
  }

  private func receive() {
    do {
      guard let reply = try socket.receive(upTo: 1).first else { return }
      let isRefusal = reply.frames.count == 7 && reply.frames[3] == Array("400".utf8)
      finish(isRefusal ? nil : .permissionDenied)
    } catch {
      finish(error.code)
    }
  }

  private func finish(_ failure: ZeroMQError.Code?) {
    waiter?.resume(returning: failure)
    waiter = nil
  }
}
