internal import Reports

extension FixedDecimal {
  /// The number with a comma at every thousand.
  var grouped: String {
    let text = description
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    var grouped = ""
    for (index, digit) in parts[0].reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return sign + String(grouped.reversed()) + (parts.count > 1 ? "." + parts[1] : "")
  }
}
