/// Bits as text that people can read to each other: digits and capitals in groups of eight, the last
/// of each group a check character.
///
/// The characters are those of Crockford's Base32, without I, L, O and U; what looks like 1 or 0 is
/// read as such, and small letters as capitals. The check character is a weighted sum over the field
/// of 32 elements: it finds every group in which one character is wrong or two have changed places,
/// so that the person at the other end is told which group to read again.
enum CheckedText {
  /// Why a text is none.
  enum Problem: Error, Hashable {
    /// A group, counted from 1, is not of eight characters.
    case length(group: Int, characters: Int)
    /// Characters that are none stand in a group, or its check character does not fit.
    case mistyped(groups: [Int])
  }

  /// How many characters stand together.
  static let groupLength = 8

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  private static let values: [Character: UInt8] = {
    var values: [Character: UInt8] = [:]
    for (value, character) in alphabet.enumerated() {
      values[character] = UInt8(value)
      for small in character.lowercased() { values[small] = UInt8(value) }
    }
    for character in "IiLl" { values[character] = 1 }
    for character in "Oo" { values[character] = 0 }
    return values
  }()

  /// Writes values of five bits, as many as fill whole groups of seven.
  static func text(of values: [UInt8]) -> String {
    precondition(values.count.isMultiple(of: groupLength - 1), "Groups are whole")
    return stride(from: 0, to: values.count, by: groupLength - 1).map { start in
      let group = values[start..<(start + groupLength - 1)]
      return String((group + [check(group)]).map { alphabet[Int($0)] })
    }.joined(separator: "-")
  }

  /// Reads the groups of a text, between which hyphens, dashes or blanks stand.
  ///
  /// - Throws: ``Problem`` with the groups to look at.
  static func values(in text: some StringProtocol) throws(Problem) -> [UInt8] {
    let groups = text.split { $0.isWhitespace || "-–—−".contains($0) }
    for (index, group) in groups.enumerated() where group.count != groupLength {
      throw .length(group: index + 1, characters: group.count)
    }
    var values: [UInt8] = []
    var mistyped: [Int] = []
    for (index, group) in groups.enumerated() {
      let read = group.compactMap { Self.values[$0] }
      if read.count == groupLength, check(read.dropLast()) == read.last {
        values += read.dropLast()
      } else {
        mistyped.append(index + 1)
      }
    }
    guard mistyped.isEmpty else { throw .mistyped(groups: mistyped) }
    return values
  }

  /// The sum of the values, each times another power of the generator of the field.
  private static func check(_ values: some Collection<UInt8>) -> UInt8 {
    // Horner's rule, from the last to the first.
    timesGenerator(values.reversed().reduce(0) { timesGenerator($0) ^ $1 })
  }

  /// Times x, modulo x⁵ + x² + 1.
  private static func timesGenerator(_ value: UInt8) -> UInt8 {
    value & 0b10000 == 0 ? value << 1 : (value << 1) ^ 0b100101
  }

  /// Bytes as values of five bits, with zeros at the end.
  static func fiveBits(of bytes: [UInt8]) -> [UInt8] {
    regroup(bytes, from: 8, to: 5)
  }

  /// Bytes from values of five bits; nil where the bits left over are not zero.
  static func bytes(ofFiveBits values: some Sequence<UInt8>, count: Int) -> [UInt8]? {
    let bytes = regroup(values, from: 5, to: 8)
    guard bytes.count >= count, bytes[count...].allSatisfy({ $0 == 0 }) else { return nil }
    return Array(bytes[..<count])
  }

  private static func regroup(
    _ values: some Sequence<UInt8>, from width: Int, to newWidth: Int
  ) -> [UInt8] {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for value in values {
      bits = bits << UInt32(width) | UInt32(value)
      count += width
      while count >= newWidth {
        count -= newWidth
        result.append(UInt8(bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    if count > 0 { result.append(UInt8(bits << UInt32(newWidth - count))) }
    return result
  }
}
