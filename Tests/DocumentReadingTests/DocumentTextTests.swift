import DocumentReading
import TestSupport
import Testing

@Suite("Reading the bytes of a document")
struct DocumentTextTests {
  private let sample = "某县总工会2017年工作总结：新建基层工会13家。\r\n"
  /// 某县总工会 in GB 18030, made with iconv.
  private let gb: [UInt8] = [0xC4, 0xB3, 0xCF, 0xD8, 0xD7, 0xDC, 0xB9, 0xA4, 0xBB, 0xE1]

  @Test("UTF-8 is read with and without its mark")
  func utf8() throws {
    for bytes in [Array(sample.utf8), [0xEF, 0xBB, 0xBF] + Array(sample.utf8)] {
      let document = try DocumentText(reading: bytes)
      #expect(document.text == sample)
      #expect(document.format == .utf8)
    }
  }

  @Test("UTF-16 is read in both byte orders, with a mark and by its white space without one")
  func utf16() throws {
    let little = sample.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big = sample.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let cases: [([UInt8], DocumentText.Format)] = [
      ([0xFF, 0xFE] + little, .utf16LittleEndian), ([0xFE, 0xFF] + big, .utf16BigEndian),
      (little, .utf16LittleEndian), (big, .utf16BigEndian),
    ]
    for (bytes, encoding) in cases {
      let document = try DocumentText(reading: bytes)
      #expect(document.text == sample)
      #expect(document.format == encoding)
    }
  }

  @Test("GB 18030 is read, four-byte characters included")
  func gb18030() throws {
    let document = try DocumentText(reading: gb + [0x90, 0x30, 0x81, 0x30])
    #expect(document.text == "某县总工会\u{10000}")
    #expect(document.format == .gb18030)
  }

  @Test(
    "Office, PDF and picture files are no plain text, and the answer says what to do",
    arguments: [
      Array("PK\u{03}\u{04}rest".utf8), [0xD0, 0xCF, 0x11, 0xE0, 0xA1], Array("%PDF-1.7".utf8),
      [0x89, 0x50, 0x4E, 0x47, 0x0D], [0xFF, 0xD8, 0xFF, 0xE0],
    ] as [[UInt8]])
  func otherKinds(bytes: [UInt8]) {
    let error = #expect(throws: DocumentError.self) { try DocumentText(reading: bytes) }
    #expect(error?.code == .unsupportedKind)
    #expect(error?.messageZh.contains("另存为") == true)
    #expect(error?.messageEn.contains("save it as") == true)
  }

  @Test("Empty, blank, binary and undecodable bytes are refused, each with its own reason")
  func refused() {
    let cases: [([UInt8], DocumentError.Code)] = [
      ([], .empty), (Array(" \r\n\u{3000}\n".utf8), .empty),
      (Array(repeating: 7, count: 100), .notText),
      (gb + [0xFF, 0xFF, 0xFF], .unknownEncoding), ([0xFF, 0xFE, 0x41], .unknownEncoding),
    ]
    for (bytes, code) in cases {
      #expect(throws: DocumentError.self, "\(code)") { try DocumentText(reading: bytes) }
      do throws(DocumentError) {
        _ = try DocumentText(reading: bytes)
      } catch {
        #expect(error.code == code)
      }
    }
  }

  @Test("A file above the limit is refused, one at the limit is read")
  func size() throws {
    let limit = DocumentText.maximumBytes
    #expect(
      try DocumentText(reading: Array(repeating: 0x61, count: limit)).text.utf8.count == limit)
    let error = #expect(throws: DocumentError.self) {
      try DocumentText(reading: Array(repeating: 0x61, count: limit + 1))
    }
    #expect(error?.code == .tooLarge)
  }

  @Test("Random bytes never trap")
  func randomBytes() {
    var generator = SeededGenerator(seed: 2017)
    for _ in 0..<2_000 {
      let length = Int.random(in: 0...300, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      if let document = try? DocumentText(reading: bytes) {
        #expect(!document.text.isEmpty)
      }
    }
  }
}
