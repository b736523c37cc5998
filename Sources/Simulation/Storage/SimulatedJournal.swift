internal import Reports
internal import SyncProtocol

/// A node's journal with the promises of the real one: a base and the entries after it, changed by
/// transactions that are either durable as a whole or never were.
struct SimulatedJournal {
  /// What is folded into one state: where it stands, and one body for each report.
  struct Base {
    let snapshot: Snapshot
    let chunks: [SnapshotChunk]
    /// What the chunks state.
    let deltas: [Delta]

    var position: Position { snapshot.position }

    /// The state at an entry.
    init(at position: Position, stating deltas: [Delta]) {
      self.deltas = deltas
      chunks = Self.chunks(of: deltas)
      snapshot = Snapshot(position: position, chunkHashes: chunks.map(\.hash))
    }

    /// What a log begins with.
    init(beginning logID: LogID, of area: AreaCode, stating deltas: [Delta]) {
      self.deltas = deltas
      chunks = Self.chunks(of: deltas)
      snapshot = Snapshot(beginning: logID, origin: area, chunkHashes: chunks.map(\.hash))
    }

    private static func chunks(of deltas: [Delta]) -> [SnapshotChunk] {
      deltas.enumerated().map { SnapshotChunk(index: $0, body: $1.encoded) }
    }
  }

  /// One transaction.
  enum Change {
    /// Reports were committed.
    case append([Record])
    /// Entries up to here are folded into the base.
    case compact(through: UInt64)
    /// The state becomes the base of a new log, which takes the place of both others.
    case open(LogID, leaving: LogID, superseding: LogID)
  }

  let area: AreaCode
  private(set) var base: Base
  private(set) var records: [Record] = []
  private(set) var formerLogs: Set<LogID> = []

  /// A new journal.
  init(area: AreaCode, start: Position) {
    self.area = area
    base = Base(at: start, stating: [])
  }

  /// What a session has to know of it.
  var state: JournalState {
    JournalState(head: head, base: base.snapshot, formerLogs: formerLogs)
  }

  /// How far it goes.
  var head: Position { records.last?.entry.position ?? base.position }

  /// The place of an entry, or the base; nil where it is not in this journal.
  func position(at sequence: UInt64) -> Position? {
    if sequence == base.position.sequence { return base.position }
    guard sequence > base.position.sequence, sequence <= head.sequence else { return nil }
    return records[Int(sequence - base.position.sequence) - 1].entry.position
  }

  /// Entries in order, as many of the range as there are and as fit, but at least one.
  func entries(
    in range: ClosedRange<UInt64>, byteLimit: Int = Limits.replayBytes
  ) -> [JournalEntry] {
    let first = max(range.lowerBound, base.position.sequence + 1)
    let last = min(range.upperBound, head.sequence)
    guard first <= last else { return [] }
    var entries: [JournalEntry] = []
    var bytes = 0
    for sequence in first...last {
      let entry = records[Int(sequence - base.position.sequence) - 1].entry
      bytes += entry.byteCount
      guard entries.isEmpty || bytes <= byteLimit else { break }
      entries.append(entry)
    }
    return entries
  }

  /// What it comes to, from the base through a sequence.
  func fold(through sequence: UInt64) -> Dataset {
    var dataset = Dataset()
    for delta in base.deltas { dataset.apply(delta) }
    for record in records.prefix(Int(sequence - base.position.sequence)) {
      if let delta = record.delta { dataset.apply(delta) }
    }
    return dataset
  }

  /// Makes one transaction durable.
  mutating func apply(_ change: Change) {
    switch change {
    case .append(let added):
      for record in added where record.entry.follows(head) { records.append(record) }
    case .compact(let sequence):
      guard sequence > base.position.sequence, let position = position(at: sequence) else { return }
      let deltas = deltas(through: sequence)
      records.removeFirst(Int(sequence - base.position.sequence))
      base = Base(at: position, stating: deltas)
    case .open(let logID, let leaving, let superseding):
      guard head.logID == leaving else { return }
      let deltas = deltas(through: head.sequence)
      formerLogs.formUnion([leaving, superseding])
      records = []
      base = Base(beginning: logID, of: area, stating: deltas)
    }
  }

  /// One delta for each document of a report that figures rest on, with all that rest on it.
  private func deltas(through sequence: UInt64) -> [Delta] {
    struct Source: Hashable {
      let report: ReportID
      let document: DocumentReference
    }
    var puts: [Source: [Observation]] = [:]
    for row in fold(through: sequence).rows(of: area) {
      puts[Source(report: row.report, document: row.document), default: []]
        .append(row.observation)
    }
    let ordered = puts.sorted {
      ($0.key.report, $0.key.document.revision) < ($1.key.report, $1.key.document.revision)
    }
    return ordered.map { source, observations in
      Delta(
        report: source.report, document: source.document, catalogueVersion: "1",
        puts: observations, retracts: [])
    }
  }
}
