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
    /// Entries up to here are durable.
    case committed(Position)
    /// The entries handed out since the last commit are not durable and must come again.
    case commitFailed
    /// Time has passed.
    case tick
  }

  /// What the inbox wants done.
  public enum Action: Hashable, Sendable {
    /// Send on CTL.
    case send(ControlMessage)
    /// Merge these, after all handed out before, in one transaction with the cursor.
    case merge([Merge])
  }

  /// One entry to be merged.
  public struct Merge: Hashable, Sendable {
    /// The entry; it is stored as it is.
    public let entry: JournalEntry
    /// What it changes, or why that can't be read. A poison entry is stored and changes nothing.
    public let content: Content

    /// What an entry changes.
    public enum Content: Hashable, Sendable {
      /// A delta.
      case delta(Delta)
      /// Nothing that this version can read.
      case poison(ProtocolError)
    }

    /// Reads what an entry changes.
    public init(reading entry: JournalEntry) {
      self.entry = entry
      do throws(ProtocolError) {
        let delta = try Delta(decoding: entry.body)
        content =
          delta.report.area.number == entry.header.origin
          ? .delta(delta)
          : .poison(
            ProtocolError(
              .unauthorized, "area \(entry.header.origin) speaks for \(delta.report.area)"))
      } catch {
        content = .poison(error)
      }
    }
  }

  /// The area that is followed.
  public let origin: AreaCode
  /// How far its journal is durably merged; nil before its first entry.
  public private(set) var cursor: Position?
  /// How far the journal goes, as far as the area has told; nil while that is not known.
  public private(set) var knownHead: Position?
  /// Why nothing is taken from the area at the moment.
  public private(set) var refusal: ProtocolError?
  /// What happened since the inbox was made.
  public private(set) var counts = Counts()
  /// When the area was last heard; nil if never.
  public private(set) var lastHeardMs: Int64?

  /// What happened to the messages of an area.
  public struct Counts: Hashable, Sendable, Codable {
    /// Entries that were there already.
    public var duplicates = 0
    /// Entries that found no room and must come again.
    public var dropped = 0
    /// Times that entries were asked for again.
    public var nacks = 0
    /// Entries that could not be read.
    public var poisoned = 0
  }

  private let incarnation: LogID
  /// The last entry handed out for merging.
  private var accepted: Position?
  private(set) var handedOut: [(sequence: UInt64, bytes: Int)] = []
  private(set) var handedOutBytes = 0
  /// Entries that wait for the one before them, by sequence.
  private(set) var waiting: [UInt64: JournalEntry] = [:]
  private(set) var waitingBytes = 0
  private var lastProgressMs: Int64
  /// The first missing entry that was asked for last, or that the node sends by itself, and when.
  private var asked: (first: UInt64, atMs: Int64)?

  /// Begins to follow an area from its durable cursor.
  public init(origin: AreaCode, cursor: Position?, incarnation: LogID, nowMs: Int64) {
    self.origin = origin
    self.cursor = cursor
    self.incarnation = incarnation
    accepted = cursor
    lastProgressMs = nowMs
  }

  /// How many entries are known to exist and are not merged; nil while that is not known.
  public var lag: UInt64? {
    knownHead.map { head in
      head.sequence - min(head.sequence, cursor?.sequence ?? 0)
    }
  }

  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: What has happened.
  ///   - nowMs: A monotonic clock in milliseconds.
  /// - Returns: What the inbox wants done, in order.
  public mutating func handle(_ event: Event, nowMs: Int64) -> [Action] {
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
      accepted = cursor
      handedOut = []
      handedOutBytes = 0
      waiting = [:]
      waitingBytes = 0
      asked = (nextSequence, nowMs)
      return []
    case .tick:
      return askForMissing(nowMs: nowMs)
    }
  }

  private mutating func receive(_ message: ControlMessage, nowMs: Int64) -> [Action] {
    switch message {
    case .hello(let hello):
      return greet(hello, nowMs: nowMs)
    case .heartbeat(let head):
      // The FAIL that told of a refusal may have been lost: silence would leave the node in hope.
      if let error = conflict(with: head) ?? refusal { return refuse(error) }
      learn(head, nowMs: nowMs)
      return [acknowledgement(in: head.logID)]
    case .replay(let replay):
      if replay.logID == replay.head.logID { learn(replay.head, nowMs: nowMs) }
      let actions = take(replay.entries, nowMs: nowMs)
      // No commit follows a replay that brings nothing new, so that it is answered at once.
      guard actions.isEmpty, handedOut.isEmpty, refusal == nil else { return actions }
      return [acknowledgement(in: replay.logID)]
    case .fail(let error):
      refusal = error
      return []
    case .bye:
      return []
    case .welcome, .wait, .ack, .nack, .reject:
      // An aggregator never gets these; a node that sends them gains nothing by it.
      return []
    }
  }

  private mutating func greet(_ hello: ControlMessage.Hello, nowMs: Int64) -> [Action] {
    guard let version = ProtocolVersion.negotiated(with: hello.versions) else {
      return refuse(
        ProtocolError(
          .unsupportedVersion,
          "the node speaks versions \(hello.versions), this aggregator \(ProtocolVersion.supported)"
        ))
    }
    if let error = conflict(with: hello.head) { return refuse(error) }
    refusal = nil
    // What the node says of itself now outweighs what it said before.
    knownHead = nil
    learn(hello.head, nowMs: nowMs)
    // The node sends what is missing by itself after WELCOME.
    asked = (nextSequence, nowMs)
    return [
      .send(
        .welcome(
          .init(version: version, incarnation: incarnation, cursor: cursor, credit: credit)))
    ]
  }

  /// Why a head can't be one of the journal that the cursor follows.
  ///
  /// A head behind the cursor is none: messages of one node overtake each other on two channels and
  /// across reconnects. A node that really ends there learns of it by WELCOME or ACK and gives up.
  private func conflict(with head: Position) -> ProtocolError? {
    guard let cursor else { return nil }
    if head.logID != cursor.logID {
      return ProtocolError(.logMismatch, "the city follows another log of this area")
    }
    if head.sequence == cursor.sequence, head.hash != cursor.hash {
      return ProtocolError(.forked, "the city has another entry \(cursor.sequence) of this log")
    }
    return nil
  }

  private mutating func refuse(_ error: ProtocolError) -> [Action] {
    refusal = error
    return [.send(.fail(error))]
  }

  private mutating func learn(_ head: Position, nowMs: Int64) {
    guard conflict(with: head) == nil else { return }
    guard let known = knownHead, known.logID == head.logID, known.sequence >= head.sequence else {
      if lag ?? 0 == 0 { lastProgressMs = nowMs }
      knownHead = head
      return
    }
  }

  // MARK: Entries

  private mutating func take(_ entries: [JournalEntry], nowMs: Int64) -> [Action] {
    let hadHole = !waiting.isEmpty
    var turns = Turns()
    for entry in entries where refusal == nil {
      if let error = place(entry) { turns.answers += refuse(error) }
      // At once, since the next entry finds room only when this one has left.
      takeTurns(&turns)
    }
    let actions = handOut(turns, nowMs: nowMs)
    // A hole that opens has its time to close, however long nothing came before.
    if !hadHole, !waiting.isEmpty { lastProgressMs = nowMs }
    return actions
  }

  /// Puts one entry where it can wait for its turn, if it is new and there is room.
  private mutating func place(_ entry: JournalEntry) -> ProtocolError? {
    let before = accepted ?? .start(of: entry.header.logID, origin: origin)
    let sequence = entry.header.sequence
    guard entry.header.origin == origin.number else {
      return ProtocolError(.unauthorized, "the entry is of area \(entry.header.origin)")
    }
    guard entry.header.logID == before.logID else {
      return ProtocolError(.logMismatch, "the entry is of another log of this area")
    }
    if sequence == before.sequence, entry.position.hash != before.hash {
      return ProtocolError(.forked, "there are two entries \(sequence) of this log")
    }
    if sequence == before.sequence &+ 1, !entry.follows(before) {
      return ProtocolError(.forked, "entry \(sequence) does not follow the one before it")
    }
    guard sequence > before.sequence, waiting[sequence] == nil else {
      counts.duplicates += 1
      return nil
    }
    // The next in turn always finds room: it leaves at once, or waits for a commit.
    let isNext = sequence == before.sequence &+ 1
    let hasRoom =
      waiting.count < Limits.reorderEntries
      && waitingBytes + entry.byteCount <= Limits.reorderBytes
    guard isNext || hasRoom else {
      counts.dropped += 1
      return nil
    }
    waiting[sequence] = entry
    waitingBytes += entry.byteCount
    return nil
  }

  /// Throws away a waiting entry whose turn has come without following the one before it, so that
  /// it does not hold the place of the one that does.
  private mutating func discardStranger() -> [Action] {
    guard let accepted, let entry = waiting[accepted.sequence &+ 1], !entry.follows(accepted) else {
      return []
    }
    waiting[entry.header.sequence] = nil
    waitingBytes -= entry.byteCount
    counts.dropped += 1
    // Entries of several logs can wait while none has been accepted yet.
    guard entry.header.logID == accepted.logID else { return [] }
    return refuse(
      ProtocolError(
        .forked, "entry \(entry.header.sequence) does not follow the one before it"))
  }

  private struct Turns {
    var merges: [Merge] = []
    var answers: [Action] = []
  }

  /// Takes what is in turn out of the waiting, as far as the credit goes.
  private mutating func takeTurns(_ turns: inout Turns) {
    while handedOut.count < Limits.creditEntries, handedOutBytes < Limits.creditBytes,
      let entry = waiting[nextSequence],
      entry.follows(accepted ?? .start(of: entry.header.logID, origin: origin))
    {
      waiting[entry.header.sequence] = nil
      waitingBytes -= entry.byteCount
      accepted = entry.position
      handedOut.append((entry.header.sequence, entry.byteCount))
      handedOutBytes += entry.byteCount
      let merge = Merge(reading: entry)
      if case .poison(let error) = merge.content {
        counts.poisoned += 1
        turns.answers.append(
          .send(
            .reject(logID: entry.header.logID, sequence: entry.header.sequence, error)))
      }
      turns.merges.append(merge)
    }
    turns.answers += discardStranger()
  }

  private mutating func handOut(_ turns: Turns, nowMs: Int64) -> [Action] {
    guard !turns.merges.isEmpty else { return turns.answers }
    lastProgressMs = nowMs
    return [.merge(turns.merges)] + turns.answers
  }

  private var nextSequence: UInt64 { (accepted?.sequence ?? 0) &+ 1 }

  private mutating func commit(_ position: Position, nowMs: Int64) -> [Action] {
    // The store moves forward only; what it holds need not come again, whoever handed it over.
    guard position.sequence >= cursor?.sequence ?? 0 else { return [] }
    cursor = position
    if position.sequence > accepted?.sequence ?? 0 {
      accepted = position
      for (sequence, entry) in waiting where sequence <= position.sequence {
        waiting[sequence] = nil
        waitingBytes -= entry.byteCount
      }
    }
    let done = handedOut.prefix { $0.sequence <= position.sequence }
    handedOutBytes -= done.reduce(0) { $0 + $1.bytes }
    handedOut.removeFirst(done.count)
    lastProgressMs = nowMs
    var turns = Turns()
    takeTurns(&turns)
    return [acknowledgement(in: position.logID)] + handOut(turns, nowMs: nowMs)
  }

  private func acknowledgement(in logID: LogID) -> Action {
    .send(.ack(cursor: cursor ?? .start(of: logID, origin: origin), credit: credit))
  }

  private var credit: ControlMessage.Credit {
    ControlMessage.Credit(
      entries: UInt32(Limits.creditEntries - min(handedOut.count, Limits.creditEntries)),
      bytes: UInt32(Limits.creditBytes - min(handedOutBytes, Limits.creditBytes)))
  }

  // MARK: Time

  /// Asks for the first hole, once it has stood open for a while.
  private mutating func askForMissing(nowMs: Int64) -> [Action] {
    let merged = accepted?.sequence ?? 0
    guard refusal == nil, handedOut.count < Limits.creditEntries,
      let logID = accepted?.logID ?? knownHead?.logID ?? waiting.values.first?.header.logID
    else { return [] }
    let firstWaiting = waiting.keys.min()
    let end = firstWaiting.map { $0 - 1 } ?? knownHead?.sequence ?? 0
    guard end > merged, nowMs - lastProgressMs >= Limits.reorderWaitMs,
      asked.map({ $0.first != nextSequence || nowMs - $0.atMs >= Limits.progressMs }) ?? true
    else { return [] }
    asked = (nextSequence, nowMs)
    counts.nacks += 1
    let count = min(end - merged, UInt64(Limits.creditEntries))
    return [.send(.nack(logID: logID, missing: (merged + 1)...(merged + count)))]
  }
}
