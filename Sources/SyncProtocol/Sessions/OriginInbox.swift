public import Reports

/// The aggregator's side of the conversation with one area, as a state machine: events in, actions
/// out; no clock, no I/O. `proto-docs/states.md` has its table.
///
/// Entries may come twice, late, out of order, or not at all. They leave here once, in the order of
/// their chain, to be merged; the cursor moves only when the merge is durable.
public struct OriginInbox: Sendable {
  /// What happens to an inbox. The caller has checked that the sender is the area itself.
  public enum Event: Hashable, Sendable {
    /// A message came on CTL.
    case received(ControlMessage)
    /// A message came on LIVE.
    case live(LiveMessage)
    /// Entries up to here, or the snapshot that stands for them, are durable.
    case committed(Position)
    /// What was handed out since the last commit is not durable and must come again.
    case commitFailed
    /// A chunk of a snapshot is durable.
    case staged(Snapshot, index: Int)
    /// The chunk handed out last is not durable and must come again.
    case stageFailed
    /// Somebody has lifted the quarantine, and takes over whatever journal the area comes with.
    case released
    /// Time has passed.
    case tick
  }

  /// What the inbox wants done.
  public enum Action: Hashable, Sendable {
    /// Send on CTL.
    case send(ControlMessage)
    /// Merge these, after all handed out before, in one transaction with the cursor.
    case merge([Merge])
    /// Keep a chunk of a snapshot; chunks of another snapshot of this area can go.
    case stage(Snapshot, SnapshotChunk)
    /// Put the staged snapshot in the place of all that the area stated before, in one transaction
    /// with the cursor.
    case install(Snapshot)
    /// Keep durably that nothing is taken from the area, with what proves why.
    case quarantine(ProtocolError, evidence: [JournalEntry])
  }

  /// The area that is followed.
  public let origin: AreaCode
  /// How far the journal goes, as far as the area has told; nil while that is not known.
  public internal(set) var knownHead: Position?
  /// What happened since the inbox was made.
  public internal(set) var counts = Counts()
  /// When the area was last heard; nil if never.
  public internal(set) var lastHeardMs: Int64?
  /// What is kept durably.
  public internal(set) var state: OriginState
  /// Since when entries are known that are not merged; nil where there are none.
  public private(set) var behindSinceMs: Int64?

  /// What happened to the messages of an area.
  public struct Counts: Hashable, Sendable, Codable {
    /// Entries that were there already.
    public var duplicates = 0
    /// Entries that found no room and must come again.
    public var dropped = 0
    /// Entries of other logs than the one that is followed.
    public var foreign = 0
    /// Times that entries were asked for again.
    public var nacks = 0
    /// Entries that could not be read.
    public var poisoned = 0
    /// Snapshots that took the place of entries.
    public var snapshots = 0
  }

  let incarnation: LogID
  let versions: ClosedRange<UInt32>
  let features: [String]
  /// Why nothing is taken from the area until it greets soundly.
  var passingRefusal: ProtocolError?
  /// Where the log begins that the area has announced to go on in.
  var announced: Position?
  /// The chunk that is being made durable.
  var staging: (index: Int, hash: EntryHash, byteCount: Int)?
  /// The snapshot that is being installed.
  var installing: Snapshot?
  /// The last entry handed out for merging.
  var accepted: Position?
  var handedOut: [(sequence: UInt64, bytes: Int)] = []
  var handedOutBytes = 0
  /// Entries that wait for the one before them, by sequence.
  var waiting: [UInt64: JournalEntry] = [:]
  var waitingBytes = 0
  var lastProgressMs: Int64
  var lastSnapshotMs: Int64
  /// The first missing entry that was asked for last, or that the node sends by itself, and when.
  var asked: (first: UInt64, atMs: Int64)?

  /// Begins to follow an area from what is kept of it.
  public init(
    origin: AreaCode, state: OriginState, incarnation: LogID,
    versions: ClosedRange<UInt32> = ProtocolVersion.supported, features: [String] = [],
    nowMs: Int64
  ) {
    self.origin = origin
    self.state = state
    self.incarnation = incarnation
    self.versions = versions
    self.features = features
    accepted = state.cursor
    lastProgressMs = nowMs
    lastSnapshotMs = nowMs
  }

  /// How far the area's journal is durably merged; nil before anything of it is.
  public var cursor: Position? { state.cursor }

  /// What is held in memory.
  public var held: Held {
    Held(
      waitingEntries: waiting.count, waitingBytes: waitingBytes,
      uncommittedEntries: handedOut.count, uncommittedBytes: handedOutBytes,
      chunkBytes: staging?.byteCount ?? 0)
  }

  /// What an inbox holds in memory.
  public struct Held: Hashable, Sendable {
    /// Entries that wait for the one before them.
    public let waitingEntries: Int
    /// Their bytes.
    public let waitingBytes: Int
    /// Entries handed out whose commit was not told.
    public let uncommittedEntries: Int
    /// Their bytes.
    public let uncommittedBytes: Int
    /// The bytes of the snapshot's chunk that is being made durable.
    public let chunkBytes: Int
  }

  /// Why nothing is taken from the area at the moment.
  public var refusal: ProtocolError? { state.quarantine ?? passingRefusal }

  /// How many entries are known to exist and are not merged; nil while that is not known.
  public var lag: UInt64? {
    knownHead.map { head in
      guard let cursor, cursor.logID == head.logID else { return head.sequence }
      return head.sequence - min(head.sequence, cursor.sequence)
    }
  }

  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: What has happened.
  ///   - nowMs: A monotonic clock in milliseconds.
  /// - Returns: What the inbox wants done, in order.
  public mutating func handle(_ event: Event, nowMs: Int64) -> [Action] {
    defer { behindSinceMs = lag ?? 0 == 0 ? nil : behindSinceMs ?? nowMs }
    switch event {
    case .received(let message):
      lastHeardMs = nowMs
      return receive(message, nowMs: nowMs)
    case .live(.entry(let entry)):
      lastHeardMs = nowMs
      return take([entry], nowMs: nowMs)
    case .live(.heartbeat(_, let head)):
      lastHeardMs = nowMs
      learn(head, nowMs: nowMs)
      return []
    case .committed(let position):
      return commit(position, nowMs: nowMs)
    case .commitFailed:
      forgetUncommitted(nowMs: nowMs)
      return []
    case .staged(let snapshot, let index):
      return staged(snapshot, index: index, nowMs: nowMs)
    case .stageFailed:
      staging = nil
      return []
    case .released:
      state.quarantine = nil
      state.adopts = true
      passingRefusal = nil
      // The node greets anew at once instead of at the end of its wait.
      return [.send(.bye(reason: "the quarantine is lifted"))]
    case .tick:
      return askForMissing(nowMs: nowMs) + askForChunk(nowMs: nowMs)
    }
  }

  private mutating func receive(_ message: ControlMessage, nowMs: Int64) -> [Action] {
    switch message {
    case .hello(let hello):
      return greet(hello, nowMs: nowMs)
    case .heartbeat(let head):
      // The FAIL that told of a refusal may have been lost: silence would leave the node in hope.
      if let refusal { return [.send(.fail(refusal))] }
      learn(head, nowMs: nowMs)
      return [acknowledgement]
    case .replay(let replay):
      if replay.logID == replay.head.logID { learn(replay.head, nowMs: nowMs) }
      let actions = take(replay.entries, nowMs: nowMs)
      // No commit follows a replay that brings nothing new, so that it is answered at once.
      guard actions.isEmpty, handedOut.isEmpty, refusal == nil else { return actions }
      return [acknowledgement]
    case .fail(let error):
      // The node has met its double: whoever wrote the other entries has the same key.
      if error.code == .forked { return quarantine(error) }
      passingRefusal = error
      return []
    case .logReset(let formerLog, let base, _):
      return announce(base, instead: formerLog)
    case .snapshotBegin(let snapshot):
      return begin(snapshot, nowMs: nowMs)
    case .snapshotChunk(let position, let chunk):
      return stage(chunk, at: position, nowMs: nowMs)
    case .snapshotEnd(let position):
      return end(snapshotAt: position, nowMs: nowMs)
    case .bye, .replayGone:
      return []
    case .welcome, .wait, .ack, .nack, .reject, .snapshotNext:
      // An aggregator never gets these; a node that sends them gains nothing by it.
      return []
    }
  }

  // MARK: Meeting

  private mutating func greet(_ hello: ControlMessage.Hello, nowMs: Int64) -> [Action] {
    if let quarantine = state.quarantine { return [.send(.fail(quarantine))] }
    guard
      let version = ProtocolVersion.negotiated(between: versions, and: hello.versions)
    else {
      return refuse(
        ProtocolError(
          .unsupportedVersion,
          "the node speaks versions \(hello.versions), this aggregator \(versions)"))
    }
    if cursor == nil || state.adopts || hello.head.logID == cursor?.logID { passingRefusal = nil }
    // What the node says of itself now outweighs what it said before, and a restored one is about to
    // write other entries in the places of those that wait.
    forgetWaiting()
    knownHead = nil
    learn(hello.head, nowMs: nowMs)
    // The node sends what is missing by itself after WELCOME.
    asked = (nextSequence, nowMs)
    return [
      .send(
        .welcome(
          .init(
            version: version, features: features.filter(hello.features.contains),
            incarnation: incarnation, cursor: cursor, credit: credit, adopts: state.adopts)))
    ]
  }

  private mutating func refuse(_ error: ProtocolError) -> [Action] {
    passingRefusal = error
    return [.send(.fail(error))]
  }

  /// Takes nothing more from the area until somebody has decided.
  mutating func quarantine(_ error: ProtocolError, evidence: [JournalEntry] = []) -> [Action] {
    guard state.quarantine == nil else { return [.send(.fail(error))] }
    state.quarantine = error
    forgetWaiting()
    return [.quarantine(error, evidence: evidence), .send(.fail(error))]
  }

  mutating func learn(_ head: Position, nowMs: Int64) {
    if let known = knownHead, known.logID == head.logID, known.sequence >= head.sequence { return }
    // Word from a log that was left comes late, or from a double that is found out otherwise.
    guard !state.formerLogs.contains(head.logID) else { return }
    if lag ?? 0 == 0 { lastProgressMs = nowMs }
    knownHead = head
  }

  var acknowledgement: Action { .send(.ack(cursor: cursor, credit: credit)) }

  private var credit: ControlMessage.Credit {
    ControlMessage.Credit(
      entries: UInt32(Limits.creditEntries - min(handedOut.count, Limits.creditEntries)),
      bytes: UInt32(Limits.creditBytes - min(handedOutBytes, Limits.creditBytes)))
  }
}
