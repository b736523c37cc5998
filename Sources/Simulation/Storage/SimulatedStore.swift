internal import Reports
internal import SyncProtocol

/// What a city keeps of one area, with the promises of the real store, in memory.
struct OriginStore {
  /// What a session has to know: cursor, quarantine, what is staged.
  var state = OriginState()
  /// Where the entries begin: the start of the log, or what a snapshot has left; nil before both.
  private(set) var base: Position?
  /// What the installed snapshot states.
  private(set) var baseDeltas: [Delta] = []
  /// The entries after the base, as they were received.
  private(set) var entries: [OriginInbox.Merge] = []
  /// The bodies of the chunks that are staged, in order.
  private var stagedBodies: [[UInt8]] = []
  /// What proves a quarantine.
  private(set) var evidence: [JournalEntry] = []

  /// The entry at a sequence; nil where it is not kept.
  func entry(at sequence: UInt64) -> JournalEntry? {
    guard let base, sequence > base.sequence, sequence - base.sequence <= UInt64(entries.count)
    else { return nil }
    return entries[Int(sequence - base.sequence) - 1].entry
  }

  /// The area's part of the dataset.
  func fold(into dataset: inout Dataset) {
    for delta in baseDeltas { dataset.apply(delta) }
    for case .delta(let delta) in entries.lazy.map(\.content) { dataset.apply(delta) }
  }

  /// Appends an entry and moves the cursor to it.
  mutating func append(_ merge: OriginInbox.Merge, origin: AreaCode) {
    if base == nil { base = .start(of: merge.entry.header.logID, origin: origin) }
    entries.append(merge)
    state.cursor = merge.entry.position
    state.adopts = false
  }

  /// The chunks of a snapshot that are staged.
  func bodies(of snapshot: Snapshot) -> [[UInt8]] {
    state.staged?.snapshot == snapshot ? stagedBodies : []
  }

  /// Keeps a chunk; the first one begins anew, and those of another snapshot go.
  mutating func stage(_ chunk: SnapshotChunk, of snapshot: Snapshot) {
    if chunk.index == 0 || state.staged?.snapshot != snapshot {
      state.staged = StagedSnapshot(snapshot: snapshot)
      stagedBodies = []
    }
    stagedBodies.append(chunk.body)
    let hashes = (state.staged?.chunkHashes ?? []) + [chunk.hash]
    state.staged = StagedSnapshot(
      snapshot: snapshot, chunkHashes: hashes, byteCount: stagedBodies.reduce(0) { $0 + $1.count })
  }

  /// Puts the staged snapshot in the place of all that was stated before.
  mutating func install(_ snapshot: Snapshot, origin: AreaCode) {
    baseDeltas = bodies(of: snapshot).compactMap { body in
      guard case .delta(let delta) = DeltaContent(reading: body, origin: origin.number) else {
        return nil
      }
      return delta
    }
    base = snapshot.position
    entries = []
    stagedBodies = []
    if let cursor = state.cursor, cursor.logID != snapshot.position.logID {
      state.formerLogs.insert(cursor.logID)
    }
    state.cursor = snapshot.position
    state.staged = nil
    state.adopts = false
  }

  /// Takes nothing more until somebody decides.
  mutating func quarantine(_ error: ProtocolError, evidence added: [JournalEntry]) {
    state.quarantine = error
    evidence += added.prefix(max(0, Limits.evidenceEntries - evidence.count))
  }

  /// Somebody has decided.
  mutating func release() {
    state.quarantine = nil
    state.adopts = true
  }

  /// Moves the cursor and nothing else, as no store may: what a ``Defect`` does.
  mutating func moveCursor(to position: Position) {
    state.cursor = position
  }
}
