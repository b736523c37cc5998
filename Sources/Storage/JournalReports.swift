internal import GRDB
public import Reports
internal import SyncProtocol

extension NodeJournal {
  /// The reports with their last revisions, the last published first.
  public func reports() throws(StorageError) -> [PublishedReport] {
    try file.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM report JOIN revision USING (period, series, revision)
          ORDER BY pushed_at_ms DESC, period DESC, series
          """
      ).compactMap { row in
        guard let period = Period(row["period"] as String),
          let series = ReportSeries(rawValue: row["series"])
        else { return nil }
        return PublishedReport(
          report: ReportID(area: area, period: period, series: series),
          document: DocumentReference(
            name: row["document"], sha256: row["sha256"], revision: row["revision"]),
          publishedAtMs: row["pushed_at_ms"],
          readAsOf: (row["read_as_of"] as String?).flatMap { CalendarDate($0) },
          observationCount: try Delta(decoding: row.bytes("state")).puts.count,
          sequence: UInt64(clamping: row["sequence"] as Int64))
      }
    }
  }
}
