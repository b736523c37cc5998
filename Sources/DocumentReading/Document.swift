/// What an office hands in, read.
public enum Document: Hashable, Sendable {
  /// A report in words.
  case text(DocumentText)
  /// The filled-in template.
  case sheet(TemplateSheet)

  /// Reads a document of any kind that is read: plain text, Word (`.docx`), PDF with text, and the
  /// template as a workbook (`.xlsx`) or comma-separated (`.csv`). The kind shows in the bytes; a
  /// file's name says nothing.
  ///
  /// It leaves the caller's actor, and takes at most some seconds, whatever the bytes are: a PDF
  /// waits for those before it, each of which has a time limit.
  ///
  /// - Parameter bytes: The whole file, up to ``DocumentText/maximumBytes``.
  /// - Returns: A report or the filled-in template.
  /// - Throws: ``DocumentError``, with a sentence that says what to do.
  @concurrent
  public static func read(_ bytes: [UInt8]) async throws(DocumentError) -> Document {
    try await read(bytes, pdfToText: PDFToText())
  }

  static func read(
    _ bytes: [UInt8], pdfToText: PDFToText
  ) async throws(DocumentError) -> Document {
    guard bytes.count <= DocumentText.maximumBytes else {
      throw DocumentError.tooLarge(bytes: bytes.count)
    }
    switch BinaryKind(of: bytes) {
    case nil:
      let plain = try PlainText(bytes)
      if let sheet = try TemplateSheet(separatedValues: plain.text) { return .sheet(sheet) }
      return .text(DocumentText(plain))
    case .zipArchive:
      return try read(try OfficePackage(bytes))
    case .pdf:
      return .text(DocumentText(text: try await pdfToText.text(of: bytes), format: .pdf))
    case .some(let kind):
      throw kind.error
    }
  }

  private static func read(_ package: consuming OfficePackage) throws(DocumentError) -> Document {
    switch package.kind {
    case .word: .text(DocumentText(text: try WordText.read(package), format: .docx))
    case .spreadsheet: .sheet(try TemplateSheet(try Workbook.rows(of: package)))
    }
  }
}
