internal import Glibc
public import Reports
internal import SyncProtocol
internal import ZeroMQ

/// Follows an aggregator's totals on this machine.
public actor TotalsWatcher {
  /// What a watcher sees.
  public enum Update: Hashable, Sendable {
    /// All totals, at the beginning and after every hole.
    case snapshot([TotalSummary])
    /// Totals that have changed, and by which area; nil where several changed them.
    case change(totals: [TotalSummary], removed: [TotalSummary.ID], origin: AreaCode?)
  }

  private let reactor: Reactor
  private let socket: Socket
  private let path: String
  private let continuation: AsyncStream<Update>.Continuation
  private var monitor: SocketMonitor?
  private var sequence: UInt64?
  private var pieces: [Int: [TotalSummary]] = [:]
  private var piecesSequence: UInt64?

  /// Updates that wait for a slow reader; beyond it the oldest go, and a snapshot follows.
  private static let maximumWaiting = 1_000
  private static let messagesPerTurn = 256

  /// The reactor that the watcher runs on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  /// Follows the totals of the aggregator that has this control socket.
  ///
  /// - Returns: The updates; the watcher ends with whoever reads them.
  /// - Throws: ``DaemonError`` where no aggregator runs there.
  public static func updates(
    controlPath: String
  ) async throws(DaemonError) -> AsyncStream<Update> {
    let path = controlPath + ".totals"
    guard access(path, R_OK | W_OK) == 0 else {
      throw DaemonError(
        .unavailable, zh: "\(path) 没有应答：市级守护进程没有运行，或者没有权限。",
        en: "Nothing answers at \(path): the aggregator is not running, or may not be asked.")
    }
    let (stream, continuation) = AsyncStream.makeStream(
      of: Update.self, bufferingPolicy: .bufferingNewest(maximumWaiting))
    let reactor = Reactor(name: "watch")
    do throws(ZeroMQError) {
      let watcher = try TotalsWatcher(
        try Context(), on: reactor, path: path, continuation: continuation)
      try await watcher.start()
      continuation.onTermination = { _ in
        withExtendedLifetime(watcher) { reactor.stop() }
      }
    } catch {
      throw DaemonError(.unavailable, zh: "无法连接 \(path)：\(error)", en: "\(path): \(error)")
    }
    return stream
  }

  private init(
    _ context: Context, on reactor: Reactor, path: String,
    continuation: AsyncStream<Update>.Continuation
  ) throws(ZeroMQError) {
    self.reactor = reactor
    self.path = path
    self.continuation = continuation
    socket = try Socket(context, .sub, options: SyncSockets.live)
  }

  private func start() throws(ZeroMQError) {
    monitor = try SocketMonitor(socket, on: reactor) { [weak self] event in
      guard event.kind == .disconnected else { return }
      // Another run of the aggregator counts from the beginning again.
      self?.assumeIsolated { $0.sequence = nil }
    }
    try socket.subscribe(TotalsMessage.topic)
    try socket.connect("ipc://" + path)
    reactor.watch(socket, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.receive() }
    }
  }

  private func receive() {
    guard let messages = try? socket.receive(upTo: Self.messagesPerTurn) else { return }
    for message in messages {
      guard let content = try? TotalsMessage(decoding: message.frames) else { continue }
      switch content {
      case .snapshot(let sequence, let index, let count, let totals):
        take(piece: index, of: count, sequence: sequence, totals)
      case .change(let change):
        take(change)
      }
    }
  }

  private func take(piece index: Int, of count: Int, sequence: UInt64, _ totals: [TotalSummary]) {
    if piecesSequence != sequence { pieces = [:] }
    piecesSequence = sequence
    pieces[index] = totals
    guard pieces.count == count else { return }
    let totals = pieces.sorted { $0.key < $1.key }.flatMap(\.value)
    pieces = [:]
    // Somebody else's snapshot says nothing new to one who has kept up.
    if let known = self.sequence, known >= sequence { return }
    self.sequence = sequence
    // What a slow reader loses for it is older, and in it.
    continuation.yield(.snapshot(totals))
  }

  private func take(_ change: TotalsUpdate) {
    guard let known = sequence, change.sequence > known else { return }
    guard change.sequence == known + 1 else { return askForSnapshot() }
    sequence = change.sequence
    let update = Update.change(
      totals: change.totals, removed: change.removed, origin: change.origin)
    if case .dropped = continuation.yield(update) { askForSnapshot() }
  }

  /// A change is missing; subscribing anew brings all totals.
  private func askForSnapshot() {
    sequence = nil
    try? socket.unsubscribe(TotalsMessage.topic)
    try? socket.subscribe(TotalsMessage.topic)
  }
}
