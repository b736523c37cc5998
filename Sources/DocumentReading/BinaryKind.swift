/// Kinds of files that are known by their first bytes and are no plain text.
enum BinaryKind {
  case zipArchive
  case pdf
  case oldOffice
  case encryptedOffice
  case richText
  case markup
  case image
  case otherArchive
  case program

  private static let signatures: [(bytes: [UInt8], kind: BinaryKind)] = [
    (Array("PK\u{03}\u{04}".utf8), .zipArchive),
    (Array("PK\u{05}\u{06}".utf8), .zipArchive),
    (Array("%PDF-".utf8), .pdf),
    ([0xD0, 0xCF, 0x11, 0xE0], .oldOffice),
    (Array("{\\rtf".utf8), .richText),
    ([0x89] + Array("PNG".utf8), .image),
    ([0xFF, 0xD8, 0xFF], .image),
    (Array("GIF8".utf8), .image),
    ([0x49, 0x49, 0x2A, 0x00], .image),
    ([0x4D, 0x4D, 0x00, 0x2A], .image),
    (Array("Rar!".utf8), .otherArchive),
    (Array("7z".utf8) + [0xBC, 0xAF], .otherArchive),
    ([0x1F, 0x8B], .otherArchive),
    ([0x7F] + Array("ELF".utf8), .program),
  ]

  /// The stream of a compound file that holds an encrypted document ([MS-OFFCRYPTO] 2.3.4), as its
  /// directory writes the name.
  private static let encryptedStream: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, 0] }

  init?(of bytes: [UInt8]) {
    guard let match = Self.signatures.first(where: { bytes.starts(with: $0.bytes) }) else {
      guard Self.isMarkup(bytes) else { return nil }
      self = .markup
      return
    }
    let isEncrypted = match.kind == .oldOffice && Self.contains(Self.encryptedStream, in: bytes)
    self = isEncrypted ? .encryptedOffice : match.kind
  }

  /// Web systems export pages under the names of Word and Excel files.
  private static func isMarkup(_ bytes: [UInt8]) -> Bool {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = content.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(16)
    let head = String(decoding: start, as: UTF8.self).lowercased()
    return ["<!doctype", "<html", "<?xml"].contains { head.hasPrefix($0) }
  }

  /// Whether a sequence of bytes stands in others.
  static func contains(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = needle.first, bytes.count >= needle.count else { return false }
    return (0...(bytes.count - needle.count)).contains { place in
      bytes[place] == first && bytes[place..<(place + needle.count)].elementsEqual(needle)
    }
  }

  /// Why it is not read as plain text, and what to do.
  var error: DocumentError {
    switch self {
    case .encryptedOffice:
      DocumentError.encrypted
    case .zipArchive, .pdf:
      refusal(
        zh: "这不是纯文本，请在 Word 或 WPS 中另存为“纯文本（.txt）”后再提交。",
        en: "This is no plain text; save it as plain text (.txt) from Word or WPS and push that.")
    case .oldOffice:
      refusal(
        zh: "这是旧版 Word、Excel 或 WPS 文件（.doc、.xls、.wps），请在 Word 或 WPS 中另存为 .docx 或 .xlsx"
          + " 后再提交。",
        en: "This is an old Word, Excel or WPS file (.doc, .xls, .wps); save it as .docx or .xlsx"
          + " and push that.")
    case .richText:
      refusal(
        zh: "这是 RTF 文件，请在 Word 或 WPS 中另存为 .docx 后再提交。",
        en: "This is an RTF file; save it as .docx from Word or WPS and push that.")
    case .markup:
      refusal(
        zh: "这是网页或 XML 格式的文件（有些系统导出的 .doc 和 .xls 其实是网页），请用 Word 或 WPS 打开，另存为"
          + " .docx 或 .xlsx 后再提交。",
        en: "This is a web page or XML, as some systems export under the name .doc or .xls; open it"
          + " in Word or WPS, save it as .docx or .xlsx and push that.")
    case .image:
      refusal(
        zh: "这是图片，请提交报告的 Word 文件，或者先用文字识别软件转成文字并校对后另存为 .docx 再提交。",
        en: "This is a picture; push the report's Word file, or have its text recognised and"
          + " checked, save it as .docx and push that.")
    case .otherArchive:
      refusal(
        zh: "这是压缩文件，请解压后逐个提交里面的报告。",
        en: "This is an archive; unpack it and push the reports in it one by one.")
    case .program:
      refusal(
        zh: "这是程序，请选择报告文件（.docx、.txt、.pdf）后再提交。",
        en: "This is a program; choose the report's file (.docx, .txt, .pdf) and push that.")
    }
  }

  private func refusal(zh: String, en: String) -> DocumentError {
    DocumentError(.unsupportedKind, zh: zh, en: en)
  }
}
