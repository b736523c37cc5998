import Testing

@testable import DocumentReading

@Suite("Telling kinds of documents apart")
struct DocumentKindTests {
  @Test("Plain text comes through as it is, with its format")
  func plain() async throws {
    let bytes = Array("新建基层工会13家，会员200人。".utf8)
    #expect(try await Document.read(bytes) == .text(try DocumentText(reading: bytes)))
  }

  @Test(
    "Kinds that are not read are refused with what to do",
    arguments: [
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "另存为 .docx"),
      (Array("{\\rtf1\\ansi".utf8), "RTF"),
      (Array("\r\n<!DOCTYPE html><table>".utf8), "网页"),
      ([0xEF, 0xBB, 0xBF] + Array("<?xml version=\"1.0\"?><a/>".utf8), "XML"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D], "图片"), ([0xFF, 0xD8, 0xFF, 0xE0], "图片"),
      ([0x49, 0x49, 0x2A, 0x00, 0x08], "图片"), (Array("Rar!\u{1A}".utf8), "解压"),
      ([0x7F, 0x45, 0x4C, 0x46], "程序"),
    ] as [([UInt8], String)])
  func otherKinds(bytes: [UInt8], word: String) async {
    let error = await refusal(of: bytes)
    #expect(error?.code == .unsupportedKind)
    #expect(error?.messageZh.contains(word) == true)
    #expect(error?.messageZh.contains("请") == true)
    #expect(error?.messageEn.contains("push") == true)
  }

  @Test("An encrypted Office file is told from an old one")
  func encryptedOffice() async {
    let name = "EncryptedPackage".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let bytes = [0xD0, 0xCF, 0x11, 0xE0] + [UInt8](repeating: 0, count: 600) + name
    #expect(await refusal(of: bytes)?.code == .encrypted)
  }

  @Test("OpenDocument, OFD, presentations and other archives are each named")
  func archives() async {
    var openDocument = ZipBuilder()
    openDocument.add(
      stored: Array("application/vnd.oasis.opendocument.text".utf8), as: "mimetype")
    #expect(await refusal(of: openDocument.bytes)?.messageEn.contains(".odt") == true)

    var fixedLayout = ZipBuilder()
    fixedLayout.add("<ofd:OFD/>", as: "OFD.xml")
    #expect(await refusal(of: fixedLayout.bytes)?.messageEn.contains("OFD") == true)

    var other = ZipBuilder()
    other.add("报告", as: "报告.txt")
    #expect(await refusal(of: other.bytes)?.messageEn.contains("unpack") == true)

    let slides = "<p:presentation xmlns:p='urn:p'/>"
    #expect(
      await refusal(of: OfficeFile.wordArchive(slides).bytes)?.messageEn.contains("neither")
        == true)
    for error in [openDocument.bytes, fixedLayout.bytes, other.bytes] {
      #expect(await refusal(of: error)?.code == .unsupportedKind)
    }
  }

  @Test("A file above the limit is refused whatever it is")
  func size() async {
    let bytes = [UInt8](repeating: 0x50, count: DocumentText.maximumBytes + 1)
    #expect(await refusal(of: bytes)?.code == .tooLarge)
  }
}
