internal import GRDB
public import Reports
public import SyncProtocol

/// An area's journal: what its reports state now, and the chain of deltas that led there.
///
/// One transaction holds both, so that an observation is in the journal exactly when the state that
/// it comes from is committed.
public final class NodeJournal: Sendable {
  /// The area that writes it.
  public let area: AreaCode
  let file: StoreFile

  /// Opens an area's journal, or makes it under a new log id.
  ///
  /// - Throws: ``StorageError``, also where the file is another area's.
  public init(
    path: String, area: AreaCode, mode: StoreMode = .readWrite, newLogID: LogID
  ) throws(StorageError) {
    self.area = area
    file = try StoreFile(
      path: path, kind: .nodeJournal, mode: mode, versions: Self.schemaVersions)
    if mode == .readWrite { try begin(newLogID: newLogID) }
    try checkArea()
  }

  private func begin(newLogID: LogID) throws(StorageError) {
    try file.write { database in
      guard try Int.fetchOne(database, sql: "SELECT count(*) FROM log") == 0 else { return }
      let nothing = Snapshot.nothing(before: newLogID, origin: area)
      try database.execute(
        sql: """
          INSERT INTO log
            (area, log_id, sequence, hash, base_sequence, base_hash, base_chunks, base_digest)
          VALUES (?, ?, 0, ?, 0, ?, 0, ?)
          """,
        arguments: [
          area.number, newLogID.bytes.data, nothing.position.hash.bytes.data,
          nothing.position.hash.bytes.data, nothing.digest.bytes.data,
        ])
    }
  }

  private func checkArea() throws(StorageError) {
    let owner = try file.read { database in
      try UInt32.fetchOne(database, sql: "SELECT area FROM log")
    }
    guard owner == area.number else {
      throw StorageError(
        .foreignFile,
        "\(file.path) is the journal of area \(owner ?? 0), not of \(area); check the state folder")
    }
  }

  /// Lets go of the file; the journal is of no use afterwards.
  public func close() throws(StorageError) {
    try file.close()
  }

  /// How far the journal goes.
  public func head() throws(StorageError) -> Position {
    try file.read(fetchHead)
  }

  func fetchHead(_ database: Database) throws -> Position {
    guard
      let row = try Row.fetchOne(database, sql: "SELECT log_id, sequence, hash FROM log"),
      let position = Position(row: row)
    else { throw StorageError(.damaged, "\(file.path) has lost its head; restore a backup") }
    return position
  }

  /// What a report states now, sorted by key; empty where it was never pushed.
  public func observations(of report: ReportID) throws(StorageError) -> [Observation] {
    try file.read { database in try fetchState(of: report, database)?.observations ?? [] }
  }

  private struct State {
    let revision: Int
    let observations: [Observation]
  }

  private func fetchState(of report: ReportID, _ database: Database) throws -> State? {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT revision, state FROM report WHERE period = ? AND series = ?",
        arguments: [report.period.description, report.series.rawValue])
    else { return nil }
    let state = try Delta(decoding: row.bytes("state"))
    return State(revision: row["revision"], observations: state.puts)
  }

  /// What a commit did.
  public struct Commit: Hashable, Sendable {
    /// The difference to the revision before.
    public let diff: ReportDiff
    /// Which revision the report has now.
    public let revision: Int
    /// The new entry; nil where nothing has changed.
    public let entry: JournalEntry?
  }

  /// A document as it was read, to be committed as a report's next revision.
  public struct Reading: Hashable, Sendable {
    /// The report that it is.
    public let report: ReportID
    /// The name of its file.
    public let documentName: String
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    public let sha256: String
    /// The version of the catalogue that read it.
    public let catalogueVersion: String
    /// The day to which 去年 and 今年 in it refer; nil where there is none.
    public let readAsOf: CalendarDate?
    /// What it states, each key once.
    public let observations: [Observation]
    /// Why figures are no longer stated that its words still hold.
    public let retractReasons: [ObservationKey: CorrectionNote]

    /// Makes a reading.
    public init(
      report: ReportID, documentName: String, sha256: String, catalogueVersion: String,
      readAsOf: CalendarDate? = nil, observations: [Observation],
      retractReasons: [ObservationKey: CorrectionNote] = [:]
    ) {
      self.report = report
      self.documentName = documentName
      self.sha256 = sha256
      self.catalogueVersion = catalogueVersion
      self.readAsOf = readAsOf
      self.observations = observations
      self.retractReasons = retractReasons
    }

    /// What it changes in a report that stated something else before.
    public func delta(of diff: ReportDiff, revision: Int) -> Delta {
      Delta(
        report: report, document: document(revision), catalogueVersion: catalogueVersion,
        puts: diff.puts, retracts: diff.retracts,
        retractReasons: diff.retracts.compactMap { key in
          retractReasons[key].map { Delta.RetractReason(key: key, note: $0) }
        })
    }

    /// What a report states once it is applied, as the journal keeps it.
    func state(_ observations: [Observation], revision: Int) -> Delta {
      Delta(
        report: report, document: document(revision), catalogueVersion: catalogueVersion,
        puts: observations, retracts: [])
    }

    private func document(_ revision: Int) -> DocumentReference {
      DocumentReference(name: documentName, sha256: sha256, revision: revision)
    }
  }

  /// Makes a reading the report's next revision, and appends the difference to the chain.
  ///
  /// Nothing is written where nothing has changed.
  ///
  /// - Parameters:
  ///   - reading: The document as it was read.
  ///   - wallClockMs: Milliseconds since 1970, kept for display.
  /// - Returns: The difference, the revision and the new entry.
  /// - Throws: ``StorageError/Code/tooLarge`` where the difference does not fit into one entry, or
  ///   a text in it is longer than the protocol lets it be.
  public func commit(_ reading: Reading, wallClockMs: Int64) throws(StorageError) -> Commit {
    precondition(reading.report.area == area, "A journal takes only its own area's reports.")
    return try file.write { database in
      let before = try fetchState(of: reading.report, database)
      let old = before?.observations ?? []
      let diff = ReportDiff(from: old, to: reading.observations)
      guard !diff.isEmpty else {
        return Commit(diff: diff, revision: before?.revision ?? 0, entry: nil)
      }
      let revision = (before?.revision ?? 0) + 1
      let entry = try append(diff, of: reading, revision: revision, wallClockMs, database)
      try store(
        diff.applied(to: old), of: reading, revision: revision, at: entry.header.sequence,
        wallClockMs, database)
      return Commit(diff: diff, revision: revision, entry: entry)
    }
  }

  private func append(
    _ diff: ReportDiff, of reading: Reading, revision: Int, _ wallClockMs: Int64,
    _ database: Database
  ) throws -> JournalEntry {
    let body = reading.delta(of: diff, revision: revision).encoded
    guard body.count <= Limits.bodyBytes, reading.observations.count <= Delta.maximumObservations
    else {
      throw StorageError(
        .tooLarge,
        "the report states \(reading.observations.count) figures, more than fit into one delta;"
          + " split it into several series")
    }
    try checkReadable(body)
    let entry = try JournalEntry(
      after: try fetchHead(database), origin: area, clock: UInt64(clamping: wallClockMs) << 16,
      body: body)
    try database.execute(
      sql: "INSERT INTO entry (sequence, header, body) VALUES (?, ?, ?)",
      arguments: [
        Int64(clamping: entry.header.sequence), entry.headerBytes.data, entry.body.data,
      ])
    try database.execute(
      sql: "UPDATE log SET sequence = ?, hash = ?",
      arguments: [Int64(clamping: entry.header.sequence), entry.position.hash.bytes.data])
    return entry
  }

  /// Holds a body against the limits that every reader will hold it against: what this journal
  /// could not read again must not get into it.
  private func checkReadable(_ body: [UInt8]) throws(StorageError) {
    do {
      _ = try Delta(decoding: body)
    } catch {
      throw StorageError(
        .tooLarge, "the report can't be sent: \(error.reason); shorten or split the document")
    }
  }

  private func store(
    _ observations: [Observation], of reading: Reading, revision: Int, at sequence: UInt64,
    _ wallClockMs: Int64, _ database: Database
  ) throws {
    let state = reading.state(observations, revision: revision).encoded
    let report = reading.report
    try database.execute(
      sql: """
        INSERT INTO report (period, series, revision, state) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET revision = excluded.revision, state = excluded.state
        """,
      arguments: [report.period.description, report.series.rawValue, revision, state.data])
    try database.execute(
      sql: """
        INSERT INTO revision
          (period, series, revision, document, sha256, pushed_at_ms, sequence, read_as_of)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        report.period.description, report.series.rawValue, revision, reading.documentName,
        reading.sha256, wallClockMs, Int64(clamping: sequence), reading.readAsOf?.description,
      ])
  }

  /// Reads entries in order, as many of the range as there are and as fit into the bytes, but at
  /// least one.
  public func entries(
    in range: ClosedRange<UInt64>, byteLimit: Int = Limits.replayBytes
  ) throws(StorageError) -> [JournalEntry] {
    try file.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT header, body FROM entry WHERE sequence BETWEEN ? AND ? ORDER BY sequence",
        arguments: [Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound)])
      var entries: [JournalEntry] = []
      var bytes = 0
      while let row = try rows.next() {
        let entry = try JournalEntry(headerBytes: row.bytes("header"), body: row.bytes("body"))
        bytes += entry.byteCount
        guard entries.isEmpty || bytes <= byteLimit else { break }
        entries.append(entry)
      }
      return entries
    }
  }
}
