/// The text of a document, and how it was written.
public struct DocumentText: Hashable, Sendable {
  /// The text.
  public let text: String
  /// How its bytes were read.
  public let encoding: Encoding

  /// How the bytes of a text file stand for characters.
  public enum Encoding: String, Hashable, Sendable, Codable {
    /// UTF-8, with or without a byte order mark.
    case utf8 = "UTF-8"
    /// UTF-16, least significant byte first.
    case utf16LittleEndian = "UTF-16LE"
    /// UTF-16, most significant byte first.
    case utf16BigEndian = "UTF-16BE"
    /// GB 18030, which holds GBK and GB 2312.
    case gb18030 = "GB18030"
  }

  /// The largest document read, in bytes. A long annual report is 100 kB of text; beyond this it is
  /// no report, and reading it would cost an office's small machine its memory.
  public static let maximumBytes = 16 * 1024 * 1024

  /// Reads the bytes of a document.
  ///
  /// - Throws: ``DocumentError``, with a sentence that says what to do.
  public init(reading bytes: [UInt8]) throws(DocumentError) {
    guard bytes.count <= Self.maximumBytes else {
      throw DocumentError.tooLarge(bytes: bytes.count)
    }
    if let kind = BinaryKind(of: bytes) { throw kind.error }
    let (text, encoding) = try Self.decode(bytes)
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw DocumentError(.empty, zh: "文件里没有文字。", en: "The file holds no text.")
    }
    guard !Self.looksBinary(text) else {
      throw DocumentError(
        .notText, zh: "文件不是文本，请另存为纯文本（UTF-8）后再提交。",
        en: "The file is not text; save it as plain text (UTF-8) and push it again.")
    }
    self.text = text
    self.encoding = encoding
  }

  private static func decode(_ bytes: [UInt8]) throws(DocumentError) -> (String, Encoding) {
    if bytes.starts(with: [0xFF, 0xFE]) {
      return (try utf16(bytes.dropFirst(2), .utf16LittleEndian), .utf16LittleEndian)
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
      return (try utf16(bytes.dropFirst(2), .utf16BigEndian), .utf16BigEndian)
    }
    if let encoding = unmarkedUTF16(bytes) {
      return (try utf16(bytes[...], encoding), encoding)
    }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return (text, .utf8) }
    if let text = GB18030.decode(bytes) { return (text, .gb18030) }
    throw unreadable
  }

  private static let unreadable = DocumentError(
    .unknownEncoding, zh: "认不出文件的编码，请另存为 UTF-8 或 GB18030 纯文本后再提交。",
    en: "The file's encoding is not recognised; save it as UTF-8 or GB18030 and push it again.")

  private static func utf16(
    _ bytes: ArraySlice<UInt8>, _ encoding: Encoding
  ) throws(DocumentError) -> String {
    guard bytes.count.isMultiple(of: 2) else { throw unreadable }
    let low = encoding == .utf16LittleEndian ? 0 : 1
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
      UInt16(bytes[index + low]) | UInt16(bytes[index + 1 - low]) << 8
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw unreadable }
    return text
  }

  /// UTF-16 without a mark shows itself by line feeds and spaces, every other byte of which is zero
  /// always on the same side.
  private static func unmarkedUTF16(_ bytes: [UInt8]) -> Encoding? {
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

/// Why a document can't be read, in one sentence of each language.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is the matter. Unknown codes survive.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the trouble.
    public let rawValue: String

    /// Makes a code from its name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The file is larger than any report.
    public static let tooLarge = Code(rawValue: "too-large")
    /// There is no text in it.
    public static let empty = Code(rawValue: "empty")
    /// It is of a kind that is not read.
    public static let unsupportedKind = Code(rawValue: "unsupported-kind")
    /// Its bytes are no text.
    public static let notText = Code(rawValue: "not-text")
    /// Its encoding is not known.
    public static let unknownEncoding = Code(rawValue: "unknown-encoding")
  }

  /// What is the matter.
  public let code: Code
  /// What is wrong and what to do, in Chinese.
  public let messageZh: String
  /// What is wrong and what to do, in English.
  public let messageEn: String

  /// Makes an error.
  public init(_ code: Code, zh: String, en: String) {
    self.code = code
    messageZh = zh
    messageEn = en
  }

  /// The error of a document that is larger than any report.
  public static func tooLarge(bytes: Int) -> DocumentError {
    let limit = DocumentText.maximumBytes / (1024 * 1024)
    let size = (bytes + 1024 * 1024 - 1) / (1024 * 1024)
    return DocumentError(
      .tooLarge, zh: "文件有 \(size) MiB，超过 \(limit) MiB 的上限，请只提交报告正文。",
      en: "The file has \(size) MiB, more than \(limit) MiB; push only the report's text.")
  }

  /// Both sentences.
  public var description: String { "\(messageZh) \(messageEn)" }
}
