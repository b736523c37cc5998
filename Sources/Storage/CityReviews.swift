internal import Foundation
internal import GRDB
public import Reports

// What people at the city decided. Their words are kept as they were given: the table takes no
// change and no deletion.
extension CityStore {
  /// The most decisions that one answer lists.
  public static let maximumReviews = 1_000

  /// Keeps a decision, in a synced transaction.
  ///
  /// - Returns: The place behind it.
  /// - Throws: ``StorageError``.
  @discardableResult
  public func append(_ review: Review) throws(StorageError) -> HistoryCursor {
    try file.write { database in
      let body = try Self.encoder.encode(review)
      let entry = try Int64.fetchOne(database, sql: "SELECT max(id) FROM entry") ?? 0
      let snapshot = try Int64.fetchOne(database, sql: "SELECT max(id) FROM snapshot") ?? 0
      try database.execute(
        sql: """
          INSERT INTO review (origin, indicator, year, at_ms, after_entry, after_snapshot, body)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          review.report.area.number, review.topic.indicator.rawValue, review.topic.year,
          review.atMs, entry, snapshot, body,
        ])
      return HistoryCursor(
        entry: entry, snapshot: snapshot, review: database.lastInsertedRowID)
    }
  }

  /// The decisions on all topics or on one, the newest first, at most `limit` and never more than
  /// ``maximumReviews``.
  ///
  /// - Parameters:
  ///   - topic: What they are about; nil means all topics.
  ///   - before: Only those before a number, as ``ReviewPage/next`` gives it.
  ///   - limit: How many at most.
  /// - Returns: The decisions, and where the older ones begin.
  /// - Throws: ``StorageError``.
  public func reviews(
    of topic: Dataset.Topic?, before: Int64? = nil, limit: Int
  ) async throws(StorageError) -> ReviewPage {
    let file = file
    let limit = min(max(limit, 1), Self.maximumReviews)
    return try await file.readAside { database in
      // One more than is wanted tells whether there are older ones.
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT id, body FROM review
          WHERE id < ? AND (? IS NULL OR (indicator = ? AND year = ?))
          ORDER BY id DESC LIMIT ?
          """,
        arguments: [
          before ?? .max, topic?.indicator.rawValue, topic?.indicator.rawValue, topic?.year,
          limit + 1,
        ])
      let shown = rows.prefix(limit)
      return ReviewPage(
        try shown.map { try Review(stored: $0.bytes("body"), in: file) },
        next: rows.count > limit ? shown.last?["id"] : nil)
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension Review {
  init(stored body: [UInt8], in file: StoreFile) throws {
    do {
      self = try JSONDecoder().decode(Review.self, from: body.data)
    } catch {
      throw StorageError(
        .damaged, "\(file.path) has a decision that can't be read; restore a backup")
    }
  }
}
