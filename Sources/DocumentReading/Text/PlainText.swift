/// The characters of a plain text file, whatever its encoding.
struct PlainText {
  /// The text.
  let text: String
  /// How its bytes were read.
  let format: DocumentText.Format

  /// Decodes bytes that are no binary file.
  ///
  /// - Throws: ``DocumentError`` where they are empty, binary or of an unknown encoding.
  init(_ bytes: [UInt8]) throws(DocumentError) {
    (text, format) = try Self.decode(bytes)
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw DocumentError.empty
    }
    guard !Self.looksBinary(text) else {
      throw DocumentError(
        .notText, zh: "文件不是文本，请另存为纯文本（UTF-8）后再提交。",
        en: "The file is not text; save it as plain text (UTF-8) and push it again.")
    }
  }

  private static func decode(
    _ bytes: [UInt8]
  ) throws(DocumentError) -> (String, DocumentText.Format) {
    if let (text, format) = try markedUTF16(bytes) { return (text, format) }
    if let format = unmarkedUTF16(bytes) { return (try utf16(bytes[...], format), format) }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return (text, .utf8) }
    if let text = GB18030.decode(bytes) { return (text, .gb18030) }
    throw unreadable
  }

  private static let unreadable = DocumentError(
    .unknownEncoding, zh: "认不出文件的编码，请另存为 UTF-8 或 GB18030 纯文本后再提交。",
    en: "The file's encoding is not recognised; save it as UTF-8 or GB18030 and push it again.")

  /// The text of bytes that begin with a byte order mark of UTF-16; nil where they don't.
  static func markedUTF16(
    _ bytes: [UInt8]
  ) throws(DocumentError) -> (String, DocumentText.Format)? {
    if bytes.starts(with: [0xFF, 0xFE]) {
      return (try utf16(bytes.dropFirst(2), .utf16LittleEndian), .utf16LittleEndian)
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
      return (try utf16(bytes.dropFirst(2), .utf16BigEndian), .utf16BigEndian)
    }
    return nil
  }

  private static func utf16(
    _ bytes: ArraySlice<UInt8>, _ format: DocumentText.Format
  ) throws(DocumentError) -> String {
    guard bytes.count.isMultiple(of: 2) else { throw unreadable }
    let low = format == .utf16LittleEndian ? 0 : 1
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
      UInt16(bytes[index + low]) | UInt16(bytes[index + 1 - low]) << 8
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw unreadable }
    return text
  }

  /// UTF-16 without a mark shows itself by line feeds and spaces, every other byte of which is zero
  /// always on the same side.
  private static func unmarkedUTF16(_ bytes: [UInt8]) -> DocumentText.Format? {
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
    var zeros = (even: 0, odd: 0)
    for (index, byte) in bytes.prefix(4096).enumerated() where byte == 0 {
      if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
    }
    switch (zeros.even, zeros.odd) {
    case (0, 1...): return .utf16LittleEndian
    case (1..., 0): return .utf16BigEndian
    default: return nil
    }
  }

  /// Control characters have no place in a report, apart from the white ones.
  private static func looksBinary(_ text: String) -> Bool {
    var controls = 0
    var scalars = 0
    for scalar in text.unicodeScalars.prefix(65_536) {
      scalars += 1
      if scalar.value < 0x20, !scalar.properties.isWhitespace { controls += 1 }
    }
    return controls * 100 > scalars
  }
}
