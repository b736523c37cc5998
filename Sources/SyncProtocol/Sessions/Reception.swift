public import Reports

/// All areas' inboxes of one aggregator, and how many of them may catch up at a time: when a city
/// comes back, its nodes do so at once, and what is live must not wait for all that is history.
public struct Reception: Sendable {
  /// The inboxes of the areas that were heard or are known from the store.
  public private(set) var inboxes: [AreaCode: OriginInbox] = [:]
  /// How many nodes were asked to wait since the reception began.
  public private(set) var waitsAsked = 0

  private let incarnation: LogID
  private let versions: ClosedRange<UInt32>
  private let features: [String]
  /// The areas that catch up at the moment, and when they last got on.
  private var replaying: [AreaCode: Int64] = [:]
  private var sendingSnapshots: [AreaCode: Int64] = [:]

  /// Opens with what the store keeps of each area.
  public init(
    origins: [AreaCode: OriginState], incarnation: LogID,
    versions: ClosedRange<UInt32> = ProtocolVersion.supported, features: [String] = [],
    nowMs: Int64
  ) {
    self.incarnation = incarnation
    self.versions = versions
    self.features = features
    for (origin, state) in origins { inboxes[origin] = inbox(of: origin, state, nowMs: nowMs) }
  }

  private func inbox(of origin: AreaCode, _ state: OriginState, nowMs: Int64) -> OriginInbox {
    OriginInbox(
      origin: origin, state: state, incarnation: incarnation, versions: versions,
      features: features, nowMs: nowMs)
  }

  /// Whether an area is catching up, so that its entries count as history.
  public func isCatchingUp(_ origin: AreaCode) -> Bool {
    replaying[origin] != nil || sendingSnapshots[origin] != nil
  }

  /// Lets an area's inbox take an event, or asks the node to come again later.
  ///
  /// - Returns: What the inbox wants done, in order.
  public mutating func handle(
    _ event: OriginInbox.Event, of origin: AreaCode, nowMs: Int64
  ) -> [OriginInbox.Action] {
    var inbox = inboxes[origin] ?? inbox(of: origin, OriginState(), nowMs: nowMs)
    if let wait = admit(event, inbox, nowMs: nowMs) { return [.send(wait)] }
    let actions = inbox.handle(event, nowMs: nowMs)
    inboxes[origin] = inbox
    note(inbox, after: event, nowMs: nowMs)
    return actions
  }

  /// The WAIT that answers a message instead of its inbox; nil where there is room.
  private mutating func admit(
    _ event: OriginInbox.Event, _ inbox: OriginInbox, nowMs: Int64
  ) -> ControlMessage? {
    switch event {
    case .received(.hello(let hello))
    where inbox.refusal == nil && hello.head.sequence > inbox.cursor?.sequence ?? 0:
      return Self.takePlace(
        of: inbox.origin, in: &replaying, atMost: Limits.replaysTogether, nowMs: nowMs)
        ? nil : wait()
    case .received(.snapshotBegin):
      return Self.takePlace(
        of: inbox.origin, in: &sendingSnapshots, atMost: Limits.snapshotsTogether, nowMs: nowMs)
        ? nil : wait()
    default:
      return nil
    }
  }

  private mutating func wait() -> ControlMessage {
    let step = Int64(waitsAsked % Limits.waitSteps)
    waitsAsked += 1
    return .wait(
      retryAfterMs: Limits.waitMs + step * Limits.waitStepMs, reason: "others are catching up")
  }

  private static func takePlace(
    of origin: AreaCode, in places: inout [AreaCode: Int64], atMost limit: Int, nowMs: Int64
  ) -> Bool {
    if places[origin] == nil, places.count >= limit {
      // Whoever does not get on makes room.
      places = places.filter { nowMs - $0.value < Limits.silenceMs }
    }
    guard places[origin] != nil || places.count < limit else { return false }
    places[origin] = nowMs
    return true
  }

  /// Keeps the places of those that get on, and frees those of whoever has caught up.
  private mutating func note(
    _ inbox: OriginInbox, after event: OriginInbox.Event, nowMs: Int64
  ) {
    let origin = inbox.origin
    guard isCatchingUp(origin) else { return }
    if inbox.lag == 0 || inbox.refusal != nil { replaying[origin] = nil }
    if inbox.state.staged == nil { sendingSnapshots[origin] = nil }
    switch event {
    case .committed, .staged:
      if replaying[origin] != nil { replaying[origin] = nowMs }
      if sendingSnapshots[origin] != nil { sendingSnapshots[origin] = nowMs }
    case .received, .live, .commitFailed, .stageFailed, .released, .tick:
      break
    }
  }
}
