internal import Glibc

/// GB 18030 by the C library's tables, which follow the standard.
enum GB18030 {
  /// The text, or nil where a byte does not belong to the encoding.
  static func decode(_ bytes: [UInt8]) -> String? {
    guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1)
    else { return nil }
    defer { iconv_close(converter) }
    // Each two bytes of input give at most three of output, a single one gives one.
    var output = [CChar](repeating: 0, count: bytes.count * 2 + 4)
    var input = bytes.map(CChar.init(bitPattern:))
    let written = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target -> Int? in
        var from = source.baseAddress
        var fromLeft = source.count
        var to = target.baseAddress
        var toLeft = target.count
        let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
        return result == Int.max || fromLeft > 0 ? nil : target.count - toLeft
      }
    }
    guard let written else { return nil }
    return String(validating: output[..<written].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
