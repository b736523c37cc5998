import Reports
import Testing

@testable import ReportParsing

@Suite("Corrections of what was read")
struct CorrectionTests {
  private let area = Reading.area
  private let text = """
    2018年，全市走访慰问困难职工1300人，发放慰问金57万元。
    女职工工作有新进展。全市走访慰问困难职工1300人，其中女职工300余人。
    """

  private func note(_ reason: String = "笔误") throws -> CorrectionNote {
    try #require(CorrectionNote(author: "统计员", correctedAtMs: 5, reason: reason))
  }

  private func correction(
    _ anchor: FigureAnchor, _ change: Correction.Change, _ reason: String = "笔误"
  ) throws -> Correction {
    Correction(
      report: ReportID(area: try #require(area), period: .year(2018)), anchor: anchor,
      change: change, note: try note(reason))
  }

  private func figure(_ text: String, _ unit: String = "人", scale: Int = 0) -> WrittenFigure? {
    Catalogue.builtIn.figure(written: text, unit: Unit(rawValue: unit), scale: scale)
  }

  /// The values of the corrected report's quantities, in order.
  private func values(_ corrections: [Correction], of text: String) -> [FixedDecimal] {
    CorrectedReport(applying: corrections, to: Reading.report(text)).report.quantities.map(\.value)
  }

  @Test("A figure is anchored to its sentence, whatever breaks the lines and however it is typed")
  func anchors() {
    let anchors = Reading.report(text).anchors
    #expect(anchors.map(\.mention) == ["1300人", "57万元", "1300人", "300余人"])
    #expect(anchors[0].sentence == "2018年，全市走访慰问困难职工1300人，发放慰问金57万元")
    let wrapped = text.replacing("困难职工", with: "困难\n  职工").replacing(",", with: "，")
      .replacing("1300", with: "１３００")
    #expect(Reading.report(wrapped).anchors == anchors)
  }

  @Test("Like mentions and like sentences are told apart")
  func repeatedWords() {
    let sentence = "春节走访慰问困难职工100人，国庆走访慰问困难职工100人。"
    let anchors = Reading.report("2018年工作。" + sentence + sentence).anchors
    #expect(anchors.map(\.occurrence) == [0, 1, 0, 1])
    #expect(anchors.map(\.repetition) == [0, 0, 1, 1])
    #expect(Set(anchors).count == 4)
  }

  @Test("Value, indicator, part and period are replaced, and the figure names who, when and why")
  func changes() throws {
    let report = Reading.report(text)
    let change = FigureChange(
      figure: figure("1350余"), indicator: IndicatorCode(rawValue: "org.members_total"),
      part: .part("农民工"), period: Period("2018-S1"))
    let corrected = CorrectedReport(
      applying: [try correction(report.anchors[0], .figure(change))], to: report)
    let quantity = corrected.report.quantities[0]
    #expect(quantity.value == 1350)
    #expect(quantity.qualifier == .over)
    #expect(quantity.indicator?.rawValue == "org.members_total")
    #expect(quantity.part == "农民工")
    #expect(quantity.period.description == "2018-S1")
    #expect(quantity.mention == "1300人")
    #expect(quantity.correction?.note == (try note()))
    #expect(quantity.correction?.read.value == 1300)
    #expect(quantity.correction?.read.indicator == report.quantities[0].indicator)
    #expect(corrected.applied.count == 1 && corrected.lost.isEmpty)
    #expect(corrected.report.quantities.dropFirst().allSatisfy { $0.correction == nil })
  }

  @Test("A part becomes a total, and a total stays one where nothing is said")
  func parts() throws {
    let report = Reading.report(text)
    let anchor = try #require(report.anchors.last)
    #expect(report.quantities.last?.part != nil)
    let total = try correction(anchor, .figure(FigureChange(part: .total)))
    #expect(CorrectedReport(applying: [total], to: report).report.quantities.last?.part == nil)
  }

  @Test("A dropped figure is gone, with who, when and why for its key")
  func drops() throws {
    let report = Reading.report("2018年，全市走访慰问困难职工1300人，发放慰问金57万元。")
    let area = try #require(area)
    let corrected = CorrectedReport(
      applying: [try correction(report.anchors[1], .drop)], to: report)
    let (before, _) = report.observations(for: area, catalogue: .builtIn)
    let (after, _) = corrected.report.observations(for: area, catalogue: .builtIn)
    let diff = ReportDiff(from: before, to: after)
    #expect(diff.retracts.count == 1)
    let reasons = corrected.reasons(for: area, catalogue: .builtIn)
    #expect(reasons == [diff.retracts[0]: try note()])
  }

  @Test("A figure moved to another indicator leaves its old key with the reason")
  func moves() throws {
    let report = Reading.report("2018年，全市走访慰问困难职工1300人。")
    let area = try #require(area)
    let change = FigureChange(indicator: IndicatorCode(rawValue: "org.members_total"))
    let corrected = CorrectedReport(
      applying: [try correction(report.anchors[0], .figure(change))], to: report)
    let (before, _) = report.observations(for: area, catalogue: .builtIn)
    let (after, _) = corrected.report.observations(for: area, catalogue: .builtIn)
    let diff = ReportDiff(from: before, to: after)
    #expect(diff.puts.map(\.key.indicator.rawValue) == ["org.members_total"])
    #expect(diff.puts.map(\.status) == [.reviewed])
    #expect(diff.retracts == before.map(\.key))
    #expect(corrected.reasons(for: area, catalogue: .builtIn)[before[0].key] == (try note()))
  }

  @Test("An uncoded quantity gets an indicator")
  func uncoded() throws {
    let report = Reading.report("2018年，种植向日葵300株。")
    let place = try #require(report.quantities.firstIndex { $0.indicator == nil })
    let change = FigureChange(indicator: IndicatorCode(rawValue: "org.members_total"))
    let corrected = CorrectedReport(
      applying: [try correction(report.anchors[place], .figure(change))], to: report)
    let (observations, _) = corrected.report.observations(
      for: try #require(area), catalogue: .builtIn)
    #expect(observations.map(\.key.indicator.rawValue) == ["org.members_total"])
    #expect(observations[0].correction?.read.indicator == nil)
  }

  @Test("A correction follows its sentence through the next revision, and is lost with it")
  func revisions() throws {
    let report = Reading.report(text)
    let anchors = report.anchors
    let corrections = [
      try correction(anchors[1], .figure(FigureChange(figure: figure("58万元", "元", scale: 4)))),
      try correction(anchors[3], .drop),
    ]
    #expect(values(corrections, of: text) == [1300, 580_000, 1300])
    let moved = """
      2018年工作概况。全年召开会议20次。女职工工作有新进展。
      全市走访慰问困难职工1300人，其中女职工300余人。
      2018年，全市走访慰问困难职工1300人，发放慰问金57万元。
      """
    let after = CorrectedReport(applying: corrections, to: Reading.report(moved))
    #expect(after.report.quantities.map(\.value) == [20, 1300, 1300, 580_000])
    #expect(after.lost.isEmpty)

    let rewritten = text.replacing("57万元", with: "59万元")
    let lost = CorrectedReport(applying: corrections, to: Reading.report(rewritten))
    #expect(lost.report.quantities.map(\.value) == [1300, 590_000, 1300])
    #expect(lost.lost == [corrections[0]])
    #expect(lost.applied == [corrections[1]])
  }

  @Test(
    "Of several corrections of the same words the last counts; the words can stand as read again")
  func lastCounts() throws {
    let anchor = Reading.report(text).anchors[0]
    let first = try correction(anchor, .figure(FigureChange(figure: figure("1人"))))
    let second = try correction(anchor, .figure(FigureChange(figure: figure("2人"))), "再核")
    let back = try correction(anchor, .asRead, "原文无误")
    #expect(values([first, second], of: text).first == 2)
    let standing = CorrectedReport(applying: [first, second, back], to: Reading.report(text))
    #expect(standing.report.quantities.first?.value == 1300)
    #expect(standing.report.quantities.first?.correction?.note.reason == "原文无误")
    #expect(standing.applied == [back])
  }

  @Test("What a person corrected goes before what was only read, and the conflict is still said")
  func precedence() throws {
    let text = "2018年，全市走访慰问困难职工1300人。全市走访慰问困难职工1500人。"
    let report = Reading.report(text)
    let area = try #require(area)
    #expect(report.observations(for: area, catalogue: .builtIn).observations.map(\.value) == [1300])
    let second = try correction(
      report.anchors[1], .figure(FigureChange(figure: figure("1400人"))))
    let (observations, warnings) = CorrectedReport(applying: [second], to: report).report
      .observations(for: area, catalogue: .builtIn)
    #expect(observations.map(\.value) == [1400])
    let conflict = try #require(warnings.first { $0.kind == .conflict })
    #expect(conflict.messageZh.contains("1400人 和 1300人"))
  }

  @Test("In a sentence without end a change far away does not lose the correction")
  func longSentences() throws {
    func text(_ before: String) -> String {
      "2018年工作。" + before + String(repeating: "开展活动，", count: 200) + "慰问困难职工1300人"
        + String(repeating: "，开展活动", count: 200) + "。"
    }
    let anchor = try #require(Reading.report(text("")).anchors.last)
    #expect(anchor.sentence.unicodeScalars.count <= FigureAnchor.maximumSentenceLength)
    #expect(Reading.report(text("一开始，")).anchors.last == anchor)
  }

  @Test(
    "Numbers are read as people write them in a figure's place",
    arguments: [
      ("57万", "人", 0, "570000 人 exact"), ("300余户", "人", 0, "300 户 over"),
      ("近8万元", "元", 4, "80000 元 near"), ("93.6", "%", 0, "93.6 % exact"),
      ("１２０", "人", 0, "120 人 exact"), ("约20", "人次", 0, "20 人次 about"),
      ("20", "元", 4, nil), ("20万", "元", 4, "200000 元 exact"), ("", "人", 0, nil),
      ("很多", "人", 0, nil), ("1300人和20人", "人", 0, nil), ("-5", "人", 0, nil),
      (String(repeating: "1", count: 97), "人", 0, nil),
    ])
  func writing(_ text: String, _ unit: String, _ scale: Int, _ expected: String?) {
    let read = figure(text, unit, scale: scale)
    #expect(read.map { "\($0.value) \($0.unit) \($0.qualifier)" } == expected)
  }
}
