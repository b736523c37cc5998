/// References to characters: `&amp;`, `&#20013;` and `&#x4E2D;`. Others are not well formed without a
/// document type, and a document type is refused.
enum XMLReference {
  /// The text with each reference replaced by its character.
  static func replaceAll(in text: String) throws(DocumentError) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var rest = text.utf8[...]
    while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += String(Substring(rest[..<ampersand]))
      let start = rest.index(after: ampersand)
      // The longest is &#x10FFFF; and leading zeros are nobody's habit.
      guard let end = rest[start...].prefix(16).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(named: String(Substring(rest[start..<end])))
      else { throw .damagedOffice }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result + String(Substring(rest))
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
    let digits = name.dropFirst()
    let number =
      digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    guard name.first == "#", digits.first != "+", let number, number > 0 else { return nil }
    return Unicode.Scalar(number)
  }
}
