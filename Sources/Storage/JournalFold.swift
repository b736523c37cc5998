internal import GRDB
public import Reports
internal import SyncProtocol

/// What a run of deltas comes to, kept apart by the revision that each figure still rests on.
struct JournalFold {
  private struct Figure {
    let observation: Observation
    let document: DocumentReference
    let catalogueVersion: String
  }

  private struct Revision: Hashable, Comparable {
    let report: ReportID
    let document: DocumentReference
    let catalogueVersion: String

    static func < (left: Revision, right: Revision) -> Bool {
      (left.report, left.document.revision, left.document.sha256, left.catalogueVersion)
        < (right.report, right.document.revision, right.document.sha256, right.catalogueVersion)
    }
  }

  private var reports: [ReportID: [ObservationKey: Figure]] = [:]
  private(set) var dataset = Dataset()

  mutating func apply(_ delta: Delta) {
    dataset.apply(delta)
    for key in delta.retracts { reports[delta.report]?[key] = nil }
    for put in delta.puts {
      reports[delta.report, default: [:]][put.key] = Figure(
        observation: put, document: delta.document, catalogueVersion: delta.catalogueVersion)
    }
  }

  /// One delta for each revision that figures rest on, in order: the same journal always gives the
  /// same chunks.
  var chunks: [Delta] {
    var revisions: [Revision: [Observation]] = [:]
    for (report, figures) in reports {
      for figure in figures.values {
        let revision = Revision(
          report: report, document: figure.document, catalogueVersion: figure.catalogueVersion)
        revisions[revision, default: []].append(figure.observation)
      }
    }
    return revisions.sorted { $0.key < $1.key }.map { revision, observations in
      Delta(
        report: revision.report, document: revision.document,
        catalogueVersion: revision.catalogueVersion,
        puts: observations.sorted { $0.key < $1.key }, retracts: [])
    }
  }
}

extension NodeJournal {
  /// The dataset that the whole journal comes to, with the chain checked link by link.
  ///
  /// - Throws: ``StorageError/Code/damaged`` where the chain is broken, or comes to something else
  ///   than the reports state.
  public func fold() throws(StorageError) -> Dataset {
    try file.read { database in
      let state = try fetchState(database)
      let fold = try fold(through: state.head.sequence, of: state, database)
      let stated = try Row.fetchAll(database, sql: "SELECT state FROM report").reduce(0) {
        try $0 + Delta(decoding: $1.bytes("state")).puts.count
      }
      guard fold.dataset.count == stated else {
        throw StorageError(
          .damaged,
          "\(file.path): the entries come to \(fold.dataset.count) figures, the reports to \(stated)"
        )
      }
      return fold.dataset
    }
  }

  /// Folds the base and the entries up to a sequence, with every link of the chain checked.
  func fold(
    through last: UInt64, of state: JournalState, _ database: Database
  ) throws -> JournalFold {
    var fold = JournalFold()
    let chunks = try Row.fetchCursor(database, sql: "SELECT body FROM chunk ORDER BY position")
    while let row = try chunks.next() { fold.apply(try Delta(decoding: row.bytes("body"))) }
    var position = state.base.position
    let rows = try Row.fetchCursor(
      database, sql: "SELECT header, body FROM entry WHERE sequence <= ? ORDER BY sequence",
      arguments: [Int64(clamping: last)])
    while let row = try rows.next() {
      let entry = try JournalEntry(headerBytes: row.bytes("header"), body: row.bytes("body"))
      guard entry.follows(position) else {
        throw StorageError(.damaged, "\(file.path): the chain breaks after \(position)")
      }
      position = entry.position
      fold.apply(try Delta(decoding: entry.body))
    }
    guard position.sequence == last, last < state.head.sequence || position == state.head else {
      throw StorageError(
        .damaged, "\(file.path): the chain ends at \(position), not at \(state.head)")
    }
    return fold
  }
}
