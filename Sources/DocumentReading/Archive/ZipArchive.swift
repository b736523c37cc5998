/// A ZIP archive in memory (APPNOTE 6.3, without ZIP64, which no document of 16 MiB needs).
///
/// The central directory alone says what is in it. Nothing is ever written to a file, so names are
/// only names: one with `..` in it is never asked for.
struct ZipArchive {
  /// One file of the archive, as the central directory states it.
  private struct Entry {
    var name: ArraySlice<UInt8>
    var flags: Int
    var method: Int
    var crc: UInt32
    var packedCount: Int
    var count: Int
    var headerPlace: Int
  }

  private let bytes: [UInt8]
  private let directoryPlace: Int
  private var entries: [String: Entry] = [:]
  private var budget = ReadingLimit.unpackedBytes

  /// Reads the directory of an archive.
  ///
  /// - Throws: ``DocumentError`` where it is broken, or names a file twice: which of the two a
  ///   program shows is anybody's guess.
  init(_ bytes: [UInt8]) throws(DocumentError) {
    self.bytes = bytes
    guard let end = Self.end(of: bytes), end.count > 0 else { throw .damagedOffice }
    guard end.count <= ReadingLimit.archiveEntries else { throw .tooIntricate }
    directoryPlace = end.place
    var cursor = ByteCursor(bytes, at: end.place)
    for _ in 0..<end.count {
      guard let entry = Self.entry(at: &cursor) else { throw .damagedOffice }
      guard entry.name.last != UInt8(ascii: "/") else { continue }
      let name = Self.key(String(decoding: entry.name, as: UTF8.self))
      guard entries.updateValue(entry, forKey: name) == nil else { throw .damagedOffice }
    }
  }

  /// Whether there is a file of this name; case doesn't matter (ECMA-376-2, 6.2.2.3).
  func contains(_ name: String) -> Bool {
    entries[Self.key(name)] != nil
  }

  /// Unpacks a file.
  ///
  /// - Returns: Its bytes; nil where there is none of this name.
  /// - Throws: ``DocumentError`` where it is broken, encrypted or too large.
  mutating func read(_ name: String) throws(DocumentError) -> [UInt8]? {
    guard let entry = entries[Self.key(name)] else { return nil }
    guard entry.flags & 1 == 0 else { throw .encrypted }
    guard entry.count <= budget else { throw .unpacksTooLarge }
    guard
      entry.count <= ReadingLimit.freeOfRatioBytes
        || entry.count / ReadingLimit.compressionRatio <= entry.packedCount
    else { throw .unpacksTooLarge }
    guard let packed = data(of: entry), let content = Self.unpack(packed, entry) else {
      throw .damagedOffice
    }
    budget -= content.count
    return content
  }

  private static func key(_ name: String) -> String { name.lowercased() }

  private static func unpack(_ packed: ArraySlice<UInt8>, _ entry: Entry) -> [UInt8]? {
    switch entry.method {
    case 0:
      let content = Array(packed)
      guard content.count == entry.count, Inflater.checksum(content) == entry.crc else {
        return nil
      }
      return content
    case 8: return Inflater.inflate(packed, count: entry.count, crc: entry.crc)
    default: return nil
    }
  }

  /// The packed bytes of an entry, by way of the header before them, which must name the same file.
  private func data(of entry: Entry) -> ArraySlice<UInt8>? {
    var cursor = ByteCursor(bytes, at: entry.headerPlace)
    guard cursor.uint32() == 0x0403_4B50, cursor.slice(22) != nil, let nameCount = cursor.uint16(),
      let extraCount = cursor.uint16(), let name = cursor.slice(nameCount), name == entry.name,
      cursor.slice(extraCount) != nil, let packed = cursor.slice(entry.packedCount),
      packed.endIndex <= directoryPlace
    else { return nil }
    return packed
  }

  private static func entry(at cursor: inout ByteCursor) -> Entry? {
    guard cursor.uint32() == 0x0201_4B50, cursor.uint32() != nil, let flags = cursor.uint16(),
      let method = cursor.uint16(), cursor.uint32() != nil, let crc = cursor.uint32(),
      let packedCount = cursor.uint32(), let count = cursor.uint32(),
      let nameCount = cursor.uint16(), let extraCount = cursor.uint16(),
      let commentCount = cursor.uint16(), cursor.slice(8) != nil,
      let headerPlace = cursor.uint32(), let name = cursor.slice(nameCount),
      cursor.slice(extraCount + commentCount) != nil
    else { return nil }
    return Entry(
      name: name, flags: flags, method: method, crc: UInt32(truncatingIfNeeded: crc),
      packedCount: packedCount, count: count, headerPlace: headerPlace)
  }

  /// Finds the end record, which a comment of up to 65 535 bytes may follow.
  private static func end(of bytes: [UInt8]) -> (place: Int, count: Int)? {
    let recordCount = 22
    guard bytes.count >= recordCount else { return nil }
    let last = bytes.count - recordCount
    for place in (max(0, last - 0xFFFF)...last).reversed() where bytes[place] == 0x50 {
      var cursor = ByteCursor(bytes, at: place)
      guard cursor.uint32() == 0x0605_4B50, cursor.uint32() == 0, cursor.uint16() != nil,
        let count = cursor.uint16(), let directoryCount = cursor.uint32(),
        let directoryPlace = cursor.uint32(), let commentCount = cursor.uint16(),
        cursor.slice(commentCount) != nil, directoryPlace + directoryCount <= place
      else { continue }
      return (directoryPlace, count)
    }
    return nil
  }
}
