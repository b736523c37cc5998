/// The answers for PDF files.
enum PDFError {
  /// The error of a PDF whose pages are pictures.
  static let scanned = DocumentError(
    .scanned, zh: "这个 PDF 里没有文字（是扫描件），请提交报告的 Word 文件，或者先识别文字并校对后另存为 .docx 再提交。",
    en: "This PDF holds no text, as a scan does; push the report's Word file, or have its text"
      + " recognised and checked, save it as .docx and push that.")

  /// The error of a machine without a place for a temporary file.
  static let noRoom = DocumentError(
    .toolFailed, zh: "无法写临时文件，请检查临时目录（/tmp）的剩余空间后重试。",
    en: "No temporary file can be written; see to the room in /tmp and try again.")

  /// The error of a machine without a program.
  static func missing(_ program: String, package: String) -> DocumentError {
    DocumentError(
      .toolMissing,
      zh: "读取 PDF 需要 \(program)，请管理员安装软件包 \(package)，或者将报告另存为 .docx 后再提交。",
      en:
        "Reading a PDF takes \(program); have the package \(package) installed, or save the report"
        + " as .docx and push that.")
  }

  /// The error that the end of the program stands for.
  static func error(for failure: ChildProcess.Failure, isEncrypted: Bool) -> DocumentError {
    switch failure {
    // 1 is a file that can't be opened, 3 one that forbids to copy its text; see pdftotext(1).
    case .status(1) where isEncrypted, .status(3):
      DocumentError(
        .encrypted, zh: "PDF 有密码或禁止复制文字，请取消限制，或者将报告另存为 .docx 后再提交。",
        en: "The PDF has a password or forbids to copy its text; lift that, or save the report as"
          + " .docx and push that.")
    // What the limiter says where it can't become the converter; see prlimit(1) and execve(2).
    case .notStarted, .status(126), .status(127):
      DocumentError(
        .toolFailed, zh: "无法运行 pdftotext，请管理员检查软件包 poppler-utils，或者将报告另存为 .docx 后再提交。",
        en: "pdftotext can't be run; have the package poppler-utils checked, or save the report as"
          + " .docx and push that.")
    case .status(.some):
      DocumentError(
        .damaged, zh: "PDF 已损坏或不完整，请重新导出，或者将报告另存为 .docx 后再提交。",
        en: "The PDF is damaged or incomplete; export it anew, or save the report as .docx and push"
          + " that.")
    case .status(nil), .outOfTime:
      DocumentError(
        .tooLarge, zh: "读取 PDF 超出了时间或内存上限，请将报告另存为 .docx 后再提交。",
        en:
          "Reading the PDF took more time or memory than it may; save the report as .docx and push"
          + " that.")
    case .tooMuchOutput: DocumentError.tooMuchText
    }
  }
}
