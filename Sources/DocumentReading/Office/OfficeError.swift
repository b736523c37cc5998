/// The answers for files of Word, Excel and WPS.
extension DocumentError {
  /// The error of a document with a password.
  static let encrypted = DocumentError(
    .encrypted, zh: "文件有密码，请在 Word 或 WPS 中取消密码保护、重新保存后再提交。",
    en: "The file has a password; remove it in Word or WPS, save the file and push it again.")

  /// The error of a document that is not as Word, Excel or WPS write it.
  static let damagedOffice = DocumentError(
    .damaged, zh: "文件已损坏或不完整，请在 Word 或 WPS 中打开、重新保存后再提交。",
    en: "The file is damaged or incomplete; open it in Word or WPS, save it and push it again.")

  /// The error of XML that declares a document type, which no such program writes.
  static let documentType = DocumentError(
    .damaged, zh: "文件里有 DOCTYPE 声明，Word 和 WPS 都不写它，为安全起见不读，请重新保存后再提交。",
    en: "The file has a DOCTYPE, which neither Word nor WPS writes and which is not read for"
      + " safety; save the document anew and push that.")

  /// The error of a document that unpacks to more than any report.
  static let unpacksTooLarge = DocumentError(
    .tooLarge,
    zh: "文件解压后超过 \(ReadingLimit.unpackedBytes / (1024 * 1024)) MiB 或压缩率异常，请只提交报告正文。",
    en: "The file unpacks to more than \(ReadingLimit.unpackedBytes / (1024 * 1024)) MiB, or is"
      + " packed beyond belief; push only the report's text.")

  /// The error of a document with more parts, elements or levels than any report.
  static let tooIntricate = DocumentError(
    .tooLarge, zh: "文件的结构过于庞杂，不像一份报告，请把正文另存为新文件后再提交。",
    en: "The file is built more intricately than any report; save its text as a new file and push"
      + " that.")
}
