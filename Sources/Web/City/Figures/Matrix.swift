internal import Foundation
internal import Reports

/// The totals of one year as a table: indicators down, offices across, last year beside them.
struct Matrix {
  /// The indicators of one field of work.
  struct Group {
    let group: IndicatorGroup
    let lines: [Line]
  }

  /// One total, with the same of the year before.
  struct Line {
    let now: TotalSummary
    let before: TotalSummary?

    /// How it has changed.
    var change: YearOnYear { YearOnYear(of: now, against: before) }
  }

  let groups: [Group]

  /// - Parameters:
  ///   - totals: Those of all years.
  ///   - year: The year to show.
  init(_ totals: [TotalSummary], year: Int) {
    let lastYear = Dictionary(
      totals.filter { $0.id.year == year - 1 }.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    var order: [IndicatorGroup] = []
    var lines: [IndicatorGroup: [Line]] = [:]
    for total in totals where total.id.year == year {
      let group = IndicatorGroup(of: total.id.indicator)
      if lines[group] == nil { order.append(group) }
      let before = TotalSummary.ID(
        indicator: total.id.indicator, year: year - 1, unit: total.id.unit)
      lines[group, default: []].append(Line(now: total, before: lastYear[before]))
    }
    groups = order.map { Group(group: $0, lines: lines[$0] ?? []) }
  }
}

/// Which years there are, and which of them a page shows.
struct YearChoice {
  /// A year to choose.
  struct Shown {
    let year: String
    let path: String
    let isCurrent: Bool
  }

  let years: [Int]
  let year: Int

  /// - Parameters:
  ///   - chosen: What the page was asked for.
  ///   - totals: Those of all years.
  ///   - reportedYears: The years that reports are about; the newest is shown where none was
  ///     chosen.
  init(_ chosen: Int?, totals: [TotalSummary], reportedYears: [Int]) {
    let known = Set(totals.map(\.id.year)).union(reportedYears)
    year = chosen ?? reportedYears.max() ?? known.max() ?? Self.fallback
    years = known.union([year]).sorted()
  }

  /// What an empty city shows: last year, which reports will be about.
  private static var fallback: Int {
    PageWords.calendar.component(.year, from: Date()) - 1
  }

  /// Links to the same page in each year.
  func links(_ path: String, others: String = "") -> [Shown] {
    years.map {
      Shown(year: "\($0)", path: "\(path)?year=\($0)\(others)", isCurrent: $0 == year)
    }
  }
}
