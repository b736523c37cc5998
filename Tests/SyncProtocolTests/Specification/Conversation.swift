import Reports

@testable import SyncProtocol

/// Both state machines with a journal and a store in memory, and what they say to each other, line
/// by line as `proto-docs/transcripts.md` has it.
struct Conversation {
  /// The lines so far: who, what, and its important fields.
  private(set) var lines: [[String]] = []
  private(set) var session: NodeSession
  private(set) var reception: Reception
  private var chain: Chain
  private var head: Int
  private var pieces: [SnapshotChunk]
  /// The names of messages that the network is about to lose.
  private var losses: [String] = []
  private(set) var nowMs: Int64 = 0

  /// Begins with a journal of a log that begins with chunks, or keeps what comes after a base.
  init(chain: Chain, head: Int, base: Int = 0, pieces: [SnapshotChunk] = [], state: OriginState?) {
    self.chain = chain
    self.head = head
    self.pieces = pieces
    let journal = JournalState(chain, head: head, base: base, chunks: pieces)
    session = NodeSession(
      origin: chain.origin, journal: journal, software: "", jitterSeed: 1, nowMs: 0)
    reception = Reception(
      origins: state.map { [chain.origin: $0] } ?? [:], incarnation: logID(9), nowMs: 0)
  }

  var inbox: OriginInbox? { reception.inboxes[chain.origin] }

  /// The log that the journal goes on in when it opens one: B, with its chunks.
  static let secondPieces = chunks(2)
  static let second = Chain(log: 2, after: secondPieces, count: 9)

  // MARK: What happens

  mutating func connect() {
    note("node", "connected")
    toSession(.connected)
  }

  mutating func commit(_ count: Int, losing isLost: Bool = false) {
    let entries = chain[(head + 1)...(head + count)]
    head += count
    note("node", "commits \(sequences(entries))")
    if isLost { losses += Array(repeating: "DELTA", count: count) }
    toSession(.committed(entries))
  }

  /// Another machine under the same key publishes an entry.
  mutating func hear(_ entry: JournalEntry) {
    note("double ⇢ city", "DELTA", "\(place(entry.position)) with other content")
    toCity(.live(.entry(entry)))
  }

  /// The next message of this name does not arrive.
  mutating func lose(_ name: String) {
    losses.append(name)
  }

  /// Time passes, with a tick on both sides each 50 ms.
  mutating func wait(ms: Int64) {
    note("time", "\(ms) ms pass")
    for _ in 0..<(ms / 50) {
      nowMs += 50
      toSession(.tick)
      toCity(.tick)
    }
  }

  mutating func release() {
    note("city", "lifts the quarantine")
    toCity(.released)
  }

  /// Other areas take all places to catch up, or leave them.
  mutating func occupy(_ isTaken: Bool) {
    note("city", isTaken ? "16 other areas catch up" : "another area has caught up")
    for number in 0..<UInt32(Limits.replaysTogether) where isTaken || number == 0 {
      let other = Chain(area(220_100 + number), count: 1)
      if isTaken {
        _ = reception.handle(
          .received(.hello(.init(head: other.head, software: ""))), of: other.origin, nowMs: nowMs)
      } else {
        _ = reception.handle(.live(.entry(other[1])), of: other.origin, nowMs: nowMs)
        _ = reception.handle(.committed(other.head), of: other.origin, nowMs: nowMs)
      }
    }
  }

  // MARK: Machines

  private mutating func toSession(_ event: NodeSession.Event) {
    for action in session.handle(event, nowMs: nowMs) {
      switch action {
      case .send(let message):
        guard carries(message, from: "node") else { continue }
        toCity(.received(message))
      case .publish(let message):
        guard carries(message) else { continue }
        toCity(.live(message))
      case .readEntries(let range):
        toSession(.entriesRead(chain[Int(range.lowerBound)...Int(range.upperBound)]))
      case .readChunk(let snapshot, let index):
        toSession(.chunkRead(pieces[index], of: snapshot))
      case .openLog(let leaving, let superseded, _):
        (chain, head, pieces) = (Self.second, 0, Self.secondPieces)
        note("node", "opens log \(name(chain.start.logID))")
        toSession(
          .logOpened(
            JournalState(
              chain, head: 0, base: 0, chunks: pieces, formerLogs: [leaving, superseded])))
      case .reconnect:
        note("node", "disconnects and connects anew")
      }
    }
  }

  private mutating func toCity(_ event: OriginInbox.Event) {
    for action in reception.handle(event, of: chain.origin, nowMs: nowMs) {
      switch action {
      case .send(let message):
        guard carries(message, from: "city") else { continue }
        toSession(.received(message))
      case .merge(let merges):
        note("city", "makes \(sequences(merges.map(\.entry))) durable")
        if let last = merges.last { toCity(.committed(last.entry.position)) }
      case .stage(let snapshot, let chunk):
        note("city", "makes chunk \(chunk.index) durable")
        toCity(.staged(snapshot, index: chunk.index))
      case .install(let snapshot):
        note("city", "installs the snapshot")
        toCity(.committed(snapshot.position))
      case .quarantine(_, let evidence):
        note("city", "quarantines the area, evidence: \(sequences(evidence))")
      }
    }
  }

  // MARK: Lines

  private mutating func note(_ who: String, _ what: String, _ fields: String = "") {
    lines.append([who, what, fields])
  }

  private mutating func carries(_ message: ControlMessage, from sender: String) -> Bool {
    let way = sender == "node" ? "node → city" : "city → node"
    return carries(name(message.type), fields(message), way)
  }

  private mutating func carries(_ message: LiveMessage) -> Bool {
    switch message {
    case .entry(let entry):
      return carries("DELTA", place(entry.position), "node ⇢ city")
    case .heartbeat(_, let head):
      // Those that tell nothing new are left out of the lines.
      guard head != inbox?.knownHead else { return true }
      return carries("HEARTBEAT", "head \(place(head))", "node ⇢ city")
    }
  }

  private mutating func carries(_ name: String, _ fields: String, _ way: String) -> Bool {
    guard let loss = losses.firstIndex(of: name) else {
      note(way, name, fields)
      return true
    }
    losses.remove(at: loss)
    note(way, name, fields + " – lost")
    return false
  }

  private func name(_ type: MessageType) -> String {
    let names: [MessageType: String] = [
      .heartbeat: "HEARTBEAT", .hello: "HELLO", .welcome: "WELCOME", .wait: "WAIT", .fail: "FAIL",
      .ack: "ACK",
      .nack: "NACK", .replay: "REPLAY", .reject: "REJECT", .bye: "BYE", .logReset: "LOG_RESET",
      .replayGone: "REPLAY_GONE", .snapshotBegin: "SNAP_BEGIN", .snapshotNext: "SNAP_NEXT",
      .snapshotChunk: "SNAP_CHUNK", .snapshotEnd: "SNAP_END",
    ]
    return names[type] ?? "type \(type.rawValue)"
  }

  private func fields(_ message: ControlMessage) -> String {
    switch message {
    case .hello(let hello): "head \(place(hello.head))"
    case .welcome(let welcome):
      "cursor \(welcome.cursor.map(place) ?? "absent")" + (welcome.adopts ? ", adopts" : "")
    case .wait(let retryAfterMs, _): "retry_after_ms \(retryAfterMs)"
    case .fail(let error): "code \(error.code.rawValue)"
    case .ack(let cursor, _): "cursor \(cursor.map(place) ?? "absent")"
    case .nack(let logID, let missing):
      "first \(missing.lowerBound), last \(missing.upperBound), log \(name(logID))"
    case .replay(let replay): "entries \(sequences(replay.entries)), head \(place(replay.head))"
    case .reject(_, let sequence, let error): "sequence \(sequence), code \(error.code.rawValue)"
    case .heartbeat(let head): "head \(place(head))"
    case .bye: ""
    case .logReset(let formerLog, let base, _):
      "former log \(name(formerLog)), base \(place(base))"
    case .replayGone(let logID, let firstKept): "log \(name(logID)), first kept \(firstKept)"
    case .snapshotBegin(let snapshot):
      "position \(place(snapshot.position)), \(snapshot.chunkCount) chunks"
    case .snapshotNext(let position, let index): "position \(place(position)), index \(index)"
    case .snapshotChunk(let position, let chunk):
      "position \(place(position)), index \(chunk.index)"
    case .snapshotEnd(let position): "position \(place(position))"
    }
  }

  /// A log by a letter: A is the first one.
  private func name(_ logID: LogID) -> String {
    [1: "A", 2: "B"][logID.bytes[0]] ?? "\(logID)"
  }

  private func place(_ position: Position) -> String {
    "\(name(position.logID))/\(position.sequence)"
  }

  private func sequences(_ entries: [JournalEntry]) -> String {
    guard let first = entries.first, let last = entries.last else { return "none" }
    return first == last
      ? place(first.position) : "\(place(first.position))–\(last.header.sequence)"
  }
}
