internal import Reports

/// Codes of SDMX for what the city knows by names. They depend on nothing but the name, so that
/// files of different days fit together.
enum SDMXCode {
  /// Dots may not stand in a code, and no indicator has a hyphen.
  static func indicator(_ code: IndicatorCode) -> String {
    code.isWellFormed ? code.rawValue.replacing(".", with: "-") : "X_" + hex(code.rawValue)
  }

  /// `_T` for the whole, else the label's bytes in hexadecimal: free text has no other stable code.
  static func part(_ label: String?) -> String {
    label.map { "P_" + hex($0) } ?? "_T"
  }

  static func unit(_ unit: Unit) -> String {
    unitNames[unit.rawValue]?.code ?? "U_" + hex(unit.rawValue)
  }

  static func unitNameEn(_ unit: Unit) -> String {
    unitNames[unit.rawValue]?.en ?? "Measure word: \(unit.rawValue)"
  }

  private static let unitNames: [String: (code: String, en: String)] = [
    "人": ("PERSON", "Persons"), "人次": ("PERSON_TIME", "Persons, counted each time"),
    "户": ("HOUSEHOLD", "Households"), "户次": ("HOUSEHOLD_TIME", "Households, counted each time"),
    "元": ("CNY", "Chinese yuan"), "%": ("PERCENT", "Per cent"), "个": ("COUNT", "Number"),
    "家": ("EMPLOYER", "Employers"), "份": ("COPY", "Copies"), "件": ("CASE", "Cases or items"),
    "场": ("EVENT", "Events"), "期": ("SESSION", "Sessions"), "条": ("ENTRY", "Entries"),
    "支": ("TEAM", "Teams"), "起": ("INCIDENT", "Incidents"), "项": ("ITEM", "Items"),
    "吨": ("TONNE", "Tonnes"), "小时": ("HOUR", "Hours"), "天": ("DAY", "Days"),
  ]

  private static func hex(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The frequency of a period, as CL_FREQ has it.
  static func frequency(_ period: Period) -> String {
    switch period.span {
    case .year: "A"
    case .half: "S"
    case .quarter: "Q"
    case .month: "M"
    }
  }

  /// When in the period a figure was collected, as CL_COLLECTION has it; unknown for rates, whose
  /// wording differs.
  static func collection(_ nature: IndicatorNature) -> String {
    switch nature {
    case .flow: "S"
    case .stock: "E"
    case .rate: "U"
    }
  }
}

extension FixedDecimal {
  /// The exact quotient with a power of ten, such as 57.0001 for 570001 and 4.
  func divided(byPowerOfTen power: Int) -> String {
    let places = 4 + power
    var digits = String(tenThousandths.magnitude)
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    var fraction = digits.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    let sign = tenThousandths < 0 ? "-" : ""
    return sign + digits.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
  }
}
