/// References to characters: `&amp;`, `&#20013;` and `&#x4E2D;`. Others are not well formed without a
/// document type, and a document type is refused.
enum XMLReference {
  /// The longest is `&#x10FFFF;`, and leading zeros are nobody's habit.
  private static let longestName = 15

  /// UTF-8 with each reference replaced by its character.
  static func replaceAll(in bytes: ArraySlice<UInt8>) throws(DocumentError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += rest[..<ampersand]
      rest = rest[(ampersand + 1)...]
      guard let end = rest.prefix(longestName + 1).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(named: String(decoding: rest[..<end], as: UTF8.self))
      else { throw .damagedOffice }
      result += UTF8.encode(scalar).map(Array.init) ?? []
      rest = rest[(end + 1)...]
    }
    return result + rest
  }

  private static func scalar(named name: String) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard name.first == "#" else { return nil }
    let isHexadecimal = name.dropFirst().first == "x"
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard digits.first != "+", let number = UInt32(digits, radix: isHexadecimal ? 16 : 10),
      number > 0
    else { return nil }
    return Unicode.Scalar(number)
  }
}
