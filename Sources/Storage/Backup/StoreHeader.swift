/// What the first bytes of a store's file say, read without opening it: SQLite would make files
/// beside it, and those would belong to whoever looks.
public struct StoreHeader: Hashable, Sendable {
  /// Which store it is; nil for a file of somebody else.
  public let subject: BackupSubject?
  /// The version of its tables.
  public let schema: Int

  /// How many bytes are read (SQLite's file format, 1.3).
  public static let byteCount = 100

  private static let magic = Array("SQLite format 3\0".utf8)
  private static let userVersion = 60
  private static let applicationID = 68

  /// Reads the first bytes of a file; nil where they are not those of an SQLite file.
  public init?(_ bytes: some RandomAccessCollection<UInt8>) {
    let bytes = Array(bytes.prefix(Self.byteCount))
    guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic) else { return nil }
    let number = { (offset: Int) in
      Int32(truncatingIfNeeded: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) })
    }
    subject = BackupSubject.allCases.first { $0.kind.rawValue == number(Self.applicationID) }
    schema = Int(number(Self.userVersion))
  }
}
