/// Chinese numerals.
enum ChineseDigits {
  /// The digit that a character stands for; 两 is two.
  static func digit(_ scalar: UInt16) -> Int? {
    switch scalar {
    case 0x3007, 0x96F6: 0
    case 0x4E00: 1
    case 0x4E8C, 0x4E24: 2
    case 0x4E09: 3
    case 0x56DB: 4
    case 0x4E94: 5
    case 0x516D: 6
    case 0x4E03: 7
    case 0x516B: 8
    case 0x4E5D: 9
    default: nil
    }
  }

  /// The power of ten that a character stands for.
  static func power(_ scalar: UInt16) -> Int? {
    switch scalar {
    case 0x5341: 1
    case 0x767E: 2
    case 0x5343: 3
    case 0x4E07: 4
    case 0x4EBF: 8
    default: nil
    }
  }

  static func isUnitOrDigit(_ scalar: UInt16) -> Bool {
    digit(scalar) != nil || power(scalar) != nil
  }

  /// The value of a well-formed numeral such as 一百二十三 or 三千; nil for strings of bare digits
  /// such as 二〇一七 or 七五, which name years and plans.
  ///
  /// 百 and 千 may stand alone, as in 百余; the scales 万 and 亿 are read by the caller.
  static func value(of scalars: ArraySlice<UInt16>) -> Int? {
    var total = 0
    var digit: Int?
    var lastPower = Int.max
    for scalar in scalars {
      if let next = Self.digit(scalar) {
        if next == 0 {
          guard digit == nil, lastPower != Int.max else { return nil }
          continue
        }
        guard digit == nil else { return nil }
        digit = next
      } else if let power = Self.power(scalar), power < 4 {
        guard power < lastPower else { return nil }
        if digit == nil, lastPower != Int.max { return nil }
        total += (digit ?? 1) * powerOfTen(power)
        lastPower = power
        digit = nil
      } else {
        return nil
      }
    }
    if let digit {
      // 三百五 means 350: a last digit without its power counts the next one down.
      let followsZero = scalars.dropLast().last.map { Self.digit($0) == 0 } ?? false
      let isShort = lastPower != Int.max && lastPower > 1 && !followsZero
      total += digit * (isShort ? powerOfTen(lastPower - 1) : 1)
    }
    return lastPower == Int.max && digit == nil ? nil : total
  }

  private static func powerOfTen(_ power: Int) -> Int {
    (0..<power).reduce(1) { product, _ in product * 10 }
  }
}
