/// Reads little-endian numbers from bytes, one after the other, and never beyond their end.
struct ByteCursor {
  private let bytes: [UInt8]
  private(set) var place: Int

  /// Makes a cursor at a place, which may lie beyond the end.
  init(_ bytes: [UInt8], at place: Int) {
    self.bytes = bytes
    self.place = place
  }

  /// The next two bytes; nil at the end.
  mutating func uint16() -> Int? {
    guard let range = take(2) else { return nil }
    return Int(bytes[range.lowerBound]) | Int(bytes[range.lowerBound + 1]) << 8
  }

  /// The next four bytes; nil at the end.
  mutating func uint32() -> Int? {
    guard let low = uint16(), let high = uint16() else { return nil }
    return low | high << 16
  }

  /// The next bytes; nil where fewer are left.
  mutating func slice(_ count: Int) -> ArraySlice<UInt8>? {
    take(count).map { bytes[$0] }
  }

  private mutating func take(_ count: Int) -> Range<Int>? {
    guard place >= 0, count >= 0, place <= bytes.count, count <= bytes.count - place else {
      return nil
    }
    defer { place += count }
    return place..<(place + count)
  }
}
