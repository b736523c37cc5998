internal import Foundation
internal import GRDB
public import Reports

// What people at the office decided about figures that were read. Their words are kept as they were
// given: the table takes no change and no deletion.
extension NodeJournal {
  /// What was decided about a report's figures, in the order in which it was decided.
  public func corrections(of report: ReportID) throws(StorageError) -> [Correction] {
    try file.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT body FROM correction WHERE period = ? AND series = ? ORDER BY id",
        arguments: [report.period.description, report.series.rawValue]
      ).map(correction)
    }
  }

  /// What was decided about the figures of all reports, the newest first, at most `limit`.
  public func corrections(limit: Int) throws(StorageError) -> [Correction] {
    try file.read { database in
      try Row.fetchAll(
        database, sql: "SELECT body FROM correction ORDER BY id DESC LIMIT ?",
        arguments: [max(limit, 1)]
      ).map(correction)
    }
  }

  private func correction(_ row: Row) throws -> Correction {
    do {
      return try JSONDecoder().decode(Correction.self, from: row.bytes("body").data)
    } catch {
      throw StorageError(
        .damaged, "\(file.path) has a correction that can't be read; restore a backup")
    }
  }

  /// Keeps a decision, in a synced transaction.
  ///
  /// - Throws: ``StorageError/Code/tooLarge`` where the report has had as many decisions as are kept.
  public func append(_ correction: Correction) throws(StorageError) {
    precondition(correction.report.area == area, "A journal takes only its own area's reports.")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try file.write { database in
      let report = correction.report
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM correction WHERE period = ? AND series = ?",
        arguments: [report.period.description, report.series.rawValue])
      guard (count ?? 0) < Correction.maximumPerReport else {
        throw StorageError(
          .tooLarge,
          "\(report) has had \(Correction.maximumPerReport) corrections, and no more are kept;"
            + " correct the document itself")
      }
      try database.execute(
        sql: "INSERT INTO correction (period, series, body) VALUES (?, ?, ?)",
        arguments: [
          report.period.description, report.series.rawValue, try encoder.encode(correction),
        ])
    }
  }
}
