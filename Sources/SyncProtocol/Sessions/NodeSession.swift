public import Reports

/// A node's side of the conversation with one aggregator, as a state machine: events in, actions
/// out; no clock, no I/O. `proto-docs/states.md` has its table.
///
/// Entries are published on LIVE at most once and forgotten. What the aggregator has not
/// acknowledged is sent again on CTL: after WELCOME when its cursor lies behind, when it asks by
/// NACK, when its acknowledgements stand still, and when LIVE had no room.
public struct NodeSession: Sendable {
  /// How the conversation stands.
  public enum Phase: Hashable, Sendable {
    /// HELLO was not answered yet.
    case greeting
    /// The aggregator answers.
    case live
    /// The aggregator asked to come again later.
    case waiting
    /// The aggregator does not take this node's key.
    case refused
    /// One side gave up for the reason given; it is tried again.
    case failed(ProtocolError)
  }

  /// What happens to a session.
  public enum Event: Hashable, Sendable {
    /// The transport is up and the keys were taken.
    case connected
    /// The transport is down.
    case disconnected
    /// The aggregator did not take the key.
    case keyRefused
    /// A message came on CTL.
    case received(ControlMessage)
    /// The journal has grown by these entries.
    case committed([JournalEntry])
    /// The journal goes on in another log.
    case logOpened(JournalState)
    /// The journal no longer keeps the entries up to this base.
    case compacted(Snapshot)
    /// The entries that ``Action/readEntries(_:)`` asked for, possibly fewer.
    case entriesRead([JournalEntry])
    /// The chunk of a snapshot that ``Action/readChunk(of:index:)`` asked for; nil where it can't be
    /// had.
    case chunkRead(SnapshotChunk?, of: Snapshot)
    /// Time has passed.
    case tick
  }

  /// What the session wants done.
  public enum Action: Hashable, Sendable {
    /// Send on CTL.
    case send(ControlMessage)
    /// Publish on LIVE.
    case publish(LiveMessage)
    /// Read entries of the journal and hand them over.
    case readEntries(ClosedRange<UInt64>)
    /// Read a chunk of the journal's base and hand it over.
    case readChunk(of: Snapshot, index: Int)
    /// Go on in a new log that begins with all that the reports state now, unless the journal has
    /// left `log` already, and tell every session. The new log takes the place of both.
    case openLog(leaving: LogID, superseding: LogID, reason: String)
    /// Disconnect and connect anew, since libzmq never tries a refused key again.
    case reconnect
  }

  /// The area that speaks.
  public let origin: AreaCode
  /// What the journal holds.
  public internal(set) var journal: JournalState
  /// How the conversation stands.
  public internal(set) var phase = Phase.greeting
  /// The last sequence of this log that the aggregator has made durable; nil while that is not
  /// known.
  public internal(set) var acknowledged: UInt64?
  /// What happened since the session began.
  public internal(set) var counts = Counts()
  /// The entry that the aggregator refused last, and why.
  public private(set) var lastRejected: (sequence: UInt64, error: ProtocolError)?
  /// The name of the aggregator's store; nil while that is not known.
  public private(set) var incarnation: LogID?
  /// Since when entries have lain unacknowledged; nil where none do, or that is not known.
  public private(set) var behindSinceMs: Int64?

  /// What a session had to do beyond publishing.
  public struct Counts: Hashable, Sendable, Codable {
    /// Entries sent again.
    public var replayed = 0
    /// Entries not published because too many were in flight.
    public var heldBack = 0
    /// Snapshots begun.
    public var snapshots = 0
    /// Entries that the aggregator could not read.
    public var rejected = 0
  }

  /// What is being sent beside the live entries.
  enum Transfer: Hashable {
    case replay(ReplayProgress)
    case snapshot(SnapshotProgress)
  }

  var transfer: Transfer?
  var window = LiveWindow()
  /// A cursor inside of the journal that the first entry after it has yet to confirm.
  var unverified: Position?
  /// Whether an aggregator's cursor was found in this journal since the process began. Before that
  /// the journal may be a restored one, whose entries must not be seen beside those it has lost.
  var isSound = false
  var lastProgressMs: Int64
  private let software: String
  private let versions: ClosedRange<UInt32>
  private let features: [String]
  private var jitter: SplitMix64
  private var hasBeenConnected = false
  private var nextHelloMs: Int64
  private var hello = Backoff(firstMs: Limits.helloMs, maximumMs: Limits.helloMaximumMs)
  private var refusals = Backoff(firstMs: Limits.refusedMs, maximumMs: Limits.refusedMaximumMs)
  private var failures = Backoff(firstMs: Limits.refusedMs, maximumMs: Limits.refusedMaximumMs)
  private var lastHeardMs: Int64
  private var nextLiveHeartbeatMs: Int64
  private var nextControlHeartbeatMs: Int64

  /// Begins a session; the first HELLO goes out with the first event.
  ///
  /// - Parameters:
  ///   - origin: The area that speaks.
  ///   - journal: What its journal holds.
  ///   - versions: The versions of the protocol that it speaks.
  ///   - features: What it can do beyond the version.
  ///   - software: The program and its version, for people.
  ///   - jitterSeed: Any number; it spreads the greetings of many nodes.
  ///   - nowMs: A monotonic clock in milliseconds.
  public init(
    origin: AreaCode, journal: JournalState,
    versions: ClosedRange<UInt32> = ProtocolVersion.supported, features: [String] = [],
    software: String, jitterSeed: UInt64, nowMs: Int64
  ) {
    self.origin = origin
    self.journal = journal
    self.versions = versions
    self.features = features
    self.software = software
    jitter = SplitMix64(seed: jitterSeed)
    nextHelloMs = nowMs
    lastHeardMs = nowMs
    lastProgressMs = nowMs
    nextLiveHeartbeatMs = nowMs
    nextControlHeartbeatMs = nowMs
  }

  /// How many entries the journal holds that are not acknowledged; nil while that is not known.
  public var lag: UInt64? {
    acknowledged.map { journal.head.sequence - min($0, journal.head.sequence) }
  }

  /// Whether a snapshot is being sent.
  public var isSendingSnapshot: Bool {
    if case .snapshot = transfer { true } else { false }
  }

  /// How many entries are published and not acknowledged, and their bytes.
  public var inFlight: (entries: Int, bytes: Int) { (window.count, window.bytes) }

  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: What has happened.
  ///   - nowMs: A monotonic clock in milliseconds.
  /// - Returns: What the session wants done, in order.
  public mutating func handle(_ event: Event, nowMs: Int64) -> [Action] {
    defer { behindSinceMs = lag ?? 0 == 0 ? nil : behindSinceMs ?? nowMs }
    switch event {
    case .connected:
      return connect(nowMs: nowMs)
    case .disconnected:
      transfer = nil
      // A refused key also ends in a disconnect: what was put off stays put off.
      guard phase == .live || phase == .greeting else { return [] }
      phase = .greeting
      hello.reset()
      nextHelloMs = nowMs + Limits.helloMs
      return []
    case .keyRefused:
      phase = .refused
      transfer = nil
      nextHelloMs = nowMs + refusals.next()
      return []
    case .received(let message):
      lastHeardMs = nowMs
      return receive(message, nowMs: nowMs)
    case .committed(let entries):
      return commit(entries, nowMs: nowMs)
    case .logOpened(let journal):
      return follow(journal, nowMs: nowMs)
    case .compacted(let base):
      guard base.position.logID == journal.head.logID else { return [] }
      journal.base = base
      // The chunks that were being sent are gone.
      if case .snapshot(let progress) = transfer {
        return offerSnapshot(instead: progress.formerLog, nowMs: nowMs)
      }
      return []
    case .entriesRead(let entries):
      return sendReplay(of: entries, nowMs: nowMs)
    case .chunkRead(let chunk, let snapshot):
      return sendChunk(chunk, of: snapshot)
    case .tick:
      return tick(nowMs: nowMs)
    }
  }

  private mutating func connect(nowMs: Int64) -> [Action] {
    refusals.reset()
    hello.reset()
    defer { hasBeenConnected = true }
    guard hasBeenConnected else { return greet(nowMs: nowMs) }
    // After a failure of the city or of the network all nodes come back at once.
    if phase == .refused || phase == .waiting { phase = .greeting }
    nextHelloMs = nowMs + Int64.random(in: 0...Limits.helloJitterMs, using: &jitter)
    return []
  }

  private mutating func receive(_ message: ControlMessage, nowMs: Int64) -> [Action] {
    switch message {
    case .welcome(let welcome):
      return meet(welcome, nowMs: nowMs)
    case .ack(let cursor, let credit):
      return acknowledge(cursor, credit, nowMs: nowMs)
    case .nack(let logID, let missing):
      return serve(missing, of: logID, nowMs: nowMs)
    case .snapshotNext(let position, let index):
      return sendNext(index, of: position, nowMs: nowMs)
    case .wait(let retryAfterMs, _):
      phase = .waiting
      transfer = nil
      hello.reset()
      nextHelloMs = nowMs + min(max(retryAfterMs, 0), Limits.helloMaximumMs)
      return []
    case .fail(let error):
      fail(error, nowMs: nowMs)
      return []
    case .reject(_, let sequence, let error):
      lastRejected = (sequence, error)
      counts.rejected += 1
      return []
    case .bye:
      phase = .greeting
      transfer = nil
      nextHelloMs = nowMs + Limits.helloMs
      return []
    case .hello, .replay, .heartbeat, .logReset, .replayGone, .snapshotBegin, .snapshotChunk,
      .snapshotEnd:
      // A node never gets these; an aggregator that sends them gains nothing by it.
      return []
    }
  }

  // MARK: Meeting

  private mutating func meet(_ welcome: ControlMessage.Welcome, nowMs: Int64) -> [Action] {
    guard versions.contains(welcome.version) else {
      return giveUp(
        ProtocolError(.unsupportedVersion, "the aggregator speaks version \(welcome.version)"),
        nowMs: nowMs)
    }
    incarnation = welcome.incarnation
    let relation = journal.relation(to: welcome.cursor)
    switch relation {
    case .contradiction(let reason):
      return resolve(reason, adopts: welcome.adopts, nowMs: nowMs)
    case .foreignLog(let logID):
      let reason = "the aggregator follows log \(logID), which this journal has never kept"
      if welcome.adopts { return openLog(superseding: logID, reason, nowMs: nowMs) }
      // Where it was followed before, another machine has gone on under the same key.
      return giveUp(
        ProtocolError(isSound ? .forked : .logMismatch, reason), nowMs: nowMs)
    case .level, .behind, .beforeBase, .nothing, .formerLog:
      break
    }
    phase = .live
    hello.reset()
    lastProgressMs = nowMs
    nextControlHeartbeatMs = nowMs + Limits.controlHeartbeatMs
    transfer = nil
    unverified = nil
    window.clear()
    let isOfThisLog = welcome.cursor?.logID == journal.head.logID
    let merged = isOfThisLog ? welcome.cursor?.sequence ?? 0 : 0
    acknowledged = merged
    window.update(welcome.credit, acknowledged: merged)
    switch relation {
    case .behind:
      unverified = welcome.cursor
      if welcome.cursor == nil { isSound = true }
      return startReplay((merged + 1)...journal.head.sequence, nowMs: nowMs)
    case .nothing, .beforeBase:
      isSound = true
      return offerSnapshot(nowMs: nowMs)
    case .formerLog(let logID):
      isSound = true
      return offerSnapshot(instead: logID, nowMs: nowMs)
    case .level, .foreignLog, .contradiction:
      isSound = true
      return []
    }
  }

  /// What is done where the aggregator holds other entries of this log: a restored journal leaves
  /// its log to the past and begins another; one that was in use has met its double.
  mutating func resolve(_ reason: String, adopts: Bool, nowMs: Int64) -> [Action] {
    guard isSound, !adopts else {
      return openLog(superseding: journal.head.logID, reason, nowMs: nowMs)
    }
    return giveUp(ProtocolError(.forked, reason), nowMs: nowMs)
  }

  private mutating func openLog(
    superseding logID: LogID, _ reason: String, nowMs: Int64
  ) -> [Action] {
    phase = .greeting
    transfer = nil
    unverified = nil
    nextHelloMs = nowMs + hello.next()
    return [.openLog(leaving: journal.head.logID, superseding: logID, reason: reason)]
  }

  private mutating func follow(_ journal: JournalState, nowMs: Int64) -> [Action] {
    guard journal.head.logID != self.journal.head.logID else {
      if journal.head.sequence > self.journal.head.sequence { self.journal.head = journal.head }
      return []
    }
    self.journal = journal
    acknowledged = nil
    transfer = nil
    unverified = nil
    window.clear()
    guard phase == .live || phase == .greeting else { return [] }
    return greetAnew(nowMs: nowMs)
  }

  /// Begins the conversation again.
  mutating func greetAnew(nowMs: Int64) -> [Action] {
    phase = .greeting
    transfer = nil
    hello.reset()
    return greet(nowMs: nowMs)
  }

  // MARK: Journal

  private mutating func commit(_ entries: [JournalEntry], nowMs: Int64) -> [Action] {
    var actions: [Action] = []
    for entry in entries where entry.header.logID == journal.head.logID {
      if acknowledged == journal.head.sequence { lastProgressMs = nowMs }
      // Two commits may be told of in either order.
      if entry.header.sequence > journal.head.sequence { journal.head = entry.position }
      guard phase == .live else { continue }
      if isSound, transfer == nil, window.admits(entry) {
        actions.append(.publish(.entry(entry)))
      } else {
        window.holdBack(entry.header.sequence)
        counts.heldBack += 1
      }
    }
    guard !entries.isEmpty else { return [] }
    nextLiveHeartbeatMs = min(nextLiveHeartbeatMs, nowMs + Limits.burstHeartbeatMs)
    return actions
  }

  // MARK: Time

  private mutating func tick(nowMs: Int64) -> [Action] {
    switch phase {
    case .live:
      return tickLive(nowMs: nowMs)
    case .refused where nowMs >= nextHelloMs:
      phase = .greeting
      nextHelloMs = nowMs + Limits.helloMs
      return [.reconnect]
    case .refused:
      return []
    case .greeting, .waiting, .failed:
      return nowMs >= nextHelloMs ? greet(nowMs: nowMs) : []
    }
  }

  private mutating func tickLive(nowMs: Int64) -> [Action] {
    if nowMs - lastHeardMs >= Limits.silenceMs { return greetAnew(nowMs: nowMs) }
    var actions: [Action] = []
    if isSound, nowMs >= nextLiveHeartbeatMs {
      nextLiveHeartbeatMs = nowMs + Limits.liveHeartbeatMs
      actions.append(.publish(.heartbeat(origin: origin, head: journal.head)))
    }
    if isSound, nowMs >= nextControlHeartbeatMs {
      nextControlHeartbeatMs = nowMs + Limits.controlHeartbeatMs
      actions.append(.send(.heartbeat(head: journal.head)))
    }
    return actions + tickTransfer(nowMs: nowMs)
  }

  private mutating func greet(nowMs: Int64) -> [Action] {
    if phase == .refused || phase == .waiting { phase = .greeting }
    nextHelloMs = nowMs + hello.next()
    return [
      .send(
        .hello(
          .init(versions: versions, features: features, head: journal.head, software: software)))
    ]
  }

  private mutating func fail(_ error: ProtocolError, nowMs: Int64) {
    phase = .failed(error)
    transfer = nil
    nextHelloMs = nowMs + failures.next()
    hello.reset()
  }

  /// Fails by this side's own judgement, and says so, so that the city can show it.
  mutating func giveUp(_ error: ProtocolError, nowMs: Int64) -> [Action] {
    fail(error, nowMs: nowMs)
    return [.send(.fail(error))]
  }

  /// A WELCOME alone is no proof that all is well: a contradiction inside of the journal shows only
  /// when entries follow it.
  mutating func forgetFailures() {
    failures.reset()
  }
}
