import TestSupport
import Testing

@testable import DocumentReading

@Suite("Office files with random changes")
struct MutationTests {
  @Test(
    "Files of office programs with random changes are read or refused, and never trap or hang",
    arguments: ["report.docx", "template.xlsx"])
  func files(name: String) async throws {
    let whole = try Fixture.bytes(name)
    var generator = SeededGenerator(seed: 2017)
    var refused = 0
    for _ in 0..<4_000 {
      let bytes = Mutation.of(whole, keeping: 4, using: &generator)
      if await refusal(of: bytes) != nil { refused += 1 }
      await Task.yield()
    }
    // Checksums catch changes in the parts that are read; others do no harm.
    #expect((1_000...3_990).contains(refused))
  }

  @Test("Parts with random changes, packed with honest checksums, are read or refused")
  func parts() async throws {
    var archive = try ZipArchive(try Fixture.bytes("report.docx"))
    let document = try #require(try archive.read("word/document.xml"))
    var generator = SeededGenerator(seed: 13)
    var read = 0
    for _ in 0..<4_000 {
      var zip = ZipBuilder()
      zip.add(
        OfficeFile.links([("r1", "officeDocument", "word/document.xml")]), as: "_rels/.rels")
      zip.add(
        stored: Mutation.of(document, keeping: 0, using: &generator), as: "word/document.xml")
      if await refusal(of: zip.bytes) == nil { read += 1 }
      await Task.yield()
    }
    #expect((100...3_900).contains(read))
  }

  @Test("Rows with random changes, packed with honest checksums, are read or refused")
  func rows() async throws {
    let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
    let others = ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
    var archive = try ZipArchive(try Fixture.bytes("template.xlsx"))
    var parts: [String: [UInt8]] = [:]
    for name in names + others { parts[name] = try archive.read(name) }
    var generator = SeededGenerator(seed: 57)
    var read = 0
    for round in 0..<4_000 {
      var zip = ZipBuilder()
      for (name, content) in parts {
        let isTarget = name == names[round % names.count]
        zip.add(
          stored: isTarget ? Mutation.of(content, keeping: 0, using: &generator) : content,
          as: name)
      }
      if await refusal(of: zip.bytes) == nil { read += 1 }
      await Task.yield()
    }
    #expect((100...3_900).contains(read))
  }
}
