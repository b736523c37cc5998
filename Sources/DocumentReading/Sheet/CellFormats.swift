/// How the numbers of a workbook are shown, as far as it changes what they mean.
struct CellFormats {
  private enum Meaning {
    case number
    case percentage
    case date
  }

  private let dayOffset: Int
  private var meanings: [Meaning] = []

  /// Formats of a workbook without styles.
  ///
  /// - Parameter dayOffset: Days between its day zero and that of 1900.
  init(dayOffset: Int) {
    self.dayOffset = dayOffset
  }

  /// Reads the styles part.
  ///
  /// - Throws: ``DocumentError`` where its XML is broken.
  mutating func read(_ part: [UInt8]) throws(DocumentError) {
    var reader = try XMLReader(part)
    var codes: [Int: String] = [:]
    while true {
      let event = try reader.next()
      if event == .finish { return }
      guard event == .start, reader.namespace == .spreadsheet else { continue }
      switch reader.name {
      case "numFmt":
        guard let id = try reader.attribute("numFmtId").flatMap({ Int($0) }) else { continue }
        codes[id] = try reader.attribute("formatCode")
      case "xf":
        let id = try reader.attribute("numFmtId").flatMap { Int($0) } ?? 0
        meanings.append(codes[id].map(Self.meaning(of:)) ?? Self.meaning(ofBuiltIn: id))
      // Formats that cells refer to by way of others, and those of conditions.
      case "cellStyleXfs", "dxfs": try reader.skipElement()
      default: continue
      }
    }
  }

  /// A number as a person reads it in the cell, but for rounding: a percentage with its sign, a
  /// date as a date.
  func text(of number: String, style: Int?) -> String {
    guard let decimal = DecimalDigits(number) else { return number }
    let meaning = style.flatMap { meanings.indices.contains($0) ? meanings[$0] : nil }
    switch meaning ?? .number {
    case .number: return decimal.text
    case .percentage: return decimal.shifted(by: 2).text + "%"
    case .date:
      return decimal.integer.flatMap { SerialDate.text(days: $0 &+ dayOffset) } ?? decimal.text
    }
  }

  /// The formats that every workbook has (ECMA-376-1, 18.8.30), those of East Asia included.
  private static func meaning(ofBuiltIn id: Int) -> Meaning {
    switch id {
    case 9, 10: .percentage
    case 14...22, 27...36, 45...47, 50...58: .date
    default: .number
    }
  }

  /// What a format code means, by its first section, without words in quotes or brackets.
  private static func meaning(of code: String) -> Meaning {
    var letters = ""
    var rest = code.prefix { $0 != ";" }[...]
    while let first = rest.popFirst() {
      switch first {
      case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
      case "[": rest = rest.drop { $0 != "]" }.dropFirst()
      case "\\", "_", "*": rest = rest.dropFirst()
      default: letters.append(first)
      }
    }
    if letters.contains("%") { return .percentage }
    // E, which counts years in East Asia, stands also in scientific formats.
    return letters.lowercased().contains { "ymdhs".contains($0) } ? .date : .number
  }
}
