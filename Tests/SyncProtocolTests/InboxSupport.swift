import Reports

@testable import SyncProtocol

/// What the tests of an origin's inbox have in common.
protocol InboxTests {}

extension InboxTests {
  var chain: Chain { longChain }

  func inbox(_ state: OriginState) -> OriginInbox {
    OriginInbox(origin: zhenlai, state: state, incarnation: logID(9), nowMs: 0)
  }

  func inbox(cursor: Int? = nil) -> OriginInbox {
    inbox(OriginState(cursor: cursor.map(chain.position)))
  }

  func hello(_ head: Position, _ versions: ClosedRange<UInt32> = 1...1) -> OriginInbox.Event {
    .received(.hello(.init(versions: versions, head: head, software: "")))
  }

  func live(_ sequence: Int) -> OriginInbox.Event { .live(.entry(chain[sequence])) }

  func replay(
    _ range: ClosedRange<Int>, head: Int = 400, of chain: Chain = longChain
  ) -> OriginInbox.Event {
    .received(
      .replay(
        .init(logID: chain.start.logID, head: chain.position(head), entries: chain[range])))
  }

  func merge(_ range: ClosedRange<Int>, of chain: Chain = longChain) -> OriginInbox.Action {
    .merge(chain[range].map(OriginInbox.Merge.init))
  }

  func ack(
    _ sequence: Int?, entries: Int = 256, bytes: Int = Limits.creditBytes,
    of chain: Chain = longChain
  ) -> OriginInbox.Action {
    .send(
      .ack(
        cursor: sequence.map(chain.position),
        credit: .init(entries: UInt32(entries), bytes: UInt32(bytes))))
  }

  func nack(_ range: ClosedRange<UInt64>) -> OriginInbox.Action {
    .send(.nack(logID: logID(1), missing: range))
  }

  /// The code of the one FAIL that an inbox answers with.
  func code(_ actions: [OriginInbox.Action]) -> ProtocolError.Code? {
    guard case .send(.fail(let error)) = actions.first, actions.count == 1 else { return nil }
    return error.code
  }

  /// What an inbox keeps where it quarantines its origin and says so.
  func quarantine(
    _ actions: [OriginInbox.Action]
  ) -> (error: ProtocolError, evidence: [JournalEntry])? {
    guard case .quarantine(let error, let evidence) = actions.first,
      actions.dropFirst() == [.send(.fail(error))]
    else { return nil }
    return (error, evidence)
  }

  /// The WELCOME that an inbox answers with.
  func welcome(_ actions: [OriginInbox.Action]) -> ControlMessage.Welcome? {
    guard case .send(.welcome(let welcome)) = actions.first, actions.count == 1 else { return nil }
    return welcome
  }
}
