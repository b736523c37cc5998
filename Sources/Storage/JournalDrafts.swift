internal import GRDB
public import Reports

// The documents that wait to be checked; their bytes lie beside the journal.
extension NodeJournal {
  /// The most drafts at a time: more than a clerk looks after, and each may be a large file.
  public static let maximumDrafts = 20

  /// The drafts, the newest first.
  public func drafts() throws(StorageError) -> [Draft] {
    try file.read { database in try fetchDrafts(database) }
  }

  private func fetchDrafts(_ database: Database) throws -> [Draft] {
    try Row.fetchAll(database, sql: "SELECT * FROM draft ORDER BY id DESC").compactMap(Draft.init)
  }

  /// Keeps a draft; one of the same document under the same options is answered in its place.
  ///
  /// - Throws: ``StorageError/Code/tooLarge`` where there are as many as are kept.
  public func openDraft(
    documentName: String, sha256: String, options: DocumentOptions, wallClockMs: Int64
  ) throws(StorageError) -> Draft {
    try file.write { database in
      let drafts = try fetchDrafts(database)
      if let same = drafts.first(where: { $0.sha256 == sha256 && $0.options == options }) {
        return same
      }
      guard drafts.count < Self.maximumDrafts else {
        throw StorageError(
          .tooLarge, "\(Self.maximumDrafts) documents wait already; publish or discard some")
      }
      try database.execute(
        sql: """
          INSERT INTO draft (document, sha256, series, period, published, opened_at_ms)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          documentName, sha256, options.series.rawValue, options.period?.description,
          options.published?.description, wallClockMs,
        ])
      return Draft(
        id: database.lastInsertedRowID, documentName: documentName, sha256: sha256,
        openedAtMs: wallClockMs, options: options)
    }
  }

  /// Ends a draft.
  ///
  /// - Returns: Whether its document is no other draft's and can go.
  public func endDraft(_ id: Draft.ID) throws(StorageError) -> Bool {
    try file.write { database in
      let sha256 = try String.fetchOne(
        database, sql: "SELECT sha256 FROM draft WHERE id = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM draft WHERE id = ?", arguments: [id])
      let others = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM draft WHERE sha256 = ?", arguments: [sha256])
      return others == 0
    }
  }
}

extension Draft {
  fileprivate init?(row: Row) {
    guard let series = ReportSeries(rawValue: row["series"]) else { return nil }
    self.init(
      id: row["id"], documentName: row["document"], sha256: row["sha256"],
      openedAtMs: row["opened_at_ms"],
      options: DocumentOptions(
        series: series, period: (row["period"] as String?).flatMap { Period($0) },
        published: (row["published"] as String?).flatMap { CalendarDate($0) }))
  }
}
