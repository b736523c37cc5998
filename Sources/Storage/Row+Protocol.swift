internal import Foundation
internal import GRDB
internal import SyncProtocol

extension Row {
  /// The bytes of a column; empty where it holds none.
  func bytes(_ column: String) -> [UInt8] {
    [UInt8](Data.fromDatabaseValue(self[column]) ?? Data())
  }
}

extension [UInt8] {
  /// The same bytes as a blob.
  var data: Data { Data(self) }
}

extension Position {
  /// Reads the columns `log_id`, `sequence` and `hash`; nil where they are none.
  init?(row: Row) {
    guard let logID = LogID(row.bytes("log_id")), let hash = EntryHash(row.bytes("hash")),
      let number = Int64.fromDatabaseValue(row["sequence"]), let sequence = UInt64(exactly: number)
    else { return nil }
    self.init(logID: logID, sequence: sequence, hash: hash)
  }
}
