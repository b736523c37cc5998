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

    /// The file, or what it takes to read it, is larger than any report's.
    public static let tooLarge = Code(rawValue: "too-large")
    /// There is no text in it.
    public static let empty = Code(rawValue: "empty")
    /// It is of a kind that is not read.
    public static let unsupportedKind = Code(rawValue: "unsupported-kind")
    /// Its bytes are no text.
    public static let notText = Code(rawValue: "not-text")
    /// Its encoding is not known.
    public static let unknownEncoding = Code(rawValue: "unknown-encoding")
    /// It is cut off or not as its kind must be.
    public static let damaged = Code(rawValue: "damaged")
    /// It opens with a password only.
    public static let encrypted = Code(rawValue: "encrypted")
    /// It is a table, and not the template's.
    public static let notTemplate = Code(rawValue: "not-template")
    /// It is a PDF of pictures.
    public static let scanned = Code(rawValue: "scanned")
    /// A program that reads it is not installed.
    public static let toolMissing = Code(rawValue: "tool-missing")
    /// The program that reads it could not be run: the machine is at fault, not the document.
    public static let toolFailed = Code(rawValue: "tool-failed")
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
      .tooLarge, zh: "文件有 \(size) MiB，超过 \(limit) MiB 的上限，请去掉图片和附件，只提交报告正文。",
      en: "The file has \(size) MiB, more than \(limit) MiB; take out pictures and attachments and"
        + " push only the report's text.")
  }

  /// The error of a document without a word.
  static let empty = DocumentError(
    .empty, zh: "文件里没有文字，请检查是否选错了文件。",
    en: "The file holds no text; check that it is the right one.")

  /// The error of a document that has more text than any report.
  static let tooMuchText = DocumentError(
    .tooLarge, zh: "文件里的文字超过 \(ReadingLimit.textBytes / (1024 * 1024)) MiB，请只提交报告正文。",
    en: "There is more than \(ReadingLimit.textBytes / (1024 * 1024)) MiB of text in the file; push"
      + " only the report.")

  /// Both sentences.
  public var description: String { "\(messageZh) \(messageEn)" }
}
