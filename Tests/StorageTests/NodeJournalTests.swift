import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("A node's journal")
struct NodeJournalTests: JournalTests {
  @Test("Each commit is synced before it returns")
  func synced() throws {
    try withFolder { folder in
      let file = try StoreFile(
        path: folder.appending(path: "a.sqlite").path, kind: .nodeJournal, mode: .readWrite,
        versions: ["CREATE TABLE a (b)"])
      #expect(try file.synchronousLevel() == 2)
    }
  }

  @Test("A new journal begins before its first entry, and keeps its log when opened again")
  func begins() throws {
    try withFolder { folder throws in
      let path = folder.appending(path: "journal.sqlite").path
      let start = Position.start(of: logID(1), origin: zhenlai)
      #expect(try open(path).head() == start)
      #expect(try open(path, log: 2).head() == start)
      #expect(try open(path).entries(in: 1...UInt64.max).isEmpty)
    }
  }

  @Test("A report is committed as one entry that carries its observations")
  func commits() throws {
    try withJournal { journal, path in
      let start = try journal.head()
      let first = [observation("b", 2), observation("a", 1)]
      let commit = try journal.commit(reading(first), wallClockMs: 1_000)
      let entry = try #require(commit.entry)
      #expect(commit.revision == 1)
      #expect(commit.diff.added.count == 2)
      #expect(entry.follows(start))
      #expect(entry.header.clock == 1_000 << 16)
      #expect(try journal.head() == entry.position)
      let delta = try Delta(decoding: entry.body)
      #expect(delta.puts == [first[1], first[0]])
      #expect(delta.document.revision == 1)
      #expect(try journal.observations(of: report()) == [first[1], first[0]])
      #expect(try open(path).head() == entry.position)
      #expect(try journal.entries(in: 1...1) == [entry])
    }
  }

  @Test("Pushing the same figures again writes nothing")
  func unchanged() throws {
    try withJournal { journal, _ in
      _ = try journal.commit(reading([observation("a", 1, at: 5)]), wallClockMs: 0)
      let head = try journal.head()
      let again = try journal.commit(
        reading([observation("a", 1, at: 99)], name: "other.txt"), wallClockMs: 1)
      #expect(again.entry == nil)
      #expect(again.diff.isEmpty)
      #expect(again.revision == 1)
      #expect(try journal.head() == head)
      #expect(try journal.observations(of: report()).map(\.evidence.start) == [5])
      let empty = try journal.commit(reading([], of: report(series: "brief")), wallClockMs: 2)
      #expect(empty.entry == nil)
      #expect(empty.revision == 0)
    }
  }

  @Test("A correction puts, a vanished figure is retracted, and reports do not mix")
  func corrections() throws {
    try withJournal { journal, _ in
      let brief = report(series: "brief")
      _ = try journal.commit(
        reading([observation("a", 1), observation("b", 2)]), wallClockMs: 0)
      _ = try journal.commit(reading([observation("a", 7)], of: brief), wallClockMs: 0)
      let commit = try journal.commit(reading([observation("a", 3)]), wallClockMs: 0)
      #expect(commit.revision == 2)
      #expect(commit.diff.corrected.map(\.after.value) == [3])
      #expect(commit.diff.withdrawn.map(\.value) == [2])
      #expect(try journal.observations(of: report()).map(\.value) == [3])
      #expect(try journal.observations(of: brief).map(\.value) == [7])
      let dataset = try journal.fold()
      #expect(dataset.rows(of: zhenlai).map(\.observation.value) == [3, 7])
    }
  }

  @Test("The fold of the chain is what the reports state, also after opening again")
  func foldIsState() throws {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      let reports = ["annual", "brief", "relief"].map { report(series: $0) }
      var step: UInt64 = 21
      func next(_ limit: UInt64) -> Int {
        step = step &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((step >> 33) % limit)
      }
      for round in 0..<20 {
        let journal = try open(path)
        for _ in 0..<5 {
          let observations = (0..<8).filter { _ in next(2) == 0 }.map { number in
            observation("indicator.\(number)", FixedDecimal(next(3)), at: next(1_000))
          }
          _ = try journal.commit(reading(observations, of: reports[next(3)]), wallClockMs: 0)
        }
        let folded = Set(try journal.fold().allRows.map(\.observation))
        let stated = try reports.flatMap { try journal.observations(of: $0) }
        // Two reports may state the very same observation.
        #expect(folded == Set(stated), "round \(round)")
        #expect(try journal.fold().count == stated.count, "round \(round)")
      }
    }
  }

  @Test("Entries are read in order, as many as fit, and at least one")
  func entries() throws {
    try withJournal { journal, _ in
      for number in 1...5 {
        _ = try journal.commit(reading([observation("a", FixedDecimal(number))]), wallClockMs: 0)
      }
      let all = try journal.entries(in: 1...5)
      #expect(all.map(\.header.sequence) == [1, 2, 3, 4, 5])
      #expect(try journal.entries(in: 2...3).map(\.header.sequence) == [2, 3])
      #expect(try journal.entries(in: 0...UInt64.max) == all)
      #expect(try journal.entries(in: 6...9).isEmpty)
      #expect(try journal.entries(in: UInt64.max...UInt64.max).isEmpty)
      #expect(try journal.entries(in: 1...5, byteLimit: 0).count == 1)
      let two = all[0].byteCount + all[1].byteCount
      #expect(try journal.entries(in: 1...5, byteLimit: two).count == 2)
      #expect(try journal.entries(in: 1...5, byteLimit: two - 1).count == 1)
    }
  }

  @Test("A report with too many figures, or a text too long, is refused and nothing written")
  func tooLarge() throws {
    try withJournal { journal, _ in
      _ = try journal.commit(reading([observation("a", 1)]), wallClockMs: 0)
      let head = try journal.head()
      func refuses(_ reading: NodeJournal.Reading) throws {
        let error = #expect(throws: StorageError.self) {
          try journal.commit(reading, wallClockMs: 0)
        }
        #expect(error?.code == .tooLarge)
        #expect(try journal.head() == head)
        #expect(try journal.observations(of: report()).map(\.value) == [1])
      }
      let many = (0...Delta.maximumObservations).map { observation("indicator.\($0)", 1) }
      try refuses(reading(many))
      try refuses(reading([observation("a", 1), observation("NotACode", 1)]))
      try refuses(
        reading([observation("b", 1, sentence: String(repeating: "长", count: 161))]))
      try refuses(reading([observation("b", 1)], name: String(repeating: "a", count: 256)))
      let most = Array(many.dropLast())
      #expect(try journal.commit(reading(most), wallClockMs: 0).entry != nil)
      #expect(try journal.commit(reading([]), wallClockMs: 0).diff.withdrawn.count == most.count)
    }
  }

  @Test("Another area's journal is refused")
  func otherArea() throws {
    try withJournal { _, path in
      let error = #expect(throws: StorageError.self) { try open(path, area: taobei) }
      #expect(error?.code == .foreignFile)
    }
  }

  @Test("A report of another area is a mistake of the program")
  func otherAreasReport() async {
    await #expect(processExitsWith: .failure) {
      try withFolder { folder in
        let journal = try NodeJournal(
          path: folder.appending(path: "a.sqlite").path, area: zhenlai, newLogID: logID(1))
        _ = try journal.commit(
          NodeJournal.Reading(
            report: report(taobei), documentName: "", sha256: "", catalogueVersion: "",
            observations: []), wallClockMs: 0)
      }
    }
  }

  @Test("A journal can be read while its daemon has it open, and after")
  func readOnly() throws {
    try withFolder { folder in
      let path = folder.appending(path: "journal.sqlite").path
      let missing = #expect(throws: StorageError.self) { try open(path, mode: .readOnly) }
      #expect(missing?.code == .cannotOpen)
      do {
        let journal = try open(path)
        let reader = try open(path, mode: .readOnly)
        let entry = try #require(
          try journal.commit(reading([observation("a", 1)]), wallClockMs: 0).entry)
        #expect(try reader.head() == entry.position)
        let error = #expect(throws: StorageError.self) {
          try reader.commit(reading([observation("a", 2)]), wallClockMs: 0)
        }
        #expect(error?.code == .cannotOpen)
      }
      #expect(try open(path, mode: .readOnly).fold().count == 1)
    }
  }
}
