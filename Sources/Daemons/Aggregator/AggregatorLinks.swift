internal import Logging
internal import Reports
internal import Storage
internal import SyncProtocol
internal import ZeroMQ

/// The aggregator's sockets: takes in what the nodes send, checks who speaks, and carries out what
/// each area's ``OriginInbox`` wants done.
actor AggregatorLinks {
  /// What the sockets need to know.
  struct Setup: Sendable {
    let configuration: AggregatorConfiguration
    /// The city's own keys and who is let in; nil on loopback without keys.
    let guarding: Guarding?
    let audit: RefusalAudit
    let areas: AreaList
    let incarnation: LogID
    let origins: [AreaCode: OriginState]
  }

  /// What keeps strangers out; one half alone would be no guard.
  struct Guarding: Sendable {
    let keys: CurveKeyPair
    let gate: AccessGate
  }

  private let reactor: Reactor
  private let setup: Setup
  private let merger: CityMerger
  private let clock: Clock
  private let log: Logger
  /// What is counted for monitoring.
  nonisolated let meters = AggregatorMeters()

  private let live: Socket
  private let control: Socket
  private var liveEndpoint: BoundEndpoint
  private var controlEndpoint: BoundEndpoint
  private var liveMonitor: SocketMonitor?
  private var controlMonitor: SocketMonitor?
  private let totals: TotalsPublisher
  private var reception: Reception
  /// By which connection each area was last heard on CTL.
  private var routes: [AreaCode: [UInt8]] = [:]
  private var queue = MergeQueue()
  private var isMerging = false

  /// Messages that one turn of the reactor takes from one socket.
  private static let messagesPerTurn = 256
  /// How often the inboxes are told that time has passed.
  private static let tickMs = 50

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  init(
    _ context: Context, on reactor: Reactor, setup: Setup, merger: CityMerger,
    totals: TotalsPublisher, clock: Clock, log: Logger
  ) throws(ZeroMQError) {
    self.reactor = reactor
    self.setup = setup
    self.merger = merger
    self.totals = totals
    self.clock = clock
    self.log = log
    reception = Reception(
      origins: setup.origins, incarnation: setup.incarnation, nowMs: clock.monotonicMs())
    var liveOptions = SyncSockets.live
    liveOptions.zapDomain = setup.guarding == nil ? nil : SyncSockets.zapDomain
    live = try Socket(context, .sub, options: liveOptions)
    var controlOptions = SyncSockets.control
    controlOptions.zapDomain = setup.guarding == nil ? nil : SyncSockets.zapDomain
    // Else acknowledgements vanish in silence, or another key takes over a connection's answers.
    controlOptions.routerMandatory = true
    controlOptions.routerHandover = false
    control = try Socket(context, .router, options: controlOptions)
    if let keys = setup.guarding?.keys {
      try live.configureCurveServer(secretKey: keys.secretKey)
      try control.configureCurveServer(secretKey: keys.secretKey)
    }
    try live.subscribe(LiveMessage.topicPrefix)
    liveEndpoint = try BoundEndpoint(binding: live, to: setup.configuration.liveEndpoint)
    controlEndpoint = try BoundEndpoint(binding: control, to: setup.configuration.controlEndpoint)
  }

  /// Begins to take in messages.
  func start() throws(ZeroMQError) {
    liveMonitor = try setup.audit.monitor(live, named: "LIVE", on: reactor)
    controlMonitor = try setup.audit.monitor(control, named: "CTL", on: reactor)
    reactor.watch(live, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.receiveLive() }
    }
    reactor.watch(control, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.receiveControl() }
    }
    reactor.schedule(everyMs: Self.tickMs) { [weak self] in
      self?.assumeIsolated { $0.tick() }
    }
    reactor.schedule(everyMs: AccessGate.checkMs) { [weak self] in
      self?.assumeIsolated { $0.reloadAccess() }
    }
  }

  /// Says goodbye to the nodes.
  func stop() {
    for area in routes.keys { send(.bye(reason: "the aggregator stops"), to: area) }
  }

  // MARK: Who speaks

  /// Reads the access list again; where a key is gone from it, its connections end at once.
  func reloadAccess() {
    guard setup.guarding?.gate.reload() == .revoked else { return }
    let isBound = [liveEndpoint.shedPeers(of: live), controlEndpoint.shedPeers(of: control)]
    routes.removeAll()
    totals.assumeIsolated { $0.shedPeers() }
    if isBound.contains(false) { bindAgain(afterMs: BoundEndpoint.retryMs) }
  }

  private func bindAgain(afterMs delayMs: Int) {
    reactor.schedule(afterMs: delayMs) { [weak self] in
      self?.assumeIsolated { $0.bindAgain(waitedMs: delayMs) }
    }
  }

  private func bindAgain(waitedMs: Int) {
    let isBound = [liveEndpoint.bindAgain(live), controlEndpoint.bindAgain(control)]
    guard isBound.contains(false) else { return }
    if waitedMs == BoundEndpoint.maximumRetryMs {
      log.error("a port can't be bound again: stop the program that has taken it")
    }
    bindAgain(afterMs: min(2 * waitedMs, BoundEndpoint.maximumRetryMs))
  }

  /// Why the sender of a message may not speak for an area, at this moment; nil where it may.
  private func refusal(of message: Message, for area: AreaCode) -> RefusalLog.Reason? {
    guard message.droppedFrames == 0 else { return .malformed }
    guard setup.areas[area] != nil else { return .unknownArea }
    return setup.guarding?.gate.refusal(of: message, speakingFor: area)
  }

  private func refuse(
    _ message: Message, because reason: RefusalLog.Reason, _ detail: String
  ) {
    setup.audit.note(
      .init(
        reason, identity: message.userID, address: message.peerAddress, detail: detail))
  }

  // MARK: Messages

  private func receiveLive() {
    guard let messages = try? live.receive(upTo: Self.messagesPerTurn) else { return }
    for message in messages {
      do throws(ProtocolError) {
        let (origin, content) = try LiveMessage.decode(frames: message.frames)
        if let reason = refusal(of: message, for: origin) {
          refuse(message, because: reason, "it speaks for \(origin)")
          continue
        }
        handle(.live(content), of: origin)
      } catch {
        refuse(message, because: .malformed, error.reason)
      }
    }
    mergePending()
  }

  private func receiveControl() {
    guard let messages = try? control.receive(upTo: Self.messagesPerTurn) else { return }
    for message in messages {
      guard let route = message.frames.first else { continue }
      do throws(ProtocolError) {
        let (origin, content) = try ControlMessage.decode(
          frames: Array(message.frames.dropFirst()))
        if let reason = refusal(of: message, for: origin) {
          refuse(message, because: reason, "it speaks for \(origin)")
          continue
        }
        routes[origin] = route
        handle(.received(content), of: origin)
      } catch {
        refuse(message, because: .malformed, error.reason)
      }
    }
    mergePending()
  }

  private func tick() {
    for area in reception.inboxes.keys { handle(.tick, of: area) }
    mergePending()
  }

  private func handle(_ event: OriginInbox.Event, of area: AreaCode) {
    let refusal = reception.inboxes[area]?.refusal
    let actions = reception.handle(event, of: area, nowMs: clock.monotonicMs())
    if let error = reception.inboxes[area]?.refusal, error != refusal {
      log.error(
        "an area's journal was refused", metadata: ["area": "\(area)", "reason": "\(error)"])
    }
    for action in actions { perform(action, of: area) }
  }

  private func perform(_ action: OriginInbox.Action, of area: AreaCode) {
    switch action {
    case .send(let message):
      send(message, to: area)
    case .merge(let merges):
      meters.arrived(merges, of: area, nowMs: clock.monotonicMs())
      queue.append(merges, isHistory: reception.isCatchingUp(area))
    case .stage(let snapshot, let chunk):
      store("a snapshot can't be staged", of: area, else: .stageFailed) {
        merger throws(StorageError) in
        try await merger.stage(chunk, of: snapshot, area: area)
        return .staged(snapshot, index: chunk.index)
      }
    case .install(let snapshot):
      install(snapshot, of: area)
    case .quarantine(let error, let evidence):
      log.critical(
        "an area is quarantined: find the second machine, then run 'unionsync aggregator accept'",
        metadata: ["area": "\(area)", "reason": "\(error)"])
      store("a quarantine can't be kept", of: area, else: .tick) { merger throws(StorageError) in
        try await merger.quarantine(area, because: error, evidence: evidence)
        return .tick
      }
    }
  }

  private func send(_ message: ControlMessage, to area: AreaCode) {
    guard let route = routes[area] else { return }
    let frames = [route] + message.frames(origin: area)
    // A node that is gone greets anew; one whose queue is full notices the silence.
    if (try? control.send(Message(frames: frames))) == .unreachable { routes[area] = nil }
  }

  // MARK: Merging

  /// Hands on what waits, as one transaction; what comes meanwhile makes up the next.
  private func mergePending() {
    guard !isMerging, !queue.isEmpty else { return }
    isMerging = true
    let batch = queue.nextBatch()
    let merger = merger
    Task {
      let begun = ContinuousClock.now
      do throws(StorageError) {
        let outcome = try await merger.merge(batch)
        meters.merged(
          batch.count, cursors: outcome.cursors, took: ContinuousClock.now - begun,
          nowMs: clock.monotonicMs())
        self.merged(outcome)
      } catch {
        self.mergeFailed(batch, error)
      }
    }
  }

  private func merged(_ outcome: CityMerger.Outcome) {
    isMerging = false
    log.debug(
      "entries were merged",
      metadata: ["areas": "\(outcome.cursors.count)", "changes": "\(outcome.changes.count)"])
    tell(outcome)
    mergePending()
  }

  private func tell(_ outcome: CityMerger.Outcome) {
    for (area, position) in outcome.cursors { handle(.committed(position), of: area) }
    for change in outcome.changes { totals.assumeIsolated { $0.publish(change) } }
  }

  /// Nothing of the batch is durable, and what was handed out after it rests on it: all of it must
  /// come again. Nothing is acknowledged meanwhile.
  private func mergeFailed(_ batch: [OriginInbox.Merge], _ error: StorageError) {
    isMerging = false
    let origins = queue.origins.union(batch.map(\.entry.header.origin))
    queue.removeAll()
    log.error("entries can't be merged", metadata: ["reason": "\(error)"])
    let areas = origins.compactMap(AreaCode.init(number:))
    meters.failed(areas)
    for area in areas { handle(.commitFailed, of: area) }
  }

  private func install(_ snapshot: Snapshot, of area: AreaCode) {
    let merger = merger
    Task {
      do throws(StorageError) {
        let outcome = try await merger.install(snapshot, of: area)
        meters.installed(area)
        log.notice(
          "a snapshot has taken the place of an area's entries", metadata: ["area": "\(area)"])
        self.tell(outcome)
      } catch {
        log.error("a snapshot can't be installed", metadata: ["reason": "\(error)"])
        self.handle(.commitFailed, of: area)
      }
    }
  }

  /// Keeps something of an area durably, and lets its inbox know how that went.
  private func store(
    _ failure: String, of area: AreaCode, else otherwise: OriginInbox.Event,
    _ work: @escaping @Sendable (CityMerger) async throws(StorageError) -> OriginInbox.Event
  ) {
    let merger = merger
    Task {
      let event: OriginInbox.Event
      do throws(StorageError) {
        event = try await work(merger)
      } catch {
        log.error("\(failure)", metadata: ["area": "\(area)", "reason": "\(error)"])
        event = otherwise
      }
      self.handle(event, of: area)
    }
  }

  /// Lifts an area's quarantine: whatever journal it comes with next is taken over.
  ///
  /// - Throws: ``DaemonError``.
  func accept(_ area: AreaCode) async throws(DaemonError) -> AggregatorStatus {
    guard setup.areas[area] != nil else {
      throw DaemonError(
        .usage, zh: "区划代码表中没有 \(area)。", en: "\(area) is not in the list of areas.")
    }
    do throws(StorageError) {
      try await merger.release(area)
    } catch {
      throw DaemonError(.inputOutput, zh: "无法写入市级数据库：\(error)", en: error.message)
    }
    handle(.released, of: area)
    log.notice("an area's quarantine was lifted", metadata: ["area": "\(area)"])
    return await status()
  }

  // MARK: Status

  /// Silence after which an area no longer counts as live: a few heartbeats.
  private static let silentMs: Int64 = 5_000

  /// How the areas stand, those of the list that were never heard included.
  func status() async -> AggregatorStatus {
    let now = clock.monotonicMs()
    let waitsAsked = reception.waitsAsked
    let origins = setup.areas.reporting.map { area in
      origin(area, reception.inboxes[area.code], nowMs: now)
    }
    let poisoned = (try? await merger.poisonedCount()) ?? 0
    return AggregatorStatus(
      origins: origins, observationCount: await merger.observationCount, waitsAsked: waitsAsked,
      poisonedEntries: poisoned, refusedMessages: setup.audit.messageCount,
      access: setup.guarding?.gate.status, refusals: setup.audit.counts,
      version: Version.number)
  }

  private func origin(
    _ area: Area, _ inbox: OriginInbox?, nowMs: Int64
  ) -> AggregatorStatus.Origin {
    let silentMs = inbox?.lastHeardMs.map { nowMs - $0 }
    return AggregatorStatus.Origin(
      area: area.code, name: area.nameZh, state: state(of: inbox, silentMs: silentMs),
      head: inbox?.knownHead?.sequence, cursor: inbox?.cursor?.sequence ?? 0, lag: inbox?.lag,
      lagMs: inbox?.behindSinceMs.map { nowMs - $0 }, silentMs: silentMs, counts: inbox?.counts,
      lastError: inbox.flatMap(advice))
  }

  /// Why nothing is taken from an area, and what to do about it.
  private func advice(about inbox: OriginInbox) -> String? {
    let accept = "'unionsync aggregator accept \(inbox.origin)'"
    guard let refusal = inbox.refusal else { return nil }
    if inbox.state.quarantine != nil {
      return "\(refusal): find the second machine with this key and stop it, then run \(accept)"
    }
    guard refusal.code == .logMismatch else { return refusal.description }
    return "\(refusal): if the node was installed anew, run \(accept)"
  }

  private func state(of inbox: OriginInbox?, silentMs: Int64?) -> String {
    guard let inbox else { return "never-heard" }
    if inbox.state.quarantine != nil { return "quarantined" }
    if inbox.refusal != nil { return "refused" }
    if inbox.state.adopts { return "adopting" }
    guard let silentMs else { return "never-heard" }
    guard silentMs < Self.silentMs else { return "silent" }
    return reception.isCatchingUp(inbox.origin) ? "catching-up" : "live"
  }
}
