import Reports

/// Reads one numeral in Chinese characters: 一百二十三, 三千五, 五亿零六, 百余万, 九十八点五.
///
/// Strings of bare digits such as 二〇一七 or 七五 are none: they name years and plans.
struct ChineseNumeral {
  private let text: NormalisedText
  /// What stands before the last 万 or 亿, what stands behind it, and the last digit.
  private var total: Int64 = 0
  private var section: Int64 = 0
  private var digit: Int64?
  /// The power of the character before, where nothing stands between: 三千五 is 3500.
  private var powerBefore: Int?
  private var lastInSection = 4
  private var lastScale = Int.max
  private var hasZero = false
  private var isFirst = true
  private var fraction: (digits: Int64, count: Int) = (0, 0)
  /// The power of ten of the largest of 万 and 亿.
  private(set) var scale = 0
  /// Whether there are powers alone, as in 百余: in names they mean many.
  private(set) var isBarePower = true
  /// Where 余, 多 or 几 stands within.
  private(set) var overPlace: Int?

  /// The most characters behind 点.
  private static let mostDecimals = 4
  private static let point: UInt16 = 0x70B9

  init(_ text: NormalisedText) {
    self.text = text
  }

  /// Reads from a place on; the end, or nil where there is no well-formed numeral.
  mutating func read(from start: Int) -> Int? {
    if ChineseDigits.isAmbiguous(text[start]), !ChineseDigits.isUnitOrDigit(text[start + 1]),
      !Self.isCheque(at: start, of: text)
    {
      return nil
    }
    var place = start
    if ChineseDigits.digit(text[start]) == 0, text[start + 1] == Self.point {
      let end = readFraction(at: start + 1)
      return end > start + 1 ? end : nil
    }
    while true {
      let scalar = text[place]
      if let next = ChineseDigits.digit(scalar) {
        guard take(digit: Int64(next)) else { return nil }
      } else if let tens = ChineseDigits.tens(scalar) {
        guard take(digit: Int64(tens)), take(power: 1) else { return nil }
      } else if let power = ChineseDigits.power(scalar) {
        if power == 1 { isBarePower = false }
        guard power < 4 ? take(power: power) : take(scale: power) else { return nil }
      } else if Sign.isMore(scalar), place > start, ChineseDigits.power(text[place + 1]) != nil {
        overPlace = place
      } else {
        break
      }
      isFirst = false
      place += 1
    }
    guard !hasTrailingZero else { return nil }
    return place > start ? readFraction(at: place) : nil
  }

  /// 拾元, 伍圆: on cheques such signs stand alone.
  private static func isCheque(at place: Int, of text: NormalisedText) -> Bool {
    text[place + 1] == yuan || text[place + 1] == round
  }

  private static let yuan: UInt16 = 0x5143
  private static let round: UInt16 = 0x5706

  private var hasTrailingZero: Bool { hasZero && digit == nil && powerBefore == nil }

  private mutating func take(digit next: Int64) -> Bool {
    isBarePower = false
    guard digit == nil else { return false }
    if next == 0 {
      guard !isFirst else { return false }
      hasZero = true
      powerBefore = nil
      return true
    }
    digit = next
    return true
  }

  private mutating func take(power: Int) -> Bool {
    guard power < lastInSection, digit != nil || section == 0 || hasZero && power == 1 else {
      return false
    }
    section += (digit ?? 1) * Self.powerOfTen(power)
    lastInSection = power
    powerBefore = power
    digit = nil
    hasZero = false
    return true
  }

  /// 万 and 亿; 万亿 multiplies, as does 亿 behind a number with 万.
  private mutating func take(scale power: Int) -> Bool {
    let part = section + lastDigit
    let isProduct = lastScale == 4 && (power == 8 || part == 0)
    guard power < lastScale || isProduct else { return false }
    let factor = isProduct ? total + part : max(part, isFirst ? 1 : part)
    guard factor > 0 else { return false }
    let (product, overflow) = factor.multipliedReportingOverflow(by: Self.powerOfTen(power))
    let (sum, sumOverflow) = (isProduct ? 0 : total).addingReportingOverflow(product)
    guard !overflow, !sumOverflow else { return false }
    total = sum
    scale = max(scale, power)
    lastScale = power
    lastInSection = 4
    section = 0
    powerBefore = power
    digit = nil
    hasZero = false
    return true
  }

  /// 点五 behind the number.
  private mutating func readFraction(at place: Int) -> Int {
    guard text[place] == Self.point, overPlace == nil else { return place }
    var end = place + 1
    while end - place - 1 < Self.mostDecimals, let next = ChineseDigits.digit(text[end]) {
      fraction = (fraction.digits * 10 + Int64(next), fraction.count + 1)
      end += 1
    }
    // 三点十分, 两点半 tell the time.
    guard fraction.count > 0, !ChineseDigits.isUnitOrDigit(text[end]) else {
      fraction = (0, 0)
      return place
    }
    return end
  }

  /// 三百五 means 350, 九万四 94,000: a last digit without its power counts the next one down.
  private var lastDigit: Int64 {
    guard let digit, let powerBefore, powerBefore > 1 else { return digit ?? 0 }
    return digit * Self.powerOfTen(powerBefore - 1)
  }

  /// The number, unless it is too large.
  var value: FixedDecimal? {
    let (whole, tooLarge) = (total + section).addingReportingOverflow(lastDigit)
    guard !tooLarge else { return nil }
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: FixedDecimal.scale)
    let behind = fraction.digits * Self.powerOfTen(Self.mostDecimals - fraction.count)
    let (sum, sumOverflow) = scaled.addingReportingOverflow(behind)
    return overflow || sumOverflow || sum == 0 ? nil : FixedDecimal(tenThousandths: sum)
  }

  private static func powerOfTen(_ power: Int) -> Int64 {
    (0..<power).reduce(1) { product, _ in product * 10 }
  }
}
