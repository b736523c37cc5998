import Foundation
import ReportParsing
import Reports
import Storage
import SyncProtocol
import Testing
import Web

@testable import Daemons

@Suite("What an office's pages do")
struct OfficeTests {
  /// What the office sent.
  private actor Sent {
    private(set) var entries: [JournalEntry] = []
    func add(_ outcome: ReportIntake.Outcome) {
      if let entry = outcome.entry { entries.append(entry) }
    }
    var deltas: [Delta] {
      get throws { try entries.map { try Delta(decoding: $0.body) } }
    }
  }

  private struct Bench {
    let office: Office
    let intake: ReportIntake
    let journal: NodeJournal
    let sent: Sent
    let folder: String

    func drafts() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder + "/drafts")
    }

    func open(
      _ text: String, _ name: String = "总结.txt", _ options: DocumentOptions = DocumentOptions()
    ) async throws -> Draft {
      try await office.open(Array(text.utf8), name: name, options: options)
    }

    func reading(_ draft: Draft) async throws -> DraftReading {
      try #require(try await office.reading(of: draft.id))
    }

    func correct(
      _ draft: Draft, _ figure: Int, _ change: CorrectionRequest.Change,
      author: String = "统计员", reason: String = "原文笔误"
    ) async throws {
      let mention = try await reading(draft).figures[figure].mention
      try await office.correct(
        CorrectionRequest(
          draft: draft.id, figure: figure, mention: mention, change: change, author: author,
          reason: reason))
    }

    @discardableResult
    func publish(_ draft: Draft) async throws -> PublishedReport {
      let fingerprint = try await reading(draft).fingerprint
      return try await office.publish(draft.id, fingerprint: fingerprint)
    }
  }

  private func withOffice(
    clock: Daemons.Clock = .fixed, _ body: (Bench) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      try FileSystem.makeFolder("\(folder)/archive")
      let journal = try journal(in: folder)
      let intake = ReportIntake(
        journal: journal, catalogue: .builtIn, areas: .builtIn, archiveFolder: "\(folder)/archive",
        clock: clock)
      let sent = Sent()
      let office = Office(
        journal: journal, intake: intake,
        folder: try DraftFolder("\(folder)/drafts", keepingThoseOf: []), areas: .builtIn,
        clock: clock,
        node: Office.Node(
          announce: { await sent.add($0) }, peers: { [] }, lastRejected: { nil }))
      try await body(
        Bench(office: office, intake: intake, journal: journal, sent: sent, folder: folder))
    }
  }

  private let text = """
    2017年，镇赉县总工会在冬送温暖活动中，走访慰问困难职工1300人，发放慰问金57万元。
    全年共组织三次学习。

    通榆县总工会
    2017年，通榆县总工会走访慰问困难职工200人。
    """

  private func written(_ text: String) -> CorrectionRequest.Change {
    .state(written: text, indicator: nil, part: nil, period: nil)
  }

  @Test("A draft shows every figure and what becomes of it, and sends nothing")
  func draft() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      let reading = try await bench.reading(draft)
      #expect(reading.figures.map(\.mention) == ["1300人", "57万元", "三次", "200人"])
      #expect(
        reading.figures.map(\.standing) == [.stated, .stated, .uncoded, .otherArea(.tongyu)])
      let scalars = Array(reading.text.unicodeScalars)
      for figure in reading.figures {
        #expect(String(String.UnicodeScalarView(scalars[figure.span])) == figure.mention)
      }
      #expect(reading.diff.added.map(\.value) == [570_000, 1300])
      #expect(reading.publishedRevision == nil)
      #expect(reading.report == ReportID(area: .zhenlai, period: .year(2017)))
      #expect(try await bench.office.reports().isEmpty)
      #expect(await bench.sent.entries.isEmpty)
      #expect(try bench.drafts() == [draft.sha256])
      #expect(try await bench.open(text) == draft)
    }
  }

  @Test("A corrected figure goes to the city with who, when and why, and what had been read")
  func corrected() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      try await bench.correct(draft, 0, written(" 1350余人 "))
      let figure = try await bench.reading(draft).figures[0]
      #expect(figure.now.value == 1350)
      #expect(figure.read.value == 1300)
      #expect(figure.correction?.note.reason == "原文笔误")
      let published = try await bench.publish(draft)
      #expect(published.document.revision == 1)
      #expect(published.sequence == 1)
      let put = try #require(
        try await bench.sent.deltas[0].puts.first { $0.key.indicator == .recipients })
      #expect(put.value == 1350)
      #expect(put.qualifier == .over)
      #expect(put.status == .reviewed)
      #expect(put.correction?.read.value == 1300)
      #expect(put.correction?.note.author == "统计员")
      #expect(put.evidence.mention == "1300人")
      #expect(try await bench.office.drafts().isEmpty)
      #expect(try bench.drafts().isEmpty)
      #expect(try await bench.office.corrections(of: published.report).count == 1)
    }
  }

  @Test(
    "Corrections survive the next revision where the sentence still stands, however it comes in")
  func survive() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      try await bench.correct(draft, 0, written("1350人"))
      try await bench.correct(draft, 1, .drop, reason: "与去年重复")
      try await bench.publish(draft)
      // The next one comes through the inbox, with the same sentence further down.
      let next = "2017年，开展金秋助学活动，资助困难职工子女25名。\n" + text
      let outcome = try await bench.intake.take(
        Array(next.utf8), name: "二稿.txt", options: DocumentOptions())
      #expect(outcome.receipt.corrected.isEmpty)
      #expect(outcome.receipt.withdrawn.isEmpty)
      #expect(outcome.receipt.added.allSatisfy { $0.correction == nil })
      let values = try bench.journal.observations(of: outcome.receipt.report).map(\.value)
      #expect(values.contains(1350))
      #expect(!values.contains(570_000))
      // Another wording is another sentence: what it says counts, and the correction is shown lost.
      let other = try await bench.open(text.replacing("走访慰问困难职工1300人", with: "慰问困难职工1400人"))
      let reading = try await bench.reading(other)
      #expect(reading.lostCorrections.count == 2)
      #expect(reading.figures.allSatisfy { $0.correction == nil })
      #expect(reading.diff.corrected.map(\.after.value) == [1400])
    }
  }

  @Test("What is dropped after it was published is withdrawn with the reason, and can come back")
  func dropped() async throws {
    try await withOffice { bench in
      try await bench.publish(try await bench.open(text))
      let report = ReportID(area: .zhenlai, period: .year(2017))
      let draft = try await bench.office.reopen(report)
      try await bench.correct(draft, 1, .drop, reason: "不是本年数")
      let reading = try await bench.reading(draft)
      #expect(reading.figures[1].standing == .dropped)
      #expect(reading.diff.withdrawn.map(\.value) == [570_000])
      try await bench.publish(draft)
      let delta = try #require(try await bench.sent.deltas.last)
      #expect(delta.retractReasons.map(\.note.reason) == ["不是本年数"])
      let again = try await bench.office.reopen(report)
      try await bench.correct(again, 1, .asRead, reason: "核实无误")
      try await bench.publish(again)
      #expect(try await bench.sent.deltas.last?.puts.map(\.value) == [570_000])
      #expect(try await bench.office.corrections(of: report).map(\.change) == [.asRead, .drop])
    }
  }

  @Test("Indicator, part and period are corrected, and nothing else moves")
  func moved() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      let change = CorrectionRequest.Change.state(
        written: "1300人", indicator: .recipients, part: .part(" 农民工 "),
        period: Period("2017-S1"))
      try await bench.correct(draft, 0, change)
      let reading = try await bench.reading(draft)
      #expect(reading.figures[0].now.part == "农民工")
      #expect(reading.figures[0].now.period == Period("2017-S1"))
      #expect(
        reading.figures[0].correction?.change
          == .figure(FigureChange(part: .part("农民工"), period: Period("2017-S1"))))
    }
  }

  @Test("A person is told what to mend, and nothing is kept of a request that can't be followed")
  func refused() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      func refused(
        _ change: CorrectionRequest.Change, at figure: Int = 0, author: String = "甲",
        reason: String = "因"
      ) async -> DaemonError? {
        await daemonError {
          try await bench.correct(draft, figure, change, author: author, reason: reason)
        }
      }
      let errors = [
        await refused(written("很多")), await refused(written("58"), at: 1),
        await refused(written("1350人，另有20人")), await refused(written("1300人")),
        await refused(.asRead), await refused(.drop, author: "  "),
        await refused(.drop, reason: ""), await refused(.drop, reason: "一\n二"),
        await refused(
          .state(
            written: nil, indicator: IndicatorCode(rawValue: "no.such"), part: nil, period: nil)),
        await refused(
          .state(
            written: nil, indicator: nil, part: .part(String(repeating: "长", count: 33)),
            period: nil)),
      ]
      #expect(errors.allSatisfy { $0?.fault == .request })
      #expect(Set(errors.map { $0?.messageZh ?? "" }).count >= 7)
      let stale = await daemonError {
        try await bench.office.correct(
          CorrectionRequest(
            draft: draft.id, figure: 1, mention: "1300人", change: .drop, author: "甲", reason: "因"))
      }
      #expect(stale?.fault == .request)
      #expect(try await bench.reading(draft).figures.allSatisfy { $0.correction == nil })
    }
  }

  @Test("What changed since the person looked is not published")
  func outdated() async throws {
    try await withOffice { bench in
      let draft = try await bench.open(text)
      let fingerprint = try await bench.reading(draft).fingerprint
      try await bench.correct(draft, 0, .drop)
      let error = await daemonError {
        _ = try await bench.office.publish(draft.id, fingerprint: fingerprint)
      }
      #expect(error?.fault == .request)
      #expect(await bench.sent.entries.isEmpty)
      try await bench.publish(draft)
      let gone = await daemonError {
        _ = try await bench.office.publish(draft.id, fingerprint: fingerprint)
      }
      #expect(gone?.fault == .request)
      #expect(await bench.sent.entries.count == 1)
    }
  }

  @Test("A document without any figure, and one draft too many, are refused")
  func full() async throws {
    try await withOffice { bench in
      let empty = await daemonError { _ = try await bench.open("工会召开了会议。") }
      #expect(empty?.exitCode == .unreadableDocument)
      for number in 1...NodeJournal.maximumDrafts {
        _ = try await bench.open(text.replacing("1300", with: "\(1300 + number)"))
      }
      let error = await daemonError { _ = try await bench.open(text) }
      #expect(error?.fault == .request)
      #expect(try bench.drafts().count == NodeJournal.maximumDrafts)
      let last = try #require(try await bench.office.drafts().first)
      try await bench.office.discard(last.id)
      #expect(try bench.drafts().count == NodeJournal.maximumDrafts - 1)
      _ = try await bench.open(text)
    }
  }

  @Test("Drafts that nobody looked after are gone after a month, and their documents with them")
  func expired() async throws {
    let now = ManualTime()
    let clock = Daemons.Clock(monotonicMs: { 0 }, wallMs: { now.ms })
    try await withOffice(clock: clock) { bench in
      let draft = try await bench.open(text)
      now.advance(byMs: 31 * 86_400_000)
      let next = try await bench.open(text.replacing("1300", with: "1400"))
      #expect(try await bench.office.drafts() == [next])
      #expect(try await bench.office.reading(of: draft.id) == nil)
      #expect(try bench.drafts() == [next.sha256])
    }
  }

  @Test("去年 in a report means the same when it is opened again next year")
  func lastYear() async throws {
    let now = ManualTime()
    let clock = Daemons.Clock(monotonicMs: { 0 }, wallMs: { now.ms })
    try await withOffice(clock: clock) { bench in
      let published = try await bench.publish(
        try await bench.open("去年，镇赉县总工会在冬送温暖活动中，走访慰问困难职工1300人。"))
      let figures = try bench.journal.observations(of: published.report)
      #expect(figures.map(\.key.period) == [.year(2017)])
      now.advance(byMs: 366 * 86_400_000)
      let reading = try await bench.reading(try await bench.office.reopen(published.report))
      #expect(reading.diff.isEmpty)
      #expect(reading.report == published.report)
    }
  }
}
