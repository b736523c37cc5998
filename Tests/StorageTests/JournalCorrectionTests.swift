import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("Corrections and drafts in a node's journal")
struct JournalCorrectionTests: JournalTests {
  private func note(_ reason: String = "笔误") throws -> CorrectionNote {
    try #require(CorrectionNote(author: "统计员", correctedAtMs: 7, reason: reason))
  }

  private func correction(
    _ mention: String, _ change: Correction.Change = .drop, of report: ReportID = report()
  ) throws -> Correction {
    Correction(
      report: report, anchor: FigureAnchor(sentence: "救助\(mention)", mention: mention),
      change: change, note: try note())
  }

  @Test("A report's corrections are kept in their order, and are there after opening again")
  func order() throws {
    try withJournal { journal, path in
      let change = FigureChange(
        figure: WrittenFigure(
          written: "57万余人", value: 570_000, qualifier: .over, unit: .persons, scale: 4),
        indicator: IndicatorCode(rawValue: "a"), part: .part("农民工"), period: Period("2017-S1"))
      let own = [
        try correction("300户"), try correction("400户", .figure(change)),
        try correction("300户", .asRead),
      ]
      let brief = report(series: "brief")
      for correction in own { try journal.append(correction) }
      try journal.append(try correction("1户", of: brief))
      let again = try open(path)
      #expect(try again.corrections(of: report()) == own)
      #expect(try again.corrections(of: brief).count == 1)
      #expect(try again.corrections(limit: 3).map(\.report) == [brief, report(), report()])
      #expect(try again.corrections(of: report(series: "other")).isEmpty)
    }
  }

  @Test("No correction is ever changed or deleted, by no statement")
  func appendOnly() throws {
    try withJournal { journal, path in
      try journal.append(try correction("300户"))
      for statement in ["UPDATE correction SET series = 'x'", "DELETE FROM correction"] {
        let error = #expect(throws: StorageError.self, "\(statement)") {
          _ = try StoreFile(
            path: path, kind: .nodeJournal, mode: .readWrite,
            versions: NodeJournal.schemaVersions + [statement])
        }
        #expect(error?.message.contains("a correction is never") == true)
      }
      #expect(try journal.corrections(of: report()).count == 1)
    }
  }

  @Test("A correction that can't be read is damage, not a correction that is passed over")
  func damaged() throws {
    try withJournal { journal, path in
      _ = try StoreFile(
        path: path, kind: .nodeJournal, mode: .readWrite,
        versions: NodeJournal.schemaVersions + [
          "INSERT INTO correction (period, series, body) VALUES ('2017', 'annual', x'7b7d')"
        ])
      let error = #expect(throws: StorageError.self) { try journal.corrections(of: report()) }
      #expect(error?.code == .damaged)
    }
  }

  @Test("What a person dropped is retracted with the reason, and only that")
  func reasons() throws {
    try withJournal { journal, _ in
      let (a, b, c) = (observation("a", 1), observation("b", 2), observation("c", 3))
      _ = try journal.commit(reading([a, b, c]), wallClockMs: 0)
      let note = try note("重复统计")
      let entry = try journal.commit(
        NodeJournal.Reading(
          report: report(), documentName: "a", sha256: "", catalogueVersion: "1",
          observations: [a], retractReasons: [b.key: note, a.key: note]),
        wallClockMs: 1
      ).entry
      let delta = try Delta(decoding: try #require(entry).body)
      #expect(delta.retracts == [b.key, c.key])
      #expect(delta.retractReasons == [.init(key: b.key, note: note)])
    }
  }

  @Test("Published reports tell their revision, its day and its place in the log")
  func reports() throws {
    try withJournal { journal, _ in
      try fill(journal)
      let day = try #require(CalendarDate("2018-01-31"))
      _ = try journal.commit(
        NodeJournal.Reading(
          report: report(), documentName: "b.docx", sha256: "aa", catalogueVersion: "1",
          readAsOf: day, observations: [observation("a", 9)]), wallClockMs: 50)
      let reports = try journal.reports()
      #expect(reports.map(\.report) == [report(), report(series: "brief")])
      #expect(reports.map(\.sequence) == [7, 6])
      #expect(reports.map(\.observationCount) == [1, 1])
      #expect(reports[0].document == DocumentReference(name: "b.docx", sha256: "aa", revision: 4))
      #expect(reports.map(\.readAsOf) == [day, nil])
      #expect(reports[0].publishedAtMs == 50)
      _ = try journal.openLog(
        leaving: logID(1), superseding: logID(1), newLogID: logID(2), reason: "", wallClockMs: 0)
      #expect(try journal.reports().map(\.sequence) == [0, 0])
    }
  }

  @Test("A document under the same options is one draft, and there are never too many")
  func drafts() throws {
    try withJournal { journal, path in
      func openDraft(_ sha256: String, _ options: DocumentOptions) throws -> Draft {
        try journal.openDraft(
          documentName: "a.txt", sha256: sha256, options: options, wallClockMs: 3)
      }
      let options = DocumentOptions(
        series: report(series: "brief").series, period: Period("2017-S1"),
        published: CalendarDate("2018-01-31"))
      let first = try openDraft("aa", options)
      #expect(try openDraft("aa", options) == first)
      let second = try openDraft("aa", DocumentOptions())
      #expect(try open(path).drafts() == [second, first])
      #expect(try journal.endDraft(second.id) == false)
      #expect(try journal.endDraft(first.id) == true)
      #expect(try journal.drafts().isEmpty)
      #expect(try openDraft("aa", options).id > second.id)
      for number in 1..<NodeJournal.maximumDrafts { _ = try openDraft("\(number)", options) }
      let error = #expect(throws: StorageError.self) { try openDraft("one more", options) }
      #expect(error?.code == .tooLarge)
    }
  }
}
