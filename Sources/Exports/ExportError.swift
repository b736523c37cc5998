/// Why an export can't be made, in one sentence of each language.
public struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do, in Chinese.
  public let messageZh: String
  /// What is wrong and what to do, in English.
  public let messageEn: String

  init(zh: String, en: String) {
    messageZh = zh
    messageEn = en
  }

  static func notWritten(_ reason: String) -> ExportError {
    ExportError(
      zh: "无法写出工作簿：\(reason)", en: "The workbook can't be written: \(reason)")
  }

  static func tooMany(_ count: Int, zh: String, en: String, atMost limit: Int) -> ExportError {
    ExportError(
      zh: "\(zh)有 \(count) 个，工作簿最多放 \(limit) 个；请用 --year 缩小范围，或改用 csv、jsonl。",
      en:
        "There are \(count) \(en), a workbook takes \(limit); narrow it with --year, or use csv or jsonl."
    )
  }

  /// Both sentences, Chinese first.
  public var description: String { "\(messageZh)\n\(messageEn)" }
}
