internal import Foundation
internal import Reports

/// One line of the matrix as the template shows it.
struct MatrixRow {
  /// What one office states, or why there is nothing.
  struct Cell {
    let id: String
    /// The figure; empty where there is none.
    let text: String
    let hasText: Bool
    let isUnreported: Bool
    let isUnstated: Bool
    let isConflict: Bool
    /// Months or parts that the figure rests on; empty for the year's own.
    let basis: String
    let link: String
    let say: String
  }

  let id: String
  let name: String
  let unitName: String
  let path: String
  let searchText: String
  let isHidden: Bool
  let cells: [Cell]
  let total: String
  let isRate: Bool
  let range: String
  let parentText: String
  let conflict: Bool
  let lastYear: String
  let hasLastYear: Bool
  let change: String
  let hasChange: Bool
  let whyNoChange: String
  let coverage: String
  let isWhole: Bool
  let missingText: String
  let totalSay: String

  init(
    _ line: Matrix.Line, areas: [AreaCode], words: PageWords, searchText: String, isHidden: Bool
  ) {
    let total = line.now
    id = "row-\(total.id.indicator)-\(Link.escaped(total.id.unit.rawValue))"
      .replacing("%", with: "_")
    name = words.name(of: total.id.indicator)
    unitName = words.unit(total.id.unit)
    path = Link.indicator(total.id.indicator, total.id.year)
    self.searchText = searchText
    self.isHidden = isHidden
    isRate = total.nature == .rate
    let suffix = total.id.unit == .percent ? "%" : ""
    let bounds = total.lower.flatMap { lower in total.upper.map { (lower, $0) } }
    let range = bounds.map { words.range($0.0, $0.1) + suffix } ?? ""
    self.total = total.value.map(\.grouped) ?? range
    self.range = bounds.map { $0.0 != $0.1 } == true && total.value != nil ? range : ""
    parentText = total.parent.map { words.fill("parentFigure", $0.value.grouped + suffix) } ?? ""
    conflict = total.shares.contains(where: \.hasConflict)
    hasLastYear = line.before != nil
    lastYear =
      line.before.map { before in
        before.value.map(\.grouped)
          ?? zip2(before.lower, before.upper).map { words.range($0, $1) + suffix } ?? ""
      } ?? ""
    (change, whyNoChange) = words.growth(line.change)
    hasChange = whyNoChange.isEmpty
    let count = total.shares.count
    coverage = "\(count)/\(count + total.missing.count)"
    isWhole = total.missing.isEmpty
    missingText =
      total.missing.isEmpty
      ? "" : words.fill("missingNames", words.list(total.missing.map(words.shortName(of:))))
    totalSay = "\(name) \(words["total"])"
    let (rowID, name) = (id, name)
    cells = areas.map { area in
      Cell(area, of: total, rowID: rowID, name: name, words: words)
    }
  }
}

extension MatrixRow.Cell {
  fileprivate init(
    _ area: AreaCode, of total: TotalSummary, rowID: String, name: String, words: PageWords
  ) {
    let share = total.shares.first { $0.area == area }
    id = "\(rowID)-\(area)"
    hasText = share != nil
    text =
      share.map { words.number($0.value, lower: $0.lower, upper: $0.upper, total.id.unit) } ?? ""
    isUnreported = share == nil && total.neverReported.contains(area)
    isUnstated = share == nil && !isUnreported
    isConflict = share?.hasConflict == true
    basis = share.map { words.basis($0.basis, $0.coveredMonths, total.nature) } ?? ""
    link = Link.figures(of: area, on: total.id.indicator, total.id.year)
    say = "\(name) \(words.shortName(of: area))"
  }
}

extension PageWords {
  /// Growth, and why there is none to tell; one of both is empty.
  func growth(_ change: YearOnYear) -> (text: String, reason: String) {
    switch change {
    case .change(let share):
      let percent = (Double(share.description) ?? 0) * 100
      let text = String(format: "%.1f", abs(percent))
      let sign = text == "0.0" ? "" : percent > 0 ? "+" : "−"
      return (sign + text + "%", "")
    case .none(let reason):
      return ("", self["noChange.\(reason.rawValue)"])
    }
  }

  /// On what a figure rests, in a few words; empty for the year's own.
  func basis(
    _ basis: EffectiveValue.Basis, _ months: Months, _ nature: IndicatorNature
  ) -> String {
    switch basis {
    case .stated: ""
    case .periods: fill(nature == .flow ? "basis.months" : "basis.asOf", months.description)
    case .parts where months.isWholeYear: self["basis.parts"]
    case .parts: fill("basis.partsOfMonths", months.description)
    }
  }
}

/// Both of two values, where there are both.
private func zip2<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
  first.flatMap { first in second.map { (first, $0) } }
}
