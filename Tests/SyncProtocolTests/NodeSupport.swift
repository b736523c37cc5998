import Reports

@testable import SyncProtocol

/// A journal of one log, long enough for every test of a session or an inbox.
let longChain = Chain(count: 400)

extension JournalState {
  /// The first entries of a chain, all of which are kept.
  init(_ chain: Chain, head: Int, formerLogs: Set<LogID> = []) {
    self.init(
      head: chain.position(head),
      base: .nothing(before: chain.start.logID, origin: chain.origin), formerLogs: formerLogs)
  }

  /// Entries of a chain, of which those up to the base came to these chunks.
  init(
    _ chain: Chain, head: Int, base: Int, chunks: [SnapshotChunk], formerLogs: Set<LogID> = []
  ) {
    self.init(
      head: chain.position(head),
      base: Snapshot(position: chain.position(base), chunkHashes: chunks.map(\.hash)),
      formerLogs: formerLogs)
  }
}

/// Chunks of a snapshot, each a delta that puts one figure.
func chunks(_ count: Int, of origin: AreaCode = zhenlai, seed: Int = 0) -> [SnapshotChunk] {
  (0..<count).map { index in
    SnapshotChunk(
      index: index,
      body: delta(of: origin, puts: [observation("base.\(index)", value: FixedDecimal(seed))])
        .encoded)
  }
}

/// What the tests of a node's session have in common.
protocol NodeTests {}

extension NodeTests {
  var chain: Chain { longChain }

  func session(
    _ journal: JournalState, jitterSeed: UInt64 = 1, nowMs: Int64 = 0
  ) -> NodeSession {
    NodeSession(
      origin: zhenlai, journal: journal, software: "test", jitterSeed: jitterSeed, nowMs: nowMs)
  }

  func session(head: Int = 10) -> NodeSession {
    session(JournalState(chain, head: head))
  }

  /// A session that was welcomed at a cursor.
  func liveSession(head: Int = 10, cursor: Int = 10, nowMs: Int64 = 0) -> NodeSession {
    var session = session(head: head)
    _ = session.handle(.connected, nowMs: nowMs)
    _ = session.handle(.received(welcome(chain.position(cursor))), nowMs: nowMs)
    return session
  }

  func welcome(
    _ cursor: Position?, version: UInt32 = 1, credit: ControlMessage.Credit = .full,
    adopts: Bool = false
  ) -> ControlMessage {
    .welcome(
      .init(
        version: version, incarnation: logID(9), cursor: cursor, credit: credit, adopts: adopts))
  }

  func ack(
    _ sequence: Int, of chain: Chain = longChain, credit: ControlMessage.Credit = .full
  ) -> NodeSession.Event {
    .received(.ack(cursor: chain.position(sequence), credit: credit))
  }

  func nack(_ range: ClosedRange<UInt64>, log: UInt8 = 1) -> NodeSession.Event {
    .received(.nack(logID: logID(log), missing: range))
  }

  func hello(_ head: Int, of chain: Chain = longChain) -> NodeSession.Action {
    .send(.hello(.init(head: chain.position(head), software: "test")))
  }

  func replay(
    _ range: ClosedRange<Int>, head: Int, of chain: Chain = longChain
  ) -> NodeSession.Action {
    .send(
      .replay(
        .init(logID: chain.start.logID, head: chain.position(head), entries: chain[range])))
  }

  /// What a session does other than publish heartbeats.
  func withoutHeartbeats(_ actions: [NodeSession.Action]) -> [NodeSession.Action] {
    actions.filter { action in
      switch action {
      case .publish(.heartbeat), .send(.heartbeat): false
      case .publish, .send, .readEntries, .readChunk, .openLog, .reconnect: true
      }
    }
  }

  /// The error of a session that has failed.
  func failure(of session: NodeSession) -> ProtocolError? {
    guard case .failed(let error) = session.phase else { return nil }
    return error
  }
}

extension NodeSession.Action {
  /// Whether the action publishes a head.
  func isHeartbeat(at head: Position) -> Bool {
    self == .publish(.heartbeat(origin: zhenlai, head: head))
  }
}
