/// Chinese numerals.
enum ChineseDigits {
  /// All signs that stand for a digit or a power: hardly any character of a text is one, and each is
  /// asked for.
  private static let signs = ScalarSet(
    "〇零一壹二两贰三叁参四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿廿卅")

  /// The digit that a character stands for; 两 is two, and cheques have signs of their own.
  static func digit(_ scalar: UInt16) -> Int? {
    guard signs.contains(scalar) else { return nil }
    return switch scalar {
    case 0x3007, 0x96F6: 0
    case 0x4E00, 0x58F9: 1
    case 0x4E8C, 0x4E24, 0x8D30: 2
    case 0x4E09, 0x53C1, 0x53C2: 3
    case 0x56DB, 0x8086: 4
    case 0x4E94, 0x4F0D: 5
    case 0x516D, 0x9646: 6
    case 0x4E03, 0x67D2: 7
    case 0x516B, 0x634C: 8
    case 0x4E5D, 0x7396: 9
    default: nil
    }
  }

  /// The power of ten that a character stands for.
  static func power(_ scalar: UInt16) -> Int? {
    switch scalar {
    case 0x5341, 0x62FE: 1
    case 0x767E, 0x4F70: 2
    case 0x5343, 0x4EDF: 3
    case 0x4E07: 4
    case 0x4EBF: 8
    default: nil
    }
  }

  /// How many tens the character stands for: 廿 and 卅.
  static func tens(_ scalar: UInt16) -> Int? {
    scalar == 0x5EFF ? 2 : scalar == 0x5345 ? 3 : nil
  }

  static func isUnitOrDigit(_ scalar: UInt16) -> Bool {
    signs.contains(scalar)
  }

  /// Whether the character is one that other words have too, so that it begins a numeral only
  /// before another sign of one: 参 肆 伍 陆 拾 in 参加, 放肆, 队伍, 大陆, 收拾.
  static func isAmbiguous(_ scalar: UInt16) -> Bool {
    scalar == 0x53C2 || scalar == 0x8086 || scalar == 0x4F0D || scalar == 0x9646 || scalar == 0x62FE
  }
}
