internal import Logging
internal import Reports
internal import Storage
internal import SyncProtocol
internal import ZeroMQ

/// A node's connection to one aggregator: carries out what its ``NodeSession`` wants done.
actor AggregatorLink {
  private let reactor: Reactor
  private let context: Context
  private let aggregator: NodeConfiguration.Aggregator
  private let keys: (own: CurveKeyPair, server: CurvePublicKey)?
  private let journal: NodeJournal
  private let clock: Clock
  private let log: Logger

  private var session: NodeSession
  private var live: Socket
  private var control: Socket
  private var monitor: SocketMonitor?
  private var timer: Reactor.TimerToken?
  private var lastError: String?

  /// How often the session is told that time has passed; half of its shortest wait.
  private static let tickMs = 50
  /// Messages that one turn of the reactor takes.
  private static let messagesPerTurn = 64

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  init(
    to aggregator: NodeConfiguration.Aggregator, keys: (own: CurveKeyPair, server: CurvePublicKey)?,
    journal: NodeJournal, head: Position, context: Context, reactor: Reactor, clock: Clock,
    log: Logger
  ) throws(ZeroMQError) {
    self.reactor = reactor
    self.context = context
    self.aggregator = aggregator
    self.keys = keys
    self.journal = journal
    self.clock = clock
    var log = log
    log[metadataKey: "aggregator"] = "\(aggregator.control)"
    self.log = log
    session = NodeSession(
      origin: journal.area, head: head, software: Version.software, nowMs: clock.monotonicMs())
    live = try Self.socket(.xpub, in: context, keys: keys)
    control = try Self.socket(.dealer, in: context, keys: keys)
  }

  private static func socket(
    _ kind: Socket.Kind, in context: Context, keys: (own: CurveKeyPair, server: CurvePublicKey)?
  ) throws(ZeroMQError) -> Socket {
    let socket = try Socket(
      context, kind, options: kind == .xpub ? SyncSockets.live : SyncSockets.control)
    if let keys {
      try socket.configureCurveClient(
        serverKey: keys.server, publicKey: keys.own.publicKey, secretKey: keys.own.secretKey)
    }
    return socket
  }

  /// Connects, and keeps the conversation going from now on.
  func start() throws(ZeroMQError) {
    try connect()
    timer = reactor.schedule(everyMs: Self.tickMs) { [weak self] in
      self?.assumeIsolated { $0.handle(.tick) }
    }
  }

  private func connect() throws(ZeroMQError) {
    monitor = try SocketMonitor(control, on: reactor) { [weak self] event in
      self?.assumeIsolated { $0.observe(event) }
    }
    reactor.watch(control, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.receive() }
    }
    reactor.watch(live, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.discardSubscriptions() }
    }
    try control.connect(aggregator.control)
    try live.connect(aggregator.live)
  }

  /// Says goodbye and lets go of the sockets.
  func stop() {
    if let timer { reactor.cancel(timer) }
    timer = nil
    send(.bye(reason: "the node stops"))
  }

  /// Publishes a new entry of the journal.
  func committed(_ entry: JournalEntry) {
    guard entry.header.sequence > session.head.sequence else {
      // Two reports were committed at the same time and come in the other order. The head stays
      // where it is; the aggregator puts the entries in order.
      return perform(.publish(.entry(entry)))
    }
    handle(.committed([entry]))
  }

  /// How the conversation stands.
  var status: NodeStatus.Peer {
    NodeStatus.Peer(
      endpoint: aggregator.control, state: session.phase.name, acknowledged: session.acknowledged,
      lag: session.acknowledged.map { session.head.sequence - min($0, session.head.sequence) },
      replayed: session.replayedCount, lastError: lastError)
  }

  private func observe(_ event: SocketEvent) {
    switch event.kind {
    case .handshakeSucceeded:
      handle(.connected)
    case .disconnected:
      handle(.disconnected)
    case .handshakeFailedAuth:
      lastError = "the aggregator does not take this node's key"
      log.error(
        "the key was refused: have the city authorize it",
        metadata: ["key": "\(keys?.own.publicKey.z85 ?? "none")"])
      handle(.keyRefused)
    case .handshakeFailedProtocol, .handshakeFailed:
      lastError = "the handshake failed: the aggregator's public key may be another"
    default:
      break
    }
  }

  private func receive() {
    guard let messages = try? control.receive(upTo: Self.messagesPerTurn) else { return }
    for message in messages where message.droppedFrames == 0 {
      do throws(ProtocolError) {
        let (origin, content) = try ControlMessage.decode(frames: message.frames)
        guard origin == journal.area else { continue }
        handle(.received(content))
      } catch {
        log.warning("a message was not understood", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// libzmq has taken note of them; the messages only fill the queue.
  private func discardSubscriptions() {
    _ = try? live.receive(upTo: Self.messagesPerTurn)
  }

  private func handle(_ event: NodeSession.Event) {
    let before = session.phase
    for action in session.handle(event, nowMs: clock.monotonicMs()) { perform(action) }
    if session.phase != before { noteChange() }
  }

  private func noteChange() {
    switch session.phase {
    case .live:
      lastError = nil
      log.info(
        "connected",
        metadata: [
          "head": "\(session.head.sequence)",
          "acknowledged": "\(session.acknowledged ?? 0)",
        ])
    case .failed(let error):
      lastError = error.description
      log.error("the aggregator refused this journal", metadata: ["reason": "\(error)"])
    case .greeting, .waiting, .refused:
      log.info("not connected", metadata: ["state": "\(session.phase.name)"])
    }
  }

  private func perform(_ action: NodeSession.Action) {
    switch action {
    case .send(let message):
      send(message)
    case .publish(let message):
      // Best effort by design: what is lost here is sent again on CTL.
      _ = try? live.send(Message(frames: message.frames(origin: journal.area)))
    case .readEntries(let range):
      read(range)
    case .reconnect:
      reconnect()
    }
  }

  /// What can't be sent now is not kept: the session notices the silence and sends anew.
  private func send(_ message: ControlMessage) {
    _ = try? control.send(Message(frames: message.frames(origin: journal.area)))
  }

  private func read(_ range: ClosedRange<UInt64>) {
    let journal = journal
    Task {
      let entries: [JournalEntry]
      do throws(StorageError) {
        entries = try await Self.entries(of: journal, in: range)
      } catch {
        log.error("the journal can't be read", metadata: ["reason": "\(error)"])
        entries = []
      }
      self.handle(.entriesRead(entries))
    }
  }

  /// Off the reactor's thread, which must not wait for the disk.
  @concurrent
  private static func entries(
    of journal: NodeJournal, in range: ClosedRange<UInt64>
  ) async throws(StorageError) -> [JournalEntry] {
    try journal.entries(in: range)
  }

  /// libzmq does not try a refused key again, so both sockets are made anew.
  private func reconnect() {
    do throws(ZeroMQError) {
      monitor = nil
      live = try Self.socket(.xpub, in: context, keys: keys)
      control = try Self.socket(.dealer, in: context, keys: keys)
      try connect()
    } catch {
      log.error("the sockets can't be made anew", metadata: ["reason": "\(error)"])
    }
  }
}

extension NodeSession.Phase {
  /// One word for people and programs.
  var name: String {
    switch self {
    case .greeting: "connecting"
    case .live: "live"
    case .waiting: "waiting"
    case .refused: "key-refused"
    case .failed: "failed"
    }
  }
}
