internal import Glibc
internal import Logging
internal import Reports
internal import SyncProtocol
internal import ZeroMQ

/// Publishes totals to watchers: all of them to each who comes, then what changes.
actor TotalsPublisher {
  private let reactor: Reactor
  private let audit: RefusalAudit
  private let log: Logger
  private let remote: Socket
  private let local: Socket
  private var remoteEndpoint: BoundEndpoint
  private var remoteMonitor: SocketMonitor?
  private let localPath: String
  private let snapshot: @Sendable () async -> [TotalsMessage]
  private var isSnapshotWanted = false
  private var isSnapshotUnderWay = false

  /// Several who come at once share one snapshot; nobody makes the aggregator send more of them.
  private static let snapshotMs = 100
  /// Subscriptions that one turn of the reactor takes.
  private static let messagesPerTurn = 64
  /// How many messages wait for a slow watcher; more are dropped, and it subscribes anew.
  private static let highWater = 1000

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  /// Binds the endpoint for other machines and the socket file for this one.
  init(
    _ context: Context, on reactor: Reactor, configuration: AggregatorConfiguration,
    keys: CurveKeyPair?, audit: RefusalAudit, log: Logger,
    snapshot: @escaping @Sendable () async -> [TotalsMessage]
  ) throws(ZeroMQError) {
    self.reactor = reactor
    self.audit = audit
    self.log = log
    self.snapshot = snapshot
    localPath = configuration.localTotalsPath
    var options = SyncSockets.live
    options.sendHighWater = Self.highWater
    options.xpubVerbose = true
    local = try Socket(context, .xpub, options: options)
    options.zapDomain = keys == nil ? nil : SyncSockets.zapDomain
    remote = try Socket(context, .xpub, options: options)
    if let keys { try remote.configureCurveServer(secretKey: keys.secretKey) }
    remoteEndpoint = try BoundEndpoint(binding: remote, to: configuration.totalsEndpoint)
    try local.bind("ipc://" + localPath)
    chmod(localPath, 0o660)
  }

  /// Begins to serve watchers.
  func start() throws(ZeroMQError) {
    remoteMonitor = try audit.monitor(remote, named: "TOTALS", on: reactor)
    reactor.watch(remote, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.takeSubscriptions() }
    }
    reactor.watch(local, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.takeSubscriptions() }
    }
    reactor.schedule(everyMs: Self.snapshotMs) { [weak self] in
      self?.assumeIsolated { $0.publishSnapshotIfWanted() }
    }
  }

  /// Removes the socket file.
  func stop() {
    unlink(localPath)
  }

  /// Ends the connections of all remote watchers; those that may come back by themselves.
  func shedPeers() {
    if !remoteEndpoint.shedPeers(of: remote) { bindAgain(afterMs: BoundEndpoint.retryMs) }
  }

  private func bindAgain(afterMs delayMs: Int) {
    reactor.schedule(afterMs: delayMs) { [weak self] in
      self?.assumeIsolated { $0.bindAgain(waitedMs: delayMs) }
    }
  }

  private func bindAgain(waitedMs: Int) {
    guard !remoteEndpoint.bindAgain(remote) else { return }
    if waitedMs == BoundEndpoint.maximumRetryMs {
      log.error("the port of totals can't be bound again: stop the program that has taken it")
    }
    bindAgain(afterMs: min(2 * waitedMs, BoundEndpoint.maximumRetryMs))
  }

  /// Publishes what has changed.
  func publish(_ change: TotalsUpdate) {
    send(.change(change))
  }

  private func takeSubscriptions() {
    let remoteMessages = (try? remote.receive(upTo: Self.messagesPerTurn)) ?? []
    let localMessages = (try? local.receive(upTo: Self.messagesPerTurn)) ?? []
    // A subscription is the byte 1 and the topic, its end the byte 0 and the topic.
    if (remoteMessages + localMessages).contains(where: { $0.frames.first?.first == 1 }) {
      isSnapshotWanted = true
    }
  }

  private func publishSnapshotIfWanted() {
    guard isSnapshotWanted, !isSnapshotUnderWay else { return }
    isSnapshotWanted = false
    isSnapshotUnderWay = true
    let snapshot = snapshot
    Task {
      let messages = await snapshot()
      self.finishSnapshot(messages)
    }
  }

  private func finishSnapshot(_ messages: [TotalsMessage]) {
    isSnapshotUnderWay = false
    for message in messages { send(message) }
  }

  /// A watcher that does not keep up loses messages, sees the hole, and subscribes anew.
  private func send(_ message: TotalsMessage) {
    let frames = Message(frames: message.frames)
    _ = try? remote.send(frames)
    _ = try? local.send(frames)
  }
}
