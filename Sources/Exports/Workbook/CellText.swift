/// Text as a cell can hold it.
enum CellText {
  /// The longest text of a cell, in UTF-16 units, as Excel has it; what is longer makes it repair
  /// the file.
  static let maximumLength = 32_767

  /// The text without what XML forbids or a sheet would show as something else, and not longer than
  /// a cell may be: it then ends in `…`.
  static func cleaned(_ text: String) -> String {
    var cleaned = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars where isAllowed(scalar) {
      length += UTF16.width(scalar)
      if length >= maximumLength {
        cleaned.append("…")
        break
      }
      cleaned.append(scalar)
    }
    return escapingEscapes(String(cleaned))
  }

  /// Controls, which XML 1.0 forbids or takes for line ends, and the noncharacters.
  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0x00..<0x20, 0x7F..<0xA0: false
    case 0xFDD0...0xFDEF: false
    default: scalar.value & 0xFFFE != 0xFFFE
    }
  }

  /// `_x0041_` in a cell means the character of that number (ECMA-376, 22.9.2.19 ST_Xstring), so its
  /// own underscore is written as such a number.
  private static func escapingEscapes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
    let bytes = Array(text.utf8)
    var escaped: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isEscape =
        byte == UInt8(ascii: "_") && index + 6 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "x") && bytes[index + 6] == UInt8(ascii: "_")
        && bytes[(index + 2)...(index + 5)].allSatisfy { Character(.init($0)).isHexDigit }
      if isEscape { escaped += Array("_x005F".utf8) }
      escaped.append(byte)
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
