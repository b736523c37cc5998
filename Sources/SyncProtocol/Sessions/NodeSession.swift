public import Reports

/// A node's side of the conversation with one aggregator, as a state machine: events in, actions
/// out; no clock, no I/O. `proto-docs/states.md` has its table.
///
/// Entries are published on LIVE once and forgotten. What the aggregator has not acknowledged is
/// sent again on CTL: after WELCOME when its cursor lies behind, when it asks by NACK, and when its
/// acknowledgements stand still.
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
    /// The entries that ``Action/readEntries(_:)`` asked for, possibly fewer.
    case entriesRead([JournalEntry])
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
    /// Disconnect and connect anew, since libzmq never tries a refused key again.
    case reconnect
  }

  private struct ReplayProgress: Hashable {
    var next: UInt64
    var last: UInt64
    var isReading = true
    var awaited: UInt64?
    var deadlineMs: Int64
  }

  /// The area that speaks.
  public let origin: AreaCode
  /// How far the journal goes.
  public private(set) var head: Position
  /// How the conversation stands.
  public private(set) var phase = Phase.greeting
  /// The last sequence that the aggregator has made durable; nil while that is not known.
  public private(set) var acknowledged: UInt64?
  /// How many entries were sent again since the session began.
  public private(set) var replayedCount: UInt64 = 0
  /// The entry that the aggregator refused last, and why.
  public private(set) var lastRejected: (sequence: UInt64, error: ProtocolError)?

  private let software: String
  private var replay: ReplayProgress?
  private var nextHelloMs: Int64
  private var helloTries = 0
  private var refusals = 0
  private var failures = 0
  private var lastHeardMs: Int64
  private var lastProgressMs: Int64
  private var nextLiveHeartbeatMs: Int64
  private var nextControlHeartbeatMs: Int64

  /// Begins a session; the first HELLO goes out with the first event.
  public init(origin: AreaCode, head: Position, software: String, nowMs: Int64) {
    self.origin = origin
    self.head = head
    self.software = software
    nextHelloMs = nowMs
    lastHeardMs = nowMs
    lastProgressMs = nowMs
    nextLiveHeartbeatMs = nowMs
    nextControlHeartbeatMs = nowMs
  }

  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: What has happened.
  ///   - nowMs: A monotonic clock in milliseconds.
  /// - Returns: What the session wants done, in order.
  public mutating func handle(_ event: Event, nowMs: Int64) -> [Action] {
    switch event {
    case .connected:
      refusals = 0
      helloTries = 0
      return greet(nowMs: nowMs)
    case .disconnected:
      replay = nil
      // A refused key also ends in a disconnect: what was put off stays put off.
      guard phase == .live || phase == .greeting else { return [] }
      phase = .greeting
      helloTries = 0
      nextHelloMs = nowMs + Limits.helloMs
      return []
    case .keyRefused:
      phase = .refused
      replay = nil
      nextHelloMs =
        nowMs + doubled(Limits.refusedMs, times: refusals, atMost: Limits.refusedMaximumMs)
      refusals += 1
      return []
    case .received(let message):
      lastHeardMs = nowMs
      return receive(message, nowMs: nowMs)
    case .committed(let entries):
      return commit(entries, nowMs: nowMs)
    case .entriesRead(let entries):
      return sendReplay(of: entries, nowMs: nowMs)
    case .tick:
      return tick(nowMs: nowMs)
    }
  }

  private mutating func receive(_ message: ControlMessage, nowMs: Int64) -> [Action] {
    switch message {
    case .welcome(let welcome):
      return meet(welcome, nowMs: nowMs)
    case .ack(let cursor, _):
      return acknowledge(cursor, nowMs: nowMs)
    case .nack(let logID, let missing):
      guard phase == .live, logID == head.logID, replay == nil,
        missing.lowerBound <= head.sequence
      else { return [] }
      // What is missing there can't be acknowledged: the city may have gone back to a backup.
      acknowledged = min(acknowledged ?? 0, missing.lowerBound - 1)
      return startReplay(
        missing.lowerBound...min(missing.upperBound, head.sequence), nowMs: nowMs)
    case .wait(let retryAfterMs, _):
      phase = .waiting
      replay = nil
      helloTries = 0
      nextHelloMs = nowMs + min(max(retryAfterMs, 0), Limits.helloMaximumMs)
      return []
    case .fail(let error):
      fail(error, nowMs: nowMs)
      return []
    case .reject(_, let sequence, let error):
      lastRejected = (sequence, error)
      return []
    case .bye:
      phase = .greeting
      replay = nil
      nextHelloMs = nowMs + Limits.helloMs
      return []
    case .hello, .replay, .heartbeat:
      // A node never gets these; an aggregator that sends them gains nothing by it.
      return []
    }
  }

  private mutating func meet(
    _ welcome: ControlMessage.Welcome, nowMs: Int64
  ) -> [Action] {
    guard ProtocolVersion.supported.contains(welcome.version) else {
      return giveUp(
        ProtocolError(.unsupportedVersion, "the aggregator speaks version \(welcome.version)"),
        nowMs: nowMs)
    }
    if let cursor = welcome.cursor, let error = conflict(with: cursor) {
      return giveUp(error, nowMs: nowMs)
    }
    phase = .live
    helloTries = 0
    lastProgressMs = nowMs
    nextControlHeartbeatMs = nowMs + Limits.controlHeartbeatMs
    let merged = welcome.cursor?.sequence ?? 0
    acknowledged = merged
    replay = nil
    guard merged < head.sequence else { return [] }
    return startReplay((merged + 1)...head.sequence, nowMs: nowMs)
  }

  /// Why a cursor can't be one of this journal, as far as the head tells.
  private func conflict(with cursor: Position) -> ProtocolError? {
    if cursor.logID != head.logID {
      return ProtocolError(.logMismatch, "the aggregator follows another log of this area")
    }
    if cursor.sequence > head.sequence {
      return ProtocolError(
        .logMismatch,
        "the aggregator has entry \(cursor.sequence), this journal ends at \(head.sequence)")
    }
    if cursor.sequence == head.sequence, cursor.hash != head.hash {
      return ProtocolError(
        .forked, "the aggregator has another entry \(cursor.sequence) of this log")
    }
    return nil
  }

  private mutating func acknowledge(_ cursor: Position, nowMs: Int64) -> [Action] {
    guard phase == .live else { return [] }
    if let error = conflict(with: cursor) { return giveUp(error, nowMs: nowMs) }
    // A WELCOME alone is no proof: a fork inside of the journal shows only when entries follow it.
    failures = 0
    if cursor.sequence > acknowledged ?? 0 {
      acknowledged = cursor.sequence
      lastProgressMs = nowMs
      replay?.deadlineMs = nowMs + Limits.progressMs
    }
    guard var progress = replay, !progress.isReading, let awaited = progress.awaited,
      cursor.sequence >= awaited
    else { return [] }
    guard cursor.sequence < progress.last else {
      replay = nil
      return []
    }
    progress.next = cursor.sequence + 1
    replay = progress
    return readNext(nowMs: nowMs)
  }

  private mutating func commit(_ entries: [JournalEntry], nowMs: Int64) -> [Action] {
    guard let last = entries.last else { return [] }
    if acknowledged == head.sequence { lastProgressMs = nowMs }
    // Two commits may be told of in either order.
    if last.position.sequence > head.sequence { head = last.position }
    nextLiveHeartbeatMs = min(nextLiveHeartbeatMs, nowMs + Limits.burstHeartbeatMs)
    return entries.map { .publish(.entry($0)) }
  }

  // MARK: Replay

  private mutating func startReplay(
    _ range: ClosedRange<UInt64>, nowMs: Int64
  ) -> [Action] {
    replay = ReplayProgress(
      next: range.lowerBound, last: range.upperBound, deadlineMs: nowMs + Limits.progressMs)
    return readNext(nowMs: nowMs)
  }

  private mutating func readNext(nowMs: Int64) -> [Action] {
    guard let progress = replay else { return [] }
    replay?.isReading = true
    replay?.deadlineMs = nowMs + Limits.progressMs
    let count = min(progress.last - progress.next, UInt64(Limits.replayEntries) - 1)
    return [.readEntries(progress.next...(progress.next + count))]
  }

  private mutating func sendReplay(of entries: [JournalEntry], nowMs: Int64) -> [Action] {
    guard replay?.isReading == true else { return [] }
    guard let last = entries.last else {
      replay = nil
      return []
    }
    replay?.isReading = false
    replay?.awaited = last.header.sequence
    replay?.deadlineMs = nowMs + Limits.progressMs
    replayedCount += UInt64(entries.count)
    return [.send(.replay(.init(logID: head.logID, head: head, entries: entries)))]
  }

  // MARK: Time

  private mutating func tick(nowMs: Int64) -> [Action] {
    var actions: [Action] = []
    if nowMs >= nextLiveHeartbeatMs {
      nextLiveHeartbeatMs = nowMs + Limits.liveHeartbeatMs
      actions.append(.publish(.heartbeat(origin: origin, head: head)))
    }
    switch phase {
    case .live:
      actions += tickLive(nowMs: nowMs)
    case .refused where nowMs >= nextHelloMs:
      phase = .greeting
      nextHelloMs = nowMs + Limits.helloMs
      actions.append(.reconnect)
    case .refused:
      break
    case .greeting, .waiting, .failed:
      if nowMs >= nextHelloMs { actions += greet(nowMs: nowMs) }
    }
    return actions
  }

  private mutating func tickLive(nowMs: Int64) -> [Action] {
    if nowMs - lastHeardMs >= Limits.silenceMs {
      phase = .greeting
      replay = nil
      return greet(nowMs: nowMs)
    }
    var actions: [Action] = []
    if nowMs >= nextControlHeartbeatMs {
      nextControlHeartbeatMs = nowMs + Limits.controlHeartbeatMs
      actions.append(.send(.heartbeat(head: head)))
    }
    if let progress = replay {
      if nowMs >= progress.deadlineMs {
        replay = nil
        let merged = acknowledged ?? 0
        if merged < progress.last {
          actions += startReplay((merged + 1)...progress.last, nowMs: nowMs)
        }
      }
    } else if let merged = acknowledged, merged < head.sequence,
      nowMs - lastProgressMs >= Limits.progressMs
    {
      actions += startReplay((merged + 1)...head.sequence, nowMs: nowMs)
    }
    return actions
  }

  private mutating func greet(nowMs: Int64) -> [Action] {
    if phase == .refused || phase == .waiting { phase = .greeting }
    nextHelloMs =
      nowMs + doubled(Limits.helloMs, times: helloTries, atMost: Limits.helloMaximumMs)
    helloTries += 1
    return [.send(.hello(.init(head: head, software: software)))]
  }

  private mutating func fail(_ error: ProtocolError, nowMs: Int64) {
    phase = .failed(error)
    replay = nil
    nextHelloMs =
      nowMs + doubled(Limits.refusedMs, times: failures, atMost: Limits.refusedMaximumMs)
    helloTries = 0
    failures += 1
  }

  /// Fails by this side's own judgement, and says so, so that the city can show it.
  private mutating func giveUp(_ error: ProtocolError, nowMs: Int64) -> [Action] {
    fail(error, nowMs: nowMs)
    return [.send(.fail(error))]
  }

  private func doubled(_ base: Int64, times: Int, atMost limit: Int64) -> Int64 {
    min(base << Int64(min(times, 16)), limit)
  }
}
