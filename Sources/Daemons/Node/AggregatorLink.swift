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
  private let meters: NodeMeters
  private let clock: Clock
  private let log: Logger

  private var session: NodeSession
  private var live: Socket
  private var control: Socket
  private var monitor: SocketMonitor?
  private var timer: Reactor.TimerToken?
  private var lastError: String?
  private var onLogOpened: (@Sendable (JournalState) async -> Void)?

  /// How often the session is told that time has passed; half of its shortest wait.
  private static let tickMs = 50
  /// Messages that one turn of the reactor takes.
  private static let messagesPerTurn = 64

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  init(
    to aggregator: NodeConfiguration.Aggregator, keys: (own: CurveKeyPair, server: CurvePublicKey)?,
    journal: NodeJournal, state: JournalState, meters: NodeMeters, context: Context,
    reactor: Reactor, clock: Clock, log: Logger
  ) throws(ZeroMQError) {
    self.reactor = reactor
    self.context = context
    self.aggregator = aggregator
    self.keys = keys
    self.journal = journal
    self.meters = meters
    self.clock = clock
    var log = log
    log[metadataKey: "aggregator"] = "\(aggregator.control)"
    self.log = log
    session = NodeSession(
      origin: journal.area, journal: state, software: Version.software,
      jitterSeed: .random(in: .min ... .max), nowMs: clock.monotonicMs())
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
  ///
  /// - Parameter onLogOpened: Told when this conversation has made the journal go on in a new log.
  /// - Throws: ``ZeroMQError`` where an address can't be connected to.
  func start(
    onLogOpened: @escaping @Sendable (JournalState) async -> Void
  ) throws(ZeroMQError) {
    self.onLogOpened = onLogOpened
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
    guard entry.header.logID == session.journal.head.logID else {
      // The log was opened meanwhile, and word of the entry has overtaken word of that.
      return readState()
    }
    meters.committed(
      entry.header.sequence, to: aggregator.control, nowMs: clock.monotonicMs())
    handle(.committed([entry]))
  }

  /// Goes on in another log.
  func logOpened(_ state: JournalState) {
    meters.begin(anewTo: aggregator.control)
    handle(.logOpened(state))
  }

  /// Goes on with a base that has moved.
  func compacted(_ base: Snapshot) {
    handle(.compacted(base))
  }

  /// The last entry of a log that the aggregator has made durable; nil while that is not known.
  var acknowledged: (log: LogID, sequence: UInt64)? {
    session.acknowledged.map { (session.journal.head.logID, $0) }
  }

  /// How the conversation stands.
  var status: NodeStatus.Peer {
    NodeStatus.Peer(
      endpoint: aggregator.control,
      state: session.isSendingSnapshot ? "sending-snapshot" : session.phase.name,
      acknowledged: session.acknowledged, lag: session.lag,
      lagMs: session.behindSinceMs.map { clock.monotonicMs() - $0 }, counts: session.counts,
      store: session.incarnation?.description, lastError: lastError)
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
    let (before, acknowledged) = (session.phase, session.acknowledged)
    let nowMs = clock.monotonicMs()
    for action in session.handle(event, nowMs: nowMs) { perform(action) }
    if session.phase != before { noteChange() }
    if let now = session.acknowledged, now != acknowledged {
      meters.acknowledged(now, by: aggregator.control, nowMs: nowMs)
    }
  }

  private func noteChange() {
    switch session.phase {
    case .live:
      lastError = nil
      log.info(
        "connected",
        metadata: [
          "head": "\(session.journal.head.sequence)",
          "acknowledged": "\(session.acknowledged ?? 0)",
          "store": "\(session.incarnation?.description ?? "")",
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
      read("the journal can't be read", else: .entriesRead([])) { journal throws(StorageError) in
        .entriesRead(try journal.entries(in: range))
      }
    case .readChunk(let snapshot, let index):
      read("the journal's base can't be read", else: .chunkRead(nil, of: snapshot)) {
        journal throws(StorageError) in
        .chunkRead(try journal.chunk(of: snapshot, index: index), of: snapshot)
      }
    case .openLog(let log, let superseded, let reason):
      openLog(leaving: log, superseding: superseded, reason)
    case .reconnect:
      reconnect()
    }
  }

  /// What can't be sent now is not kept: the session notices the silence and sends anew.
  private func send(_ message: ControlMessage) {
    _ = try? control.send(Message(frames: message.frames(origin: journal.area)))
  }

  /// Reads from the journal off the reactor's thread, which must not wait for the disk.
  private func read(
    _ failure: String, else otherwise: NodeSession.Event,
    _ work: @escaping @Sendable (NodeJournal) throws(StorageError) -> NodeSession.Event
  ) {
    let journal = journal
    Task {
      let event: NodeSession.Event
      do throws(StorageError) {
        event = try await Self.offReactor { () throws(StorageError) in try work(journal) }
      } catch {
        log.error("\(failure)", metadata: ["reason": "\(error)"])
        event = otherwise
      }
      self.handle(event)
    }
  }

  private func readState() {
    read("the journal can't be read", else: .tick) { journal throws(StorageError) in
      .logOpened(try journal.state())
    }
  }

  private func openLog(leaving log: LogID, superseding superseded: LogID, _ reason: String) {
    let journal = journal
    let clock = clock
    Task {
      do throws(StorageError) {
        let state = try await Self.offReactor { () throws(StorageError) in
          var generator = SystemRandomNumberGenerator()
          return try journal.openLog(
            leaving: log, superseding: superseded, newLogID: .random(using: &generator),
            reason: reason, wallClockMs: clock.wallMs())
        }
        await onLogOpened?(state)
      } catch {
        self.log.error("no new log can be opened", metadata: ["reason": "\(error)"])
      }
    }
  }

  @concurrent
  private static func offReactor<Value: Sendable>(
    _ work: @Sendable () throws(StorageError) -> Value
  ) async throws(StorageError) -> Value {
    try work()
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
