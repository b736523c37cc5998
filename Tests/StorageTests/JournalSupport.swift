import Foundation
import Reports
import SyncProtocol

@testable import Storage

/// What the tests of a node's journal have in common.
protocol JournalTests {}

extension JournalTests {
  func withJournal<Value>(_ body: (NodeJournal, String) throws -> Value) throws -> Value {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      return try body(try open(path), path)
    }
  }

  func open(
    _ path: String, area: AreaCode = zhenlai, log: UInt8 = 1, mode: StoreMode = .readWrite
  ) throws(StorageError) -> NodeJournal {
    try NodeJournal(path: path, area: area, mode: mode, newLogID: logID(log))
  }

  func reading(
    _ observations: [Observation], of report: ReportID = report(), name: String = "report.txt"
  ) -> NodeJournal.Reading {
    NodeJournal.Reading(
      report: report, documentName: name, sha256: String(repeating: "0", count: 64),
      catalogueVersion: "1", observations: observations)
  }

  /// Commits revisions of two reports that correct, withdraw and keep figures: six entries.
  func fill(_ journal: NodeJournal) throws {
    let brief = report(series: "brief")
    let readings = [
      reading([observation("a", 1), observation("b", 1), observation("c", 1)]),
      reading([observation("a", 1)], of: brief),
      reading([observation("a", 2), observation("b", 1)]),
      reading([observation("a", 1), observation("d", 1)], of: brief),
      reading([observation("a", 2), observation("b", 1), observation("e", 1)]),
      reading([observation("d", 1)], of: brief),
    ]
    for reading in readings { _ = try journal.commit(reading, wallClockMs: 0) }
  }

  func chunks(of journal: NodeJournal) throws -> [SnapshotChunk] {
    let base = try journal.state().base
    return try (0..<base.chunkCount).compactMap { try journal.chunk(of: base, index: $0) }
  }
}

/// Whether a condition in SQL holds in a file that nobody has open.
func holds(
  _ condition: String, in path: String, kind: StoreFile.Kind, versions: [String]
) throws -> Bool {
  let copy = path + ".copy"
  try FileManager.default.copyItem(atPath: path, toPath: copy)
  defer { try? FileManager.default.removeItem(atPath: copy) }
  let claim = """
    CREATE TEMP TABLE claim (holds CHECK (holds));
    INSERT INTO claim SELECT \(condition);
    """
  do throws(StorageError) {
    _ = try StoreFile(path: copy, kind: kind, mode: .readWrite, versions: versions + [claim])
    return true
  } catch {
    guard error.message.contains("CHECK") else { throw error }
    return false
  }
}
