internal import Reports

/// A total that has moved since a day, as the templates show it.
struct MoveView {
  let yearText: String
  let name: String
  let path: String
  let unitName: String
  let beforeText: String
  let hasBefore: Bool
  let afterText: String
  let hasAfter: Bool
  let differenceText: String
  let coverageText: String

  init(_ move: TotalMove, _ words: PageWords) {
    yearText = "\(move.id.year)"
    name = words.name(of: move.id.indicator)
    path = Link.indicator(move.id.indicator, move.id.year)
    unitName = words.unit(move.id.unit)
    let texts = [move.before, move.after].map { $0.map { Self.text(of: $0, words) } ?? "" }
    (beforeText, afterText) = (texts[0], texts[1])
    (hasBefore, hasAfter) = (!beforeText.isEmpty, !afterText.isEmpty)
    differenceText =
      move.difference.map { ($0 > .zero ? "+" : "") + ($0 == .zero ? "0" : $0.grouped) } ?? ""
    let coverages = [move.before, move.after].map { total in
      total.map { "\($0.shares.count)/\($0.shares.count + $0.missing.count)" } ?? words["none"]
    }
    coverageText =
      coverages[0] == coverages[1] ? coverages[0] : coverages.joined(separator: " → ")
  }

  /// The sum, else the range, as of rates.
  private static func text(of total: TotalSummary, _ words: PageWords) -> String {
    if let value = total.value { return value.grouped }
    guard let lower = total.lower, let upper = total.upper else { return "" }
    return words.range(lower, upper) + (total.id.unit == .percent ? "%" : "")
  }
}
