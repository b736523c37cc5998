internal import CZlib

/// Unpacks deflated data (RFC 1951).
enum Inflater {
  /// Unpacks data that must come to a known number of bytes with a known checksum.
  ///
  /// - Returns: The bytes; nil where the data is broken or comes to fewer or more bytes.
  static func inflate(_ packed: ArraySlice<UInt8>, count: Int, crc: UInt32) -> [UInt8]? {
    // A byte more than stated, so that data that goes on is seen.
    guard let output = raw(packed, capacity: count + 1), output.count == count,
      checksum(output) == crc
    else { return nil }
    return output
  }

  /// The CRC-32 of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }

  private static func raw(_ packed: ArraySlice<UInt8>, capacity: Int) -> [UInt8]? {
    guard let packedCount = UInt32(exactly: packed.count),
      let outputCount = UInt32(exactly: capacity)
    else { return nil }
    var stream = z_stream()
    // A negative window means deflate without a zlib header, as archives have it.
    let opened = inflateInit2_(
      &stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    return packed.withUnsafeBufferPointer { source -> [UInt8]? in
      var status = Z_OK
      let output = [UInt8](unsafeUninitializedCapacity: capacity) { target, written in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = packedCount
        stream.next_out = target.baseAddress
        stream.avail_out = outputCount
        status = CZlib.inflate(&stream, Z_FINISH)
        written = capacity - Int(stream.avail_out)
      }
      return status == Z_STREAM_END ? output : nil
    }
  }
}
