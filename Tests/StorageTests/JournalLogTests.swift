import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("A journal goes on in another log")
struct JournalLogTests: JournalTests {
  private func openSecond(_ journal: NodeJournal) throws(StorageError) -> JournalState {
    try journal.openLog(
      leaving: logID(1), superseding: logID(7), newLogID: logID(2), reason: "restored",
      wallClockMs: 5)
  }

  @Test("A new log begins with all that the reports state, and comes to the same")
  func begins() throws {
    try withJournal { journal, path in
      try fill(journal)
      let before = try journal.fold().allRows
      let stated = try journal.observations(of: report())
      let state = try openSecond(journal)
      let hashes = try chunks(of: journal).map(\.hash)
      #expect(
        state.base == Snapshot(beginning: logID(2), origin: zhenlai, chunkHashes: hashes))
      #expect(!hashes.isEmpty)
      #expect(state.head == state.base.position)
      #expect(state.formerLogs == [logID(1), logID(7)])
      #expect(try journal.state() == state)
      #expect(try journal.fold().allRows == before)
      #expect(try journal.observations(of: report()) == stated)
      #expect(try journal.entries(in: 0...UInt64.max).isEmpty)
      #expect(try open(path).state() == state)
    }
  }

  @Test("The chunks are those that the base tells of, each with what rests on one revision")
  func chunks() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let before = try journal.fold().allRows
      let base = try openSecond(journal).base
      let chunks = try chunks(of: journal)
      #expect(Snapshot(position: base.position, chunkHashes: chunks.map(\.hash)) == base)
      var dataset = Dataset()
      var revisions: [String] = []
      for chunk in chunks {
        let delta = try Delta(decoding: chunk.body)
        #expect(!delta.puts.isEmpty && delta.retracts.isEmpty)
        revisions.append("\(delta.report.series.rawValue) \(delta.document.revision)")
        dataset.apply(delta)
      }
      #expect(revisions == ["annual 1", "annual 2", "annual 3", "brief 2"])
      #expect(dataset.allRows == before)
    }
  }

  @Test("The same journal always gives the same chunks")
  func deterministic() throws {
    func digest() throws -> EntryHash {
      try withJournal { journal, _ in
        try fill(journal)
        return try openSecond(journal).base.digest
      }
    }
    let first = try digest()
    for _ in 0..<5 { #expect(try digest() == first) }
  }

  @Test("A chunk of another base, or one that is not there, is not handed out")
  func otherChunks() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let nothing = try journal.state().base
      #expect(try journal.chunk(of: nothing, index: 0) == nil)
      let base = try openSecond(journal).base
      #expect(try journal.chunk(of: nothing, index: 0) == nil)
      #expect(try journal.chunk(of: base, index: base.chunkCount) == nil)
      #expect(try journal.chunk(of: base, index: -1) == nil)
      #expect(try journal.chunk(of: base, index: 0)?.index == 0)
    }
  }

  @Test("Leaving a log that was left already does nothing")
  func idempotent() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let state = try openSecond(journal)
      let again = try journal.openLog(
        leaving: logID(1), superseding: logID(1), newLogID: logID(3), reason: "", wallClockMs: 6)
      #expect(again == state)
    }
  }

  @Test("Entries go on in the new log, and the whole comes to what the reports state")
  func goesOn() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let start = try openSecond(journal).head
      let commit = try journal.commit(
        reading([observation("a", 3), observation("f", 1)]), wallClockMs: 9)
      #expect(try #require(commit.entry).follows(start))
      #expect(commit.revision == 4)
      #expect(try journal.entries(in: 1...9) == [commit.entry])
      #expect(try journal.observations(of: report()).map(\.value) == [3, 1])
      #expect(try journal.fold().count == 3)
      let third = try journal.openLog(
        leaving: logID(2), superseding: logID(2), newLogID: logID(3), reason: "", wallClockMs: 10)
      #expect(third.formerLogs == [logID(1), logID(7), logID(2)])
      #expect(try journal.fold().count == 3)
    }
  }

  @Test("The entries of the log that was left stay as history")
  func history() throws {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      do {
        let journal = try open(path)
        try fill(journal)
        _ = try openSecond(journal)
      }
      for (condition, isTrue) in [
        ("count(*) = 6 FROM former_entry WHERE log_id = x'\(logID(1))'", true),
        ("count(*) = 0 FROM entry", true), ("count(*) = 7 FROM former_entry", false),
        ("count(*) = 2 FROM former_log WHERE reason = 'restored' AND left_at_ms = 5", true),
      ] {
        let isHeld = try holds(
          condition, in: path, kind: .nodeJournal, versions: NodeJournal.schemaVersions)
        #expect(isHeld == isTrue, "\(condition)")
      }
    }
  }

  @Test("An empty journal goes on in a log that begins with nothing")
  func empty() throws {
    try withJournal { journal, _ in
      let state = try openSecond(journal)
      #expect(state.base == .nothing(before: logID(2), origin: zhenlai))
      #expect(try journal.fold().count == 0)
    }
  }
}
