/// What a hostile or broken file may cost. Every reader holds to these, and none trusts a size
/// that a file states about itself.
///
/// There is no time limit on archives: the work on a file is linear in bytes that are bounded here.
enum ReadingLimit {
  /// Entries of an archive. A report of a hundred photographs has some two hundred.
  static let archiveEntries = 4_096
  /// Bytes unpacked from one archive, all parts that are read together. The longest year book has
  /// 20 MiB of XML; an office's small machine has the memory for three times that.
  static let unpackedBytes = 64 * 1024 * 1024
  /// How many times its packed size a part may have. Word's most repetitive XML comes to 50.
  static let compressionRatio = 200
  /// Parts up to this size may have any ratio: they cost nothing.
  static let freeOfRatioBytes = 1024 * 1024
  /// XML elements within one another. Tables in text boxes in tables of Word come to 60.
  static let elementDepth = 256
  /// XML elements of a part. A report of a hundred pages has 50 000.
  static let elements = 1_000_000
  /// Attributes of an element. Word's root element has 45, most of them namespaces.
  static let attributes = 128
  /// Namespaces in scope at once. Word declares 45 and drawings some more; each name of the part is
  /// looked up among them, so that this also bounds the work.
  static let namespaces = 128
  /// Bytes of text that come out, the same as a plain text file may have.
  static let textBytes = DocumentText.maximumBytes
  /// Rows with content of a sheet. The catalogue has some hundred indicators, each with few parts.
  static let rows = 10_000
  /// Columns of a sheet that are read. The template has six, and a person may add some.
  static let columns = 64
  /// Styles that a style may be based on, one on the other. Word writes at most eleven.
  static let styleAncestors = 16
  /// Rows above a template's header row: title, office, period and remarks.
  static let headingRows = 20
  /// Seconds that a PDF may take. A hundred pages take one.
  static let pdfSeconds = 20
  /// Bytes of memory that `pdftotext` may map. A hundred pages take 100 MiB, most of it libraries.
  static let pdfMemoryBytes = 512 * 1024 * 1024
}
