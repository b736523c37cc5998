import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("A journal drops what is old and acknowledged")
struct JournalRetentionTests: JournalTests {
  private let retentionMs: Int64 = 1_000

  private func retain(
    _ journal: NodeJournal, acknowledged: UInt64, atMs: Int64
  ) throws(StorageError) -> Snapshot? {
    try journal.retain(acknowledged: acknowledged, wallClockMs: atMs, retentionMs: retentionMs)
  }

  @Test("Only entries acknowledged longer ago than the retention are dropped")
  func oldEnough() throws {
    try withJournal { journal, path in
      try fill(journal)
      let entries = try journal.entries(in: 1...6)
      #expect(try retain(journal, acknowledged: 2, atMs: 0) == nil)
      #expect(try retain(journal, acknowledged: 4, atMs: 500) == nil)
      #expect(try retain(journal, acknowledged: 6, atMs: 999) == nil)
      #expect(try journal.entries(in: 1...6) == entries)
      let base = try #require(try retain(journal, acknowledged: 6, atMs: 1_000))
      #expect(base.position == entries[1].position)
      #expect(try journal.state().base == base)
      #expect(try journal.entries(in: 0...UInt64.max) == Array(entries[2...]))
      #expect(try retain(journal, acknowledged: 6, atMs: 1_001) == nil)
      #expect(
        try retain(journal, acknowledged: 6, atMs: 1_500)?.position == entries[3].position)
      #expect(try open(path).state().base.position == entries[3].position)
    }
  }

  @Test("A step drops no more than it may, and the next ones go on to the same end")
  func steps() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let before = try journal.fold().allRows
      _ = try retain(journal, acknowledged: 5, atMs: 0)
      var bases: [UInt64] = []
      for step in 0..<5 {
        let base = try journal.retain(
          acknowledged: 6, wallClockMs: 1_000 + Int64(step), retentionMs: retentionMs, atMost: 2)
        guard let base else { break }
        bases.append(base.position.sequence)
        #expect(try journal.fold().allRows == before)
      }
      #expect(bases == [2, 4, 5])
      #expect(try journal.entries(in: 1...9).map(\.header.sequence) == [6])
    }
  }

  @Test("The fold after a compaction is the same, and entries follow as before")
  func sameFold() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let before = try journal.fold().allRows
      let head = try journal.head()
      for (step, sequence) in [1, 3, 5, 6].enumerated() {
        let atMs = Int64(step) * 10_000
        _ = try retain(journal, acknowledged: UInt64(sequence), atMs: atMs)
        let base = try retain(
          journal, acknowledged: UInt64(sequence), atMs: atMs + retentionMs)
        #expect(base?.position.sequence == UInt64(sequence))
        #expect(try journal.fold().allRows == before)
        #expect(try journal.head() == head)
        let chunks = try chunks(of: journal)
        #expect(base?.digest == Snapshot.digest(of: chunks.map(\.hash)))
      }
      #expect(try journal.entries(in: 1...9).isEmpty)
      let commit = try journal.commit(reading([]), wallClockMs: 0)
      #expect(try #require(commit.entry).follows(head))
      #expect(try journal.fold().allRows.map(\.observation.key.indicator.rawValue) == ["d"])
    }
  }

  @Test("What an aggregator has lost again with its disk is not dropped")
  func wentBack() throws {
    try withJournal { journal, _ in
      try fill(journal)
      _ = try retain(journal, acknowledged: 6, atMs: 0)
      let base = try retain(journal, acknowledged: 2, atMs: 2_000)
      #expect(base?.position.sequence == 2)
      #expect(try retain(journal, acknowledged: 0, atMs: 9_000) == nil)
      #expect(try journal.entries(in: 1...9).map(\.header.sequence) == [3, 4, 5, 6])
    }
  }

  @Test("More than the journal holds can't be acknowledged")
  func beyondHead() throws {
    try withJournal { journal, _ in
      try fill(journal)
      #expect(try retain(journal, acknowledged: 7, atMs: 0) == nil)
      #expect(try retain(journal, acknowledged: .max, atMs: 5_000) == nil)
      #expect(try retain(journal, acknowledged: 6, atMs: 9_000) == nil)
      #expect(try journal.entries(in: 1...9).count == 6)
    }
  }

  @Test("A clock that jumps drops what is acknowledged earlier or later, and nothing else")
  func clockJumps() throws {
    for jumpMs in [Int64.max / 4, 1_000_000, -1_000_000, Int64.min / 4] {
      try withJournal { journal, _ in
        try fill(journal)
        let before = try journal.fold().allRows
        _ = try retain(journal, acknowledged: 3, atMs: 0)
        _ = try retain(journal, acknowledged: 4, atMs: jumpMs)
        _ = try retain(journal, acknowledged: 5, atMs: 10)
        #expect(try journal.state().base.position.sequence == (jumpMs > 0 ? 3 : 4))
        #expect(try journal.entries(in: 5...6).count == 2)
        #expect(try journal.fold().allRows == before)
        _ = try retain(journal, acknowledged: 5, atMs: 10 + retentionMs)
        #expect(try journal.fold().allRows == before)
        #expect(try journal.entries(in: 6...6).count == 1)
      }
    }
  }

  @Test("A new log begins its retention anew")
  func newLog() throws {
    try withJournal { journal, _ in
      try fill(journal)
      _ = try retain(journal, acknowledged: 6, atMs: 0)
      _ = try journal.openLog(
        leaving: logID(1), superseding: logID(1), newLogID: logID(2), reason: "", wallClockMs: 0)
      _ = try journal.commit(reading([observation("z", 1)]), wallClockMs: 0)
      #expect(try retain(journal, acknowledged: 1, atMs: 5_000) == nil)
      #expect(try journal.entries(in: 1...1).count == 1)
      #expect(try retain(journal, acknowledged: 1, atMs: 6_000)?.position.sequence == 1)
    }
  }

  @Test("Room of dropped entries is given back step by step, and nothing else is changed")
  func room() throws {
    try withJournal { journal, path in
      // Some three MiB of entries, each of which states another figure.
      let long = String(repeating: "长", count: 150)
      for revision in 1...60 {
        let observations = (0..<100).map { number in
          observation("a\(number)", FixedDecimal(revision), sentence: long)
        }
        _ = try journal.commit(reading(observations), wallClockMs: 0)
      }
      let before = try journal.fold().allRows
      _ = try retain(journal, acknowledged: 60, atMs: 0)
      _ = try retain(journal, acknowledged: 60, atMs: retentionMs)
      var steps = 1
      while try journal.giveBackRoom() { steps += 1 }
      #expect(steps > 1)
      #expect(try !journal.giveBackRoom())
      #expect(try journal.fold().allRows == before)
      try journal.close()
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      #expect(size < 1_000_000)
      #expect(try open(path).fold().allRows == before)
    }
  }
}
