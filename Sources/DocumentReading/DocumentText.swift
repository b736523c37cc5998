/// The text of a document, and how it was written.
public struct DocumentText: Hashable, Sendable {
  /// The text; lines end with a line feed, or as they did in a plain text file.
  public let text: String
  /// What it was read from.
  public let format: Format

  /// What a text was read from.
  public enum Format: String, Hashable, Sendable, Codable {
    /// Plain text in UTF-8, with or without a byte order mark.
    case utf8 = "UTF-8"
    /// Plain text in UTF-16, least significant byte first.
    case utf16LittleEndian = "UTF-16LE"
    /// Plain text in UTF-16, most significant byte first.
    case utf16BigEndian = "UTF-16BE"
    /// Plain text in GB 18030, which holds GBK and GB 2312.
    case gb18030 = "GB18030"
    /// A document of Word or WPS (ECMA-376, WordprocessingML).
    case docx = "DOCX"
    /// A PDF with a text layer.
    case pdf = "PDF"

    /// Whether each line is a paragraph or a row of a table, as the author made it. Elsewhere lines
    /// may be wrapped within a sentence.
    public var linesAreParagraphs: Bool { self == .docx }
  }

  /// The largest document read, in bytes. A long annual report is 100 kB of text; beyond this it is
  /// no report, and reading it would cost an office's small machine its memory.
  public static let maximumBytes = 16 * 1024 * 1024

  /// Reads the bytes of a plain text file. ``Document/read(_:)`` reads every kind.
  ///
  /// - Throws: ``DocumentError``, with a sentence that says what to do.
  public init(reading bytes: [UInt8]) throws(DocumentError) {
    guard bytes.count <= Self.maximumBytes else {
      throw DocumentError.tooLarge(bytes: bytes.count)
    }
    if let kind = BinaryKind(of: bytes) { throw kind.error }
    self.init(try PlainText(bytes))
  }

  init(_ plain: PlainText) {
    self.init(text: plain.text, format: plain.format)
  }

  init(text: String, format: Format) {
    self.text = text
    self.format = format
  }
}
