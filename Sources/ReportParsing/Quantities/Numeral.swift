import Reports

/// A number as it stands in a text, without measure word.
struct Numeral: Hashable, Sendable {
  /// Its place, with the scale and a 余 or 多 inside.
  var range: Range<Int>
  var value: FixedDecimal
  /// The power of ten that it was written in: 4 for 万, 8 for 亿.
  var scale: Int
  /// Whether 余, 多 or 几 stands in it or after it.
  var isOver: Bool
  /// Whether it is written in Chinese characters.
  var isChinese: Bool
  /// Whether it is 百, 千 or 万 alone, which in names means many.
  var isBarePower: Bool
  /// Where the sign 余 stands, if it stands in the number.
  var overPlace: Int?
}

/// Reads numerals: Arabic with groups, point and scale, Chinese, and mixtures such as 3千余.
struct NumeralReader {
  private let text: NormalisedText
  /// More digits than a number that fits can have.
  private static let mostDigits = 24

  init(_ text: NormalisedText) {
    self.text = text
  }

  /// Whether a numeral could begin with the character.
  static func begins(with scalar: UInt16) -> Bool {
    Sign.isDigit(scalar) || ChineseDigits.isUnitOrDigit(scalar)
  }

  /// The numeral that begins at a place; it is long enough that reading goes on behind it even
  /// where it is nil: see ``end(of:)``.
  func numeral(at place: Int) -> Numeral? {
    Sign.isDigit(text[place]) ? arabic(at: place) : chinese(at: place)
  }

  /// Where the run of numeral characters at a place ends.
  func end(of place: Int) -> Int {
    var end = place
    if Sign.isDigit(text[place]) {
      while Sign.isDigit(text[end]) || text[end] == Sign.point && Sign.isDigit(text[end + 1]) {
        end += 1
      }
    } else {
      while ChineseDigits.isUnitOrDigit(text[end]) { end += 1 }
    }
    return max(end, place + 1)
  }

  private func arabic(at place: Int) -> Numeral? {
    guard var (value, end) = decimal(at: place) else { return nil }
    var scale = 0
    var isOver = false
    var overPlace: Int?
    var total = FixedDecimal.zero
    var lastPower = Int.max
    while true {
      var next = end
      var overHere: Int?
      if Sign.isMore(text[next]), ChineseDigits.power(text[next + 1]) != nil {
        overHere = next
        next += 1
      }
      guard let (power, powerEnd, overBetween) = powers(at: next), power < lastPower
      else { break }
      lastPower = power
      guard let product = value.shifted(byPowerOfTen: power) else { return nil }
      if let overHere = overHere ?? overBetween {
        isOver = true
        overPlace = overHere
      }
      scale = max(scale, power >= 8 ? 8 : power >= 4 ? 4 : 0)
      total += product
      end = powerEnd
      value = .zero
      // 1亿2000万, 5万4千.
      guard Sign.isDigit(text[end]), let more = decimal(at: end),
        let next = ChineseDigits.power(text[more.end]), power >= 4 || next < power
      else { break }
      value = more.value
      end = more.end
    }
    total += value
    let tail = trailingOver(at: end)
    return Numeral(
      range: place..<tail.end, value: total, scale: scale, isOver: isOver || tail.isOver,
      isChinese: false, isBarePower: false, overPlace: overPlace ?? (tail.isOver ? end : nil))
  }

  /// The powers that stand at a place, multiplied: 万 is 4, 千万 and 千多万 are 7.
  private func powers(at place: Int) -> (power: Int, end: Int, overPlace: Int?)? {
    guard let first = ChineseDigits.power(text[place]), first >= 2 else { return nil }
    let overPlace = Sign.isMore(text[place + 1]) ? place + 1 : nil
    let next = overPlace.map { $0 + 1 } ?? place + 1
    if let second = ChineseDigits.power(text[next]),
      first < 4 && second >= 4 || first == 4 && second >= 4
    {
      return (first + second, next + 1, overPlace)
    }
    return (first, place + 1, nil)
  }

  /// Digits with groups of three and a fraction.
  private func decimal(at place: Int) -> (value: FixedDecimal, end: Int)? {
    var end = place
    var digits = DigitReader()
    while Sign.isDigit(text[end]) {
      digits.append(text[end])
      end += 1
    }
    if end - place <= 3 {
      while text[end] == Sign.asciiComma || text[end] == Sign.comma || text[end] == Sign.space,
        digits.count < Self.mostDigits, (1...3).allSatisfy({ Sign.isDigit(text[end + $0]) }),
        !Sign.isDigit(text[end + 4])
      {
        for offset in 1...3 { digits.append(text[end + offset]) }
        end += 4
      }
    }
    if text[end] == Sign.point, Sign.isDigit(text[end + 1]) {
      digits.beginFraction()
      end += 1
      while Sign.isDigit(text[end]) {
        digits.append(text[end])
        end += 1
      }
    }
    guard digits.count <= Self.mostDigits, let value = digits.value else { return nil }
    return (value, end)
  }

  private func chinese(at place: Int) -> Numeral? {
    var reader = ChineseNumeral(text)
    guard let end = reader.read(from: place), let value = reader.value else { return nil }
    let tail = trailingOver(at: end)
    return Numeral(
      range: place..<tail.end, value: value, scale: reader.scale,
      isOver: reader.overPlace != nil || tail.isOver, isChinese: true,
      isBarePower: reader.isBarePower, overPlace: reader.overPlace ?? (tail.isOver ? end : nil))
  }

  /// 余, 多 or 几 behind the digits.
  private func trailingOver(at place: Int) -> (isOver: Bool, end: Int) {
    Sign.isMore(text[place]) ? (true, place + 1) : (false, place)
  }
}

/// Makes a number of digits, without a string between.
private struct DigitReader {
  private(set) var count = 0
  private var magnitude: Int64 = 0
  private var fraction: Int?
  private var isTooLarge = false

  mutating func append(_ digit: UInt16) {
    count += 1
    if let fraction { self.fraction = fraction + 1 }
    let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    let (sum, sumOverflow) = tens.addingReportingOverflow(Int64(digit) - 0x30)
    isTooLarge = isTooLarge || overflow || sumOverflow
    magnitude = sum
  }

  mutating func beginFraction() { fraction = 0 }

  /// The number; nil beyond the range, or with more than four digits behind the point.
  var value: FixedDecimal? {
    let places = fraction ?? 0
    guard !isTooLarge, places <= 4 else { return nil }
    var value = magnitude
    for _ in places..<4 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return FixedDecimal(tenThousandths: value)
  }
}
