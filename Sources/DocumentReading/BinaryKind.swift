/// Kinds of files that are known by their first bytes and are no text.
enum BinaryKind {
  case zipArchive
  case oldOffice
  case pdf
  case image
  case program

  private static let signatures: [(bytes: [UInt8], kind: BinaryKind)] = [
    (Array("PK\u{03}\u{04}".utf8), .zipArchive),
    ([0xD0, 0xCF, 0x11, 0xE0], .oldOffice),
    (Array("%PDF-".utf8), .pdf),
    ([0x89] + Array("PNG".utf8), .image),
    ([0xFF, 0xD8, 0xFF], .image),
    (Array("GIF8".utf8), .image),
    ([0x7F] + Array("ELF".utf8), .program),
  ]

  init?(of bytes: [UInt8]) {
    guard let match = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) else {
      return nil
    }
    self = match.kind
  }

  var error: DocumentError {
    let what =
      switch self {
      case .zipArchive: ("Word（.docx）、Excel 或压缩文件", "a Word, Excel or zip file")
      case .oldOffice: ("旧版 Word 或 Excel 文件", "an old Word or Excel file")
      case .pdf: ("PDF 文件", "a PDF file")
      case .image: ("图片", "a picture")
      case .program: ("程序", "a program")
      }
    return DocumentError(
      .unsupportedKind, zh: "这是\(what.0)，目前只读纯文本：请在 Word 或 WPS 中另存为“纯文本（.txt）”后再提交。",
      en:
        "This is \(what.1), and only plain text is read: save it as plain text (.txt) from Word or"
        + " WPS and push that.")
  }
}
