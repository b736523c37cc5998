import TestSupport
import Testing

@testable import DocumentReading

@Suite("Archives made to harm")
struct HostileArchiveTests {
  private let document = OfficeFile.wordDocument(OfficeFile.paragraph("新建13家"))

  @Test("A document that unpacks beyond the limit, or beyond belief, is refused unread")
  func bombs() async {
    let megabyte = 1024 * 1024
    let spaces = [UInt8](repeating: 0x20, count: 65 * megabyte)
    var large = OfficeFile.wordArchive(document)
    large.entries[1].packed = ZipBuilder.deflate(spaces)
    large.entries[1].count = UInt32(spaces.count)
    #expect(await refusal(of: large.bytes) == .unpacksTooLarge)

    var dense = OfficeFile.wordArchive(document)
    let text = OfficeFile.wordDocument(String(repeating: " ", count: 2 * megabyte))
    dense.entries.removeLast()
    dense.add(text, as: "word/document.xml")
    #expect(await refusal(of: dense.bytes) == .unpacksTooLarge)
  }

  @Test("Parts that are small each and large together are refused")
  func budget() throws {
    var zip = ZipBuilder()
    var generator = SeededGenerator(seed: 3)
    let block = (0..<65_536).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let part = Array(repeatElement(block, count: 80).joined())
    for index in 0..<14 { zip.add(stored: part, as: "part\(index)") }
    var archive = try ZipArchive(zip.bytes)
    for index in 0..<12 { #expect(try archive.read("part\(index)")?.count == part.count) }
    #expect(throws: DocumentError.unpacksTooLarge) { try archive.read("part13") }
  }

  @Test("Sizes and checksums that lie are found out, in both directions")
  func lies() async {
    for change in [-1, 1, 1_000] {
      var zip = OfficeFile.wordArchive(document)
      zip.entries[1].count = UInt32(Int(zip.entries[1].count) + change)
      #expect(await refusal(of: zip.bytes) == .damagedOffice, "\(change)")
    }
    var checksum = OfficeFile.wordArchive(document)
    checksum.entries[1].crc ^= 1
    #expect(await refusal(of: checksum.bytes) == .damagedOffice)
    var method = OfficeFile.wordArchive(document)
    method.entries[1].method = 14
    #expect(await refusal(of: method.bytes) == .damagedOffice)
    var name = OfficeFile.wordArchive(document)
    name.entries[1].headerName = "word/documenu.xml"
    #expect(await refusal(of: name.bytes) == .damagedOffice)
  }

  @Test("Two entries of one name are refused, also where only case differs")
  func duplicates() async {
    for name in ["word/document.xml", "Word/Document.XML"] {
      var zip = OfficeFile.wordArchive(document)
      zip.add(OfficeFile.wordDocument(OfficeFile.paragraph("另一份")), as: name)
      #expect(await refusal(of: zip.bytes) == .damagedOffice)
    }
  }

  @Test("An encrypted entry says that there is a password")
  func encrypted() async {
    var zip = OfficeFile.wordArchive(document)
    zip.entries[1].flags = 1
    #expect(await refusal(of: zip.bytes) == .encrypted)
  }

  @Test("Directories and names that lead out of the archive change nothing")
  func names() async throws {
    var zip = OfficeFile.wordArchive(document)
    for name in ["word/", "word/", "../../etc/passwd", "/etc/passwd", "C:\\x", "", "a/../word/x"] {
      zip.add(stored: [], as: name)
    }
    #expect(try await text(of: zip.bytes) == "新建13家")
  }

  @Test("A link that leads out of the package stays in it")
  func links() async {
    for target in ["../../../../etc/hostname", "/../etc/hostname", "file:///etc/hostname"] {
      var zip = ZipBuilder()
      zip.add(OfficeFile.links([("a", "officeDocument", target)]), as: "_rels/.rels")
      zip.add(document, as: "word/document.xml")
      #expect(await refusal(of: zip.bytes) == .damagedOffice)
    }
    #expect(PartName.resolve("../../../x/./y.xml", from: "word/document.xml") == "x/y.xml")
    #expect(PartName.resolve("/x//y.xml", from: "word/document.xml") == "x/y.xml")
    #expect(PartName.relationships(of: "word/document.xml") == "word/_rels/document.xml.rels")
  }

  @Test("Thousands of entries are read up to the limit")
  func entries() async throws {
    var zip = OfficeFile.wordArchive(document)
    while zip.entries.count < ReadingLimit.archiveEntries {
      zip.add(stored: [], as: "word/media/\(zip.entries.count).png")
    }
    #expect(try await text(of: zip.bytes) == "新建13家")
    zip.add(stored: [], as: "one more")
    #expect(await refusal(of: zip.bytes) == .tooIntricate)
  }

  @Test("An archive cut off anywhere is refused")
  func truncated() async {
    let whole = OfficeFile.wordArchive(document).bytes
    for count in 4..<whole.count {
      let error = await refusal(of: Array(whole[..<count]))
      #expect(error == .damagedOffice, "\(count)")
    }
  }

  @Test("A file without entries, or with a directory beyond its end, is refused")
  func emptiness() async {
    #expect(await refusal(of: ZipBuilder().bytes) == .damagedOffice)
    var bytes = OfficeFile.wordArchive(document).bytes
    bytes[bytes.count - 3] = 0xFF
    #expect(await refusal(of: bytes) == .damagedOffice)
  }
}
