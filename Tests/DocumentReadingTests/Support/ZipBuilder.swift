import CZlib

/// Writes ZIP archives, honest ones and others.
struct ZipBuilder {
  /// One entry, with what the directory says of it.
  struct Entry {
    var name: String
    var packed: [UInt8]
    var method: UInt16
    var crc: UInt32
    var count: UInt32
    var flags: UInt16 = 0
    var headerName: String?
  }

  var entries: [Entry] = []
  var comment: [UInt8] = []

  mutating func add(stored content: [UInt8], as name: String) {
    entries.append(
      Entry(
        name: name, packed: content, method: 0, crc: Self.crc(content), count: UInt32(content.count)
      ))
  }

  mutating func add(deflated content: [UInt8], as name: String) {
    entries.append(
      Entry(
        name: name, packed: Self.deflate(content), method: 8, crc: Self.crc(content),
        count: UInt32(content.count)))
  }

  mutating func add(_ text: String, as name: String) {
    add(deflated: Array(text.utf8), as: name)
  }

  var bytes: [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let place = archive.count
      let sizes =
        Self.word(entry.crc) + Self.word(UInt32(entry.packed.count)) + Self.word(entry.count)
      let headerName = Array((entry.headerName ?? entry.name).utf8)
      archive += Self.word(0x0403_4B50) + Self.half(20) + Self.half(entry.flags)
      archive += Self.half(entry.method) + Self.word(0) + sizes
      archive += Self.half(UInt16(headerName.count)) + Self.half(0) + headerName + entry.packed
      directory += Self.word(0x0201_4B50) + Self.half(20) + Self.half(20) + Self.half(entry.flags)
      directory += Self.half(entry.method) + Self.word(0) + sizes
      directory += Self.half(UInt16(entry.name.utf8.count)) + Self.half(0) + Self.half(0)
      directory += [UInt8](repeating: 0, count: 8) + Self.word(UInt32(place))
      directory += Array(entry.name.utf8)
    }
    let count = Self.half(UInt16(entries.count))
    let end = Self.word(0x0605_4B50) + Self.word(0) + count + count
    return archive + directory + end + Self.word(UInt32(directory.count))
      + Self.word(UInt32(archive.count)) + Self.half(UInt16(comment.count)) + comment
  }

  static func deflate(_ content: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let opened = deflateInit2_(
      &stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(opened == Z_OK)
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(content.count)))
    return content.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: capacity) { target, written in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(capacity)
        precondition(CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END)
        written = capacity - Int(stream.avail_out)
      }
    }
  }

  static func crc(_ content: [UInt8]) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32(0, content, UInt32(content.count)))
  }

  private static func half(_ value: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    half(UInt16(truncatingIfNeeded: value)) + half(UInt16(value >> 16))
  }
}
