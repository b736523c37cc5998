/// A decimal number by its digits, as Excel keeps them: fifteen count, what lies beyond is the noise
/// of binary fractions (95.3 is stored as 95.299999999999997).
struct DecimalDigits {
  private static let significantDigits = 15
  /// Powers of ten beyond this are no figure of a report, and stay as they were written.
  private static let largestExponent = 40

  private var isNegative = false
  private var digits: [UInt8] = []
  private var exponent = 0

  /// Reads a number such as `-12.5` or `1.2E-3`; nil where it is none, or is beyond reason.
  init?(_ text: String) {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") {
      isNegative = true
      rest.removeFirst()
    }
    var fraction: Int?
    while let byte = rest.first, byte == UInt8(ascii: ".") || (0x30...0x39).contains(byte) {
      rest.removeFirst()
      if byte == UInt8(ascii: ".") {
        guard fraction == nil else { return nil }
        fraction = 0
      } else {
        digits.append(byte - 0x30)
        fraction? += 1
      }
    }
    guard !digits.isEmpty, digits.count <= 400 else { return nil }
    exponent = -(fraction ?? 0)
    if let mark = rest.popFirst() {
      guard mark == UInt8(ascii: "E") || mark == UInt8(ascii: "e"),
        let power = Int(String(Substring(rest))), abs(power) <= 400
      else { return nil }
      exponent += power
    }
    round()
    guard abs(exponent) <= Self.largestExponent else { return nil }
  }

  /// The number times a power of ten.
  func shifted(by power: Int) -> DecimalDigits {
    var copy = self
    copy.exponent += power
    return copy
  }

  /// The number without an exponent.
  var text: String {
    var whole = digits
    var fraction: [UInt8] = []
    if exponent >= 0 {
      whole += Array(repeating: 0, count: exponent)
    } else {
      whole = Array(repeating: 0, count: max(0, 1 - exponent - digits.count)) + digits
      fraction = Array(whole.suffix(-exponent))
      whole.removeLast(-exponent)
    }
    let sign = isNegative && digits != [0] ? "-" : ""
    let words = [whole, fraction].map { $0.map(String.init).joined() }
    return sign + words[0] + (fraction.isEmpty ? "" : "." + words[1])
  }

  /// The number without what follows its point; nil where it is too large.
  var integer: Int? {
    Int(text.prefix { $0 != "." })
  }

  /// Takes off zeros at both ends and the digits that don't count.
  private mutating func round() {
    digits = Array(digits.drop { $0 == 0 })
    if digits.count > Self.significantDigits {
      let isUp = digits[Self.significantDigits] >= 5
      exponent += digits.count - Self.significantDigits
      digits.removeLast(digits.count - Self.significantDigits)
      if isUp { increment() }
    }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty {
      digits = [0]
      exponent = 0
    }
  }

  private mutating func increment() {
    for place in digits.indices.reversed() {
      digits[place] = (digits[place] + 1) % 10
      if digits[place] != 0 { return }
    }
    digits.insert(1, at: 0)
  }
}
