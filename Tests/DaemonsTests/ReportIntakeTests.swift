import Foundation
import ReportParsing
import Reports
import Storage
import SyncProtocol
import Testing

@testable import Daemons

@Suite("Reports that are taken in")
struct ReportIntakeTests {
  private func withIntake(
    _ body: (_ intake: ReportIntake, _ journal: NodeJournal, _ archive: String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let archive = "\(folder)/archive"
      try FileSystem.makeFolder(archive)
      let journal = try journal(in: folder)
      let intake = ReportIntake(
        journal: journal, catalogue: .builtIn, areas: .builtIn, archiveFolder: archive,
        clock: .fixed)
      try await body(intake, journal, archive)
    }
  }

  private func take(
    _ text: String, _ intake: ReportIntake, name: String = "report.txt",
    _ options: DocumentOptions = DocumentOptions()
  ) async throws -> ReportIntake.Outcome {
    try await intake.take(Array(text.utf8), name: name, options: options)
  }

  private let first = "2017年，镇赉县总工会在冬送温暖活动中，走访慰问困难职工1300人。"
  private let second = "2017年，镇赉县总工会在冬送温暖活动中，走访慰问困难职工1350人。"

  @Test("A report is new, then unchanged, then corrected, each said as it is")
  func revisions() async throws {
    try await withIntake { intake, journal, archive in
      let new = try await take(first, intake)
      #expect(new.receipt.revision == 1)
      #expect(new.receipt.sequence == 1)
      #expect(new.receipt.added.map(\.value) == [1300])
      #expect(new.receipt.report.period == .year(2017))
      #expect(new.entry?.header.sequence == 1)

      let same = try await take(first, intake)
      #expect(same.receipt.isUnchanged)
      #expect(same.entry == nil)
      #expect(same.receipt.unchangedCount == 1)

      let corrected = try await take(second, intake, name: "更正.txt")
      #expect(corrected.receipt.corrected.map(\.before.value) == [1300])
      #expect(corrected.receipt.corrected.map(\.after.value) == [1350])
      #expect(corrected.receipt.sequence == 2)
      #expect(try journal.head().sequence == 2)
      let names = try FileManager.default.contentsOfDirectory(atPath: archive)
      #expect(Set(names.map { $0.drop { $0 != "-" } }) == ["-report.txt", "-更正.txt"])
      #expect(try Set(names.map { try read("\(archive)/\($0)") }) == [first, second])
    }
  }

  @Test("Figures that vanish are withdrawn, and many at once are a warning")
  func withdrawn() async throws {
    try await withIntake { intake, _, _ in
      let full =
        first + "春送岗位活动中，提供就业岗位信息1500条。金秋助学活动中，资助困难职工子女25名，发放助学金5万元。"
      let before = try await take(full, intake).receipt.observations.count
      try #require(before >= 3)
      let receipt = try await take(first, intake).receipt
      #expect(receipt.withdrawn.count == before - 1)
      #expect(receipt.unchangedCount == 1)
      #expect(receipt.warnings.contains { $0.kind == .manyWithdrawn })
      #expect(try await take(second, intake).receipt.warnings.isEmpty)
    }
  }

  @Test("Series and periods keep reports apart")
  func options() async throws {
    try await withIntake { intake, journal, _ in
      let series = try #require(ReportSeries(rawValue: "女职工"))
      _ = try await take(first, intake)
      let other = try await take(second, intake, DocumentOptions(series: series))
      #expect(other.receipt.revision == 1)
      let period = try #require(Period("2017-S1"))
      let half = try await take(second, intake, DocumentOptions(period: period))
      #expect(half.receipt.report.period == period)
      #expect(try journal.head().sequence == 3)
    }
  }

  @Test("What states nothing for the area is refused, and nothing is kept of it")
  func nothingFound() async throws {
    try await withIntake { intake, journal, archive in
      for text in ["", "镇赉县总工会召开了会议。", "2017年，通榆县总工会在冬送温暖活动中，走访慰问困难职工1300人。"] {
        let error = await daemonError { _ = try await take(text, intake) }
        #expect(error?.exitCode == .unreadableDocument)
      }
      let head = try journal.head()
      #expect(head.sequence == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: archive).isEmpty)
    }
  }

  @Test("Without its document in the archive no figure gets into the journal")
  func archiveFirst() async throws {
    try await withIntake { intake, journal, archive in
      try FileManager.default.removeItem(atPath: archive)
      let error = await daemonError { _ = try await take(first, intake) }
      #expect(error?.exitCode == .cannotCreate)
      #expect(try journal.head().sequence == 0)
      try FileSystem.makeFolder(archive)
      #expect(try await take(first, intake).receipt.sequence == 1)
    }
  }

  @Test("Names with folders or of any length stay in the archive")
  func names() async throws {
    try await withIntake { intake, _, archive in
      let long = String(repeating: "总", count: 300) + ".txt"
      _ = try await take(first, intake, name: long)
      _ = try await take(second, intake, name: "../../etc/report.txt")
      let names = try FileManager.default.contentsOfDirectory(atPath: archive)
      #expect(names.count == 2)
      #expect(names.contains { $0.hasSuffix("总.txt") })
      #expect(names.contains { $0.hasSuffix("-report.txt") })
    }
  }
}
