import Foundation
import Reports
import TestSupport
import Testing

@testable import ReportParsing

@Suite struct `Texts that nobody would write` {
  private static let seeds: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "seeds")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix("-2017.txt") }.compactMap {
      try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
  }()

  /// What the stages look at, to be thrown together.
  private static let pieces: [[Unicode.Scalar]] = [
    "2018年", "去年", "上半年", "3月2日", "至", "—", "10:09", "第三季度", "1,234", "3.5", "9999999999", "万", "亿",
    "百",
    "十", "二", "零", "零上访", "百分之", "%", "余", "多", "几", "近", "约", "以上", "左右", "个", "名", "人次", "户",
    "万元",
    "个百分点", "个多月", "，", "、", "。", "；", "：", "（", "）", "“", "”", "《", "》", "\n", "\r\n", "　", " ",
    "其中", "分别为",
    "和", "计划", "下一步", "每人", "增长", "职工", "农民工", "困难职工", "基层工会", "工资集体合同", "签订", "覆盖", "入会率", "建制率",
    "夏送清凉", "冬送温暖", "金秋助学", "慰问", "发放", "慰问金", "国有企业", "街道", "省级", "洮北区总工会", "白城市总工会", "之一", "1+3",
    "A-5",
    "\u{0}", "\u{FFFF}", "\u{1F600}", "\u{301}", "\u{200B}", "一二三四", "亿亿亿", "0", "00", ".", "-",
    "/",
  ].map { Array($0.unicodeScalars) }

  private func mutated(
    _ text: [Unicode.Scalar], with random: inout SeededGenerator
  ) -> [Unicode.Scalar] {
    var text = text
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let place = Int.random(in: 0...text.count, using: &random)
      let end = min(text.count, place + Int.random(in: 0...20, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: text.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
      case 1: text.removeSubrange(place..<end)
      case 2: text.insert(contentsOf: text[place..<end], at: place)
      case 3 where !text.isEmpty:
        text.swapAt(place % text.count, Int.random(in: 0..<text.count, using: &random))
      case 4:
        let value = UInt32.random(in: 0...0x10_FFFF, using: &random)
        text.insert(Unicode.Scalar(value) ?? "\u{FFFD}", at: place)
      default:
        // A cut leaves the beginning or the end, now and then.
        if Int.random(in: 0..<8, using: &random) == 0 { text = Array(text[place...]) }
      }
    }
    return text
  }

  /// A stretch of a text: most rules look no further than a few sentences, and short texts are read
  /// quickly, so that many can be.
  private func stretch(
    of text: [Unicode.Scalar], with random: inout SeededGenerator
  ) -> [Unicode.Scalar] {
    let length = min(text.count, Int.random(in: 20...200, using: &random))
    let start = Int.random(in: 0...(text.count - length), using: &random)
    return Array(text[start..<(start + length)])
  }

  /// What holds for whatever text, as the first sentence that is not so.
  private func fault(in scalars: [Unicode.Scalar], area: AreaCode?) -> String? {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    let parsed = Reading.report(String(text), area: area)
    var end = 0
    for quantity in parsed.quantities {
      guard quantity.span.lowerBound >= end, !quantity.span.isEmpty,
        quantity.span.upperBound <= scalars.count
      else { return "spans are sorted, apart and inside: \(quantity.span)" }
      end = quantity.span.upperBound
      guard quantity.mention.unicodeScalars.elementsEqual(scalars[quantity.span]) else {
        return "the mention is the text at its span: \(quantity.mention)"
      }
      guard quantity.sentence.lowerBound >= 0, quantity.sentence.upperBound <= scalars.count,
        quantity.sentence.lowerBound <= quantity.span.lowerBound,
        quantity.sentence.upperBound >= quantity.span.upperBound
      else { return "the mention stands in its sentence: \(quantity)" }
      guard (quantity.part ?? "").utf8.count <= ObservationKey.maximumPartLength,
        !quantity.unit.rawValue.isEmpty, quantity.unit.rawValue.utf8.count <= Unit.maximumLength
      else { return "labels and units are short: \(quantity)" }
      guard
        quantity.decision.allSatisfy({
          0 <= $0.span.lowerBound && $0.span.upperBound <= scalars.count
        })
      else { return "decisions stand in the text: \(quantity)" }
    }
    return parsed.areas.lazy.compactMap { fault(in: parsed, of: $0, scalars) }.first
  }

  private func fault(
    in parsed: ParsedReport, of area: AreaCode, _ scalars: [Unicode.Scalar]
  ) -> String? {
    let (observations, warnings) = parsed.observations(for: area, catalogue: .builtIn)
    guard zip(observations, observations.dropFirst()).allSatisfy({ $0.key < $1.key }) else {
      return "keys are sorted and each stands once"
    }
    for evidence in observations.map(\.evidence) + warnings.flatMap(\.places) {
      let sentence = Array(evidence.sentence.unicodeScalars)
      let mention = Array(evidence.mention.unicodeScalars)
      guard sentence.count <= Evidence.maximumSentenceLength else {
        return "the sentence is short: \(sentence.count)"
      }
      guard evidence.offsetInSentence >= 0,
        evidence.offsetInSentence + mention.count <= sentence.count,
        sentence[evidence.offsetInSentence...].starts(with: mention),
        scalars[evidence.start..<evidence.end].elementsEqual(mention)
      else { return "the mention stands in the sentence where it says: \(evidence)" }
    }
    return nil
  }

  /// Sixteen streams of numbers, so that each failure names a short one.
  @Test(arguments: 0..<16)
  func `Seeds that are cut, doubled and stirred are read without a fault`(stream: Int) throws {
    var random = SeededGenerator(seed: UInt64(stream))
    try #require(!Self.seeds.isEmpty)
    for round in 0..<700 {
      let seed = Array(Self.seeds[round % Self.seeds.count].unicodeScalars)
      let text = mutated(stretch(of: seed, with: &random), with: &random)
      let fault = fault(in: text, area: round % 3 == 0 ? nil : Reading.area)
      #expect(fault == nil, "stream \(stream), round \(round)")
    }
  }

  @Test(arguments: 0..<16)
  func `Words thrown together are read without a fault`(stream: Int) {
    var random = SeededGenerator(seed: UInt64(1000 + stream))
    for round in 0..<700 {
      var text: [Unicode.Scalar] = []
      for _ in 0..<Int.random(in: 1...50, using: &random) {
        text += Self.pieces.randomElement(using: &random) ?? []
      }
      let fault = fault(in: text, area: Reading.area)
      #expect(fault == nil, "stream \(stream), round \(round)")
    }
  }

  @Test func `Whole seeds that are stirred are read without a fault`() throws {
    var random = SeededGenerator(seed: 99)
    for seed in Self.seeds {
      for round in 0..<10 {
        let text = mutated(Array(seed.unicodeScalars), with: &random)
        #expect(fault(in: text, area: Reading.area) == nil, "round \(round)")
      }
    }
  }

  /// Work that grows with the square of the length, or a call for each repetition, would not end.
  @Test(arguments: [
    "9", "万", "亿", "二", "、", "“", "（", "《", "其中", "3人", "3人、", "分别为", "\n", "—", "2018年", "计划",
    "1日—",
    "3月2日至", "1,111,", "9万", "一万", "一余万", "3天", "10:", "国有企业", "2018年3人，", "冬送温暖3人。", "1+", "3个",
  ])
  func `One word again and again is read without a fault`(word: String) {
    let text = String(repeating: word, count: 5_000)
    #expect(fault(in: Array(text.unicodeScalars), area: nil) == nil)
  }
}
