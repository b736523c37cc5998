/// Archives that are neither of Word nor of Excel, and what to do with them.
enum ForeignArchive {
  /// The error that tells an archive by what is in it.
  ///
  /// - Throws: ``DocumentError`` where what would tell is broken itself.
  static func error(of archive: inout ZipArchive) throws(DocumentError) -> DocumentError {
    if let type = try archive.read("mimetype"),
      type.starts(with: "application/vnd.oasis.opendocument".utf8)
    {
      return openDocument
    }
    return archive.contains("OFD.xml") ? fixedLayout : unknown
  }

  /// Presentations, binary workbooks and the like.
  static let otherOffice = refusal(
    zh: "这不是 Word 文档或 Excel 工作簿，请把报告另存为 .docx，或把报表另存为 .xlsx 后再提交。",
    en:
      "This is neither a Word document nor an Excel workbook; save the report as .docx or the form"
      + " as .xlsx and push that.")

  /// Archives of anything.
  static let unknown = refusal(
    zh: "这是压缩文件，请解压后逐个提交里面的报告。",
    en: "This is an archive; unpack it and push the reports in it one by one.")

  private static let openDocument = refusal(
    zh: "这是 OpenDocument 文件（.odt、.ods），请另存为 .docx 或 .xlsx 后再提交。",
    en: "This is an OpenDocument file (.odt, .ods); save it as .docx or .xlsx and push that.")

  private static let fixedLayout = refusal(
    zh: "这是 OFD 版式文件，请提交它的 Word 原文，或者转成带文字的 PDF 后再提交。",
    en: "This is an OFD file; push the Word document it was made from, or convert it to a PDF with"
      + " text and push that.")

  private static func refusal(zh: String, en: String) -> DocumentError {
    DocumentError(.unsupportedKind, zh: zh, en: en)
  }
}
