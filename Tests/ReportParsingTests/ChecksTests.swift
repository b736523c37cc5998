import Reports
import Testing

@testable import ReportParsing

@Suite struct `Warnings of a report` {
  private func kinds(_ text: String) -> [ReviewWarning.Kind] {
    Reading.observations(text).warnings.map(\.kind)
  }

  @Test func `A sound report has none`() {
    #expect(kinds("2018年，新建基层工会40家，其中国有企业6家。职工入会率达到94%。").isEmpty)
  }

  @Test func `A part larger than its total is doubted, with both places`() throws {
    let (observations, warnings) = Reading.observations("2018年，新建基层工会40家，其中国有企业60家。")
    #expect(observations.count == 2)
    let warning = try #require(warnings.first)
    #expect(warnings.map(\.kind) == [.partsAgainstTotal])
    #expect(warning.places.map(\.mention) == ["60家", "40家"])
    #expect(warning.messageZh.contains("国有企业"))
  }

  @Test func `A total with bounds is not doubted within them`() {
    #expect(kinds("2018年，新建基层工会40余家，其中国有企业45家。").isEmpty)
  }

  @Test func `A rate beyond a hundred is doubted`() {
    #expect(kinds("2018年，职工入会率达到194%。") == [.rateOutOfRange])
  }

  @Test func `Two values of one observation are doubted and the first is taken`() {
    let (observations, warnings) = Reading.observations("2018年，新建基层工会40家。全年新建基层工会42家。")
    #expect(observations.map(\.value) == [40])
    #expect(warnings.map(\.kind) == [.conflict])
    #expect(warnings.first?.places.map(\.mention) == ["40家", "42家"])
  }

  @Test func `The same value twice is one observation`() {
    let (observations, warnings) = Reading.observations("2018年，新建基层工会40家。全年新建基层工会40家。")
    #expect(observations.map(\.value) == [40])
    #expect(warnings.isEmpty)
  }

  @Test func `Figures of other areas are left out, and it says so`() {
    let text = "洮南市总工会2018年新建基层工会40家。\n通榆县总工会2018年新建基层工会30家，职工入会率达到90%。\n"
    let (observations, warnings) = Reading.observations(text)
    #expect(observations.map(\.value) == [40])
    #expect(warnings.map(\.kind) == [.otherArea])
    #expect(warnings.first?.messageEn.hasPrefix("2 figures") == true)
  }

  @Test func `A text without a year is doubted`() {
    #expect(kinds("新建基层工会40家。") == [.periodAssumed])
  }
}

@Suite struct `Observations and their evidence` {
  @Test func `The evidence is the sentence with the mention in it`() throws {
    let (observations, _) = Reading.observations("2018年工作。各乡镇共新建基层工会\n40家，效果良好。又一句。")
    let evidence = try #require(observations.first?.evidence)
    #expect(evidence.mention == "40家")
    #expect(evidence.sentence == "各乡镇共新建基层工会\n40家，效果良好。")
    #expect(evidence.offsetInSentence == 11)
  }

  @Test func `A long sentence is shortened around the mention`() throws {
    let filler = String(repeating: "各级工会主动作为，", count: 60)
    let (observations, _) = Reading.observations("2018年，\(filler)新建基层工会40家，\(filler)好。")
    let evidence = try #require(observations.first?.evidence)
    let sentence = Array(evidence.sentence.unicodeScalars)
    #expect(sentence.count == Evidence.maximumSentenceLength)
    #expect(sentence[evidence.offsetInSentence...].starts(with: "40家".unicodeScalars))
    #expect(evidence.sentence.contains("新建基层工会"))
  }

  @Test func `Plain measure words fold into the indicator's unit and the written one is kept`()
    throws
  {
    let (observations, _) = Reading.observations("2018年，全市建成职工书屋22所。")
    let observation = try #require(observations.first)
    #expect(observation.key.unit == Unit(rawValue: "个"))
    #expect(observation.writtenUnit == Unit(rawValue: "所"))
  }

  @Test func `Persons and visits stay apart`() {
    let (observations, _) = Reading.observations("2018年，夏送清凉慰问职工300人，夏送清凉慰问职工900人次。")
    #expect(observations.map(\.key.unit.rawValue) == ["人", "人次"])
  }

  @Test func `Money is in yuan and keeps the scale it was written in`() {
    let (observations, _) = Reading.observations("2018年，夏送清凉投入资金12.5万元。")
    #expect(observations.map(\.value) == [125_000])
    #expect(observations.map(\.writtenScale) == [4])
  }

  @Test func `Observations are sorted by key`() {
    let (observations, _) = Reading.observations(
      "2018年，职工入会率达到94%。新建基层工会40家，其中国有企业6家。夏送清凉慰问职工300人。")
    #expect(observations.count == 4)
    #expect(observations.map(\.key) == observations.map(\.key).sorted())
  }
}
