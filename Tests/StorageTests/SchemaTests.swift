import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

/// Files as version 1 wrote them.
@Suite("Files of older versions")
struct SchemaTests: JournalTests, CityTests {
  private static let journalTables = """
    CREATE TABLE log (
      area INTEGER NOT NULL,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL);
    CREATE TABLE entry (
      sequence INTEGER PRIMARY KEY,
      header BLOB NOT NULL,
      body BLOB NOT NULL);
    CREATE TABLE report (
      period TEXT NOT NULL,
      series TEXT NOT NULL,
      revision INTEGER NOT NULL,
      state BLOB NOT NULL,
      PRIMARY KEY (period, series)) WITHOUT ROWID;
    CREATE TABLE revision (
      period TEXT NOT NULL,
      series TEXT NOT NULL,
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      pushed_at_ms INTEGER NOT NULL,
      PRIMARY KEY (period, series, revision)) WITHOUT ROWID;
    """
  private static let cityTables = """
    CREATE TABLE store (incarnation BLOB NOT NULL);
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      header BLOB NOT NULL,
      body BLOB NOT NULL,
      received_at_ms INTEGER NOT NULL,
      poison TEXT);
    CREATE TABLE cursor (
      origin INTEGER PRIMARY KEY,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL);
    """

  /// The entries of a report's two revisions: a figure is put, then corrected and joined by another.
  private func entries() throws -> [JournalEntry] {
    try chain(
      zhenlai,
      bodies: [
        delta(of: zhenlai, puts: [observation("a", 1)]).encoded,
        delta(of: zhenlai, puts: [observation("a", 2), observation("b", 3)]).encoded,
      ]
    ).map(\.entry)
  }

  private func writeJournal(_ path: String, _ entries: [JournalEntry]) throws {
    let head = entries.last?.position ?? .start(of: logID(1), origin: zhenlai)
    var sql = """
      \(Self.journalTables)
      INSERT INTO log VALUES (220821, x'\(head.logID)', \(head.sequence), x'\(head.hash)');
      """
    for entry in entries {
      sql += """
        INSERT INTO entry VALUES (
          \(entry.header.sequence), x'\(entry.headerBytes.hexadecimal)',
          x'\(entry.body.hexadecimal)');
        """
    }
    if let state = entries.last?.body {
      sql += """
        INSERT INTO report VALUES ('2017', 'annual', 2, x'\(state.hexadecimal)');
        INSERT INTO revision VALUES ('2017', 'annual', 2, 'a.txt', 'aa', 5);
        """
    }
    _ = try StoreFile(path: path, kind: .nodeJournal, mode: .readWrite, versions: [sql])
  }

  private func writeStore(
    _ path: String, _ entries: [JournalEntry], newer: [String] = []
  ) throws {
    let head = try #require(entries.last?.position)
    var sql = """
      \(Self.cityTables)
      INSERT INTO store VALUES (x'\(logID(9))');
      INSERT INTO cursor VALUES (220821, x'\(head.logID)', \(head.sequence), x'\(head.hash)');
      """
    for entry in entries {
      sql += """
        INSERT INTO entry (origin, header, body, received_at_ms) VALUES (
          220821, x'\(entry.headerBytes.hexadecimal)', x'\(entry.body.hexadecimal)', 0);
        """
    }
    _ = try StoreFile(path: path, kind: .cityStore, mode: .readWrite, versions: [sql] + newer)
  }

  @Test("A journal of version 1 is brought up to date and comes to the same")
  func journal() throws {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      let entries = try entries()
      try writeJournal(path, entries)
      let journal = try open(path, log: 5)
      #expect(
        try journal.state()
          == JournalState(
            head: entries[1].position, base: .nothing(before: logID(1), origin: zhenlai)))
      #expect(try journal.entries(in: 1...9) == entries)
      #expect(try journal.fold().allRows.map(\.observation.value) == [2, 3])
      #expect(try journal.reports().map(\.sequence) == [2])
      #expect(try journal.corrections(of: report()).isEmpty)
      let commit = try journal.commit(reading([observation("a", 2)]), wallClockMs: 0)
      #expect(try #require(commit.entry).follows(entries[1].position))
      #expect(try open(path).fold().count == 1)
      let opened = try journal.openLog(
        leaving: logID(1), superseding: logID(1), newLogID: logID(2), reason: "", wallClockMs: 0)
      #expect(opened.base.chunkCount == 1)
    }
  }

  @Test("An empty journal of version 1 is brought up to date as well")
  func emptyJournal() throws {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      try writeJournal(path, [])
      #expect(
        try open(path, log: 5).state()
          == JournalState(
            head: .start(of: logID(1), origin: zhenlai),
            base: .nothing(before: logID(1), origin: zhenlai)))
    }
  }

  @Test("A city's store of version 1 is brought up to date and comes to the same")
  func store() throws {
    try withFolder { folder in
      let path = folder.appending(path: "city.sqlite").path
      let entries = try entries()
      try writeStore(path, entries)
      let store = try CityStore(path: path, newIncarnation: logID(5))
      #expect(store.incarnation == logID(9))
      #expect(try store.origins() == [zhenlai: OriginState(cursor: entries[1].position)])
      #expect(try store.fold().dataset.allRows.map(\.observation.value) == [2, 3])
      try take(
        snapshot(bodies: [delta(of: zhenlai, puts: [observation("c", 9)]).encoded]), of: zhenlai,
        into: store)
      let again = try CityStore(path: path, newIncarnation: logID(5))
      #expect(try again.fold().dataset.allRows.map(\.observation.value) == [9])
    }
  }

  @Test("A city's store of version 2 gets its table of decisions and comes to the same")
  func storeOfVersion2() throws {
    try withFolder { folder in
      let path = folder.appending(path: "city.sqlite").path
      try writeStore(path, try entries(), newer: [CityStore.schemaVersions[1]])
      let store = try CityStore(path: path, newIncarnation: logID(5))
      let dataset = try store.fold().dataset
      #expect(dataset.allRows.map(\.observation.value) == [2, 3])
      let request = ReviewRequest(
        report: report(), key: observation("a", 2).key, decision: .confirm, person: "李",
        reason: "核对原件")
      let review = try dataset.review(request, atMs: 7)
      #expect(try store.append(review) == HistoryCursor(entry: 2, snapshot: 0, review: 1))
      let again = try CityStore(path: path, newIncarnation: logID(5)).fold().dataset
      let figures = again.figures(of: review.topic, indicators: IndicatorList([]))
      #expect(figures.map(\.review.review) == [review])
    }
  }

  @Test("Looking at a file of an older version is refused, with what to do")
  func readOnly() throws {
    try withFolder { folder in
      let (first, second) = (folder.appending(path: "a").path, folder.appending(path: "b").path)
      try writeJournal(first, try entries())
      try writeStore(second, try entries())
      let errors = [
        #expect(throws: StorageError.self) { try open(first, mode: .readOnly) },
        #expect(throws: StorageError.self) {
          try CityStore(path: second, mode: .readOnly, newIncarnation: logID(5))
        },
      ]
      for (error, path) in zip(errors, [first, second]) {
        #expect(error?.code == .olderSchema)
        #expect(
          error?.message == "\(path) was written by an older version of unionsync;"
            + " start its daemon once to bring it up to date")
      }
      _ = try open(first)
      #expect(try open(first, mode: .readOnly).fold().count == 2)
    }
  }

  @Test("A file of a newer version is refused, with what to do")
  func newer() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a").path
      _ = try StoreFile(
        path: path, kind: .cityStore, mode: .readWrite,
        versions: CityStore.schemaVersions + ["CREATE TABLE more (a)"])
      for mode in [StoreMode.readWrite, .readOnly] {
        let error = #expect(throws: StorageError.self) {
          try CityStore(path: path, mode: mode, newIncarnation: logID(5))
        }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains("install that version or newer") == true)
      }
    }
  }
}
