import Foundation
import Reports
import Testing

@testable import Exports

@Suite("CSV and JSON Lines")
struct TextTests {
  @Test("What a spreadsheet would take for a formula is guarded, and numbers are not")
  func formulas() {
    #expect(CSVRecord.line(["=1", "+86", "-x", "@a", "＝1"]) == "'=1,'+86,'-x,'@a,'＝1")
    #expect(CSVRecord.line(["-12.5", "0", ""]) == "-12.5,0,")
    #expect(CSVRecord.line(["=\u{301}1"]) == "'=\u{301}1")
    #expect(CSVRecord.line(["a\"b", "c\nd", "e,f"]) == "\"a\"\"b\",\"c\nd\",\"e,f\"")
  }

  @Test("Each figure is one line of JSON with its evidence")
  func lines() throws {
    let export = export(try seeds())
    let lines = String(decoding: export.bytes(of: .jsonl), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == export.data.figures.count)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let fields = try #require(object)
      let (sentence, mention) = (fields["sentence"] as? String, fields["mention"] as? String)
      #expect(try #require(sentence).contains(try #require(mention)))
    }
  }

  @Test("A corrected and confirmed figure names who, when and why, and what had been read")
  func provenance() throws {
    let export = ExportsTests.export(try correctedDataset())
    let line = try #require(
      String(decoding: export.bytes(of: .jsonl), as: UTF8.self).split(separator: "\n").first)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let fields = try #require(object)
    for (name, value) in [
      ("value", "1350"), ("correctedBy", "李"), ("corrected", "2018-01-31T08:20:05Z"),
      ("correctionReason", "原文\"笔误\""), ("readValue", "1300"),
      ("readIndicator", "relief.winter.recipients"),
      ("readPeriod", "2017"), ("reviewedBy", "统计科"), ("reviewed", "2018-01-31T08:20:06Z"),
      ("reviewReason", "已核对"), ("status", "reviewed"),
    ] {
      #expect(fields[name] as? String == value, "\(name)")
    }
    let csv = String(decoding: export.bytes(of: .csv), as: UTF8.self).split(separator: "\n")
    #expect(csv.count == 2 && csv[0].hasSuffix("reviewedBy,reviewed,reviewReason"))
    #expect(csv[1].hasSuffix("统计科,2018-01-31T08:20:06Z,已核对"))
    // As what is not there is left out of an object, its absence is tried as well.
    let plain = ExportsTests.export(try seeds())
    #expect(!String(decoding: plain.bytes(of: .jsonl), as: UTF8.self).contains("correctedBy"))
  }

  @Test("An export ends where its caller wants no more")
  func cancellation() async throws {
    let export = export(try seeds())
    #expect(throws: CancellationError.self) {
      try export.write(.csv, progress: { _ in throw CancellationError() }, to: { _ in })
    }
    await #expect(throws: CancellationError.self) {
      try await withFolder { folder in
        try export.writeWorkbook(
          to: "\(folder)/a.xlsx", progress: { _ in throw CancellationError() })
      }
    }
  }
}
