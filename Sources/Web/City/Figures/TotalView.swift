internal import Reports

/// A total in one unit, over the years and office by office, as the page of its indicator shows it.
struct TotalView {
  /// A year of the trend.
  struct YearRow {
    let yearText: String
    let yearPath: String
    let isCurrent: Bool
    let valueText: String
    let rangeText: String
    let plain: String
    let growthText: String
    let whyNoGrowth: String
    let hasGrowth: Bool
    let coverageText: String
    let missingNames: String
  }

  /// A year of all offices.
  struct OfficesOfYear {
    /// An office's figure; without text where it has none.
    struct Cell {
      let text: String
      let plain: String
    }

    let yearText: String
    let isCurrent: Bool
    let cells: [Cell]
  }

  /// An office's figure.
  struct OfficeRow {
    let areaName: String
    let path: String
    let hasFigure: Bool
    let isUnreported: Bool
    let valueText: String
    let rangeText: String
    let plain: String
    let basisText: String
    let isConflict: Bool
    let isReviewed: Bool
  }

  let unitID: String
  let unitName: String
  let isRate: Bool
  let valueText: String
  let rangeText: String
  let coverageText: String
  let isWhole: Bool
  let unreportedNames: String
  let unstatedNames: String
  let hasUnreported: Bool
  let hasUnstated: Bool
  let partialNames: String
  let hasPartial: Bool
  let parentText: String
  let hasParent: Bool
  let years: [YearRow]
  let offices: [OfficeRow]
  /// The offices that have a figure in any year, and their figures year by year.
  let officeNames: [String]
  let officeYears: [OfficesOfYear]
  let hasOfficeYears: Bool
  let officeYearsLabel: String
  let trendLabel: String
  let rankingLabel: String

  /// - Parameters:
  ///   - total: The total of the year.
  ///   - summaries: The totals of the same indicator and unit in all years.
  ///   - areas: The offices, in whose order they are shown.
  ///   - words: The words of the page's language.
  init(_ total: Total, _ summaries: [TotalSummary], areas: AreaList, _ words: PageWords) {
    let unit = total.unit
    let suffix = unit == .percent ? "%" : ""
    let name = words.name(of: total.topic.indicator)
    unitID = "unit-" + Link.escaped(unit.rawValue).replacing("%", with: "_")
    unitName = words.unit(unit)
    isRate = total.nature == .rate
    let range = total.bounds.map { words.range($0.lower, $0.upper) + suffix } ?? ""
    valueText =
      total.value.map { words.amount($0, unit) } ?? (range.isEmpty ? words["none"] : range)
    rangeText =
      total.value != nil && total.bounds.map { $0.lower != $0.upper } == true
      ? words.fill("rangeOf", range) : ""
    let count = total.shares.count
    coverageText = words.fill("countOf", "\(count)", "\(count + total.missing.count)")
    isWhole = total.missing.isEmpty
    func names(_ reason: Total.MissingReason) -> [String] {
      total.missing.filter { $0.reason == reason }.map { words.name(of: $0.area) }
    }
    unreportedNames = words.list(names(.neverReported))
    unstatedNames = words.list(names(.notStated))
    hasUnreported = !unreportedNames.isEmpty
    hasUnstated = !unstatedNames.isEmpty
    partialNames = words.list(total.partial.map(words.name(of:)))
    hasPartial = !total.partial.isEmpty
    hasParent = total.parentShare != nil
    parentText =
      total.parentShare.map {
        words.fill(
          "parentFigureOf", words.name(of: $0.area), words.amount($0.effective.value, unit))
      } ?? ""
    trendLabel = words.fill("trendLabel", name, words.unit(unit))
    rankingLabel = words.fill("rankingLabel", name, "\(total.topic.year)", words.unit(unit))
    let sorted = summaries.sorted { $0.id.year < $1.id.year }
    years = sorted.map { now in
      YearRow(
        now, before: sorted.first { $0.id.year == now.id.year - 1 },
        isCurrent: now.id.year == total.topic.year, words)
    }
    offices = areas.reporting.map { OfficeRow($0.code, of: total, words) }
    let stating = areas.reporting.map(\.code).filter { area in
      sorted.contains { $0.shares.contains { $0.area == area } }
    }
    officeNames = stating.map(words.shortName(of:))
    officeYears = sorted.map {
      OfficesOfYear($0, stating, isCurrent: $0.id.year == total.topic.year, words)
    }
    hasOfficeYears = sorted.count > 1 && !stating.isEmpty
    officeYearsLabel = words.fill("officesOverYearsLabel", name, words.unit(unit))
  }
}

extension TotalView.YearRow {
  fileprivate init(
    _ now: TotalSummary, before: TotalSummary?, isCurrent: Bool, _ words: PageWords
  ) {
    let suffix = now.id.unit == .percent ? "%" : ""
    yearText = "\(now.id.year)"
    yearPath = Link.indicator(now.id.indicator, now.id.year)
    self.isCurrent = isCurrent
    let (lower, upper) = (now.lower ?? .zero, now.upper ?? .zero)
    let range = now.lower == nil ? "" : words.range(lower, upper) + suffix
    valueText = now.value.map(\.grouped) ?? range
    rangeText = now.value != nil && lower != upper ? range : ""
    plain = now.value.map(\.description) ?? (now.lower == nil ? "" : "\(lower) \(upper)")
    (growthText, whyNoGrowth) = words.growth(YearOnYear(of: now, against: before))
    hasGrowth = whyNoGrowth.isEmpty
    coverageText = "\(now.shares.count)/\(now.shares.count + now.missing.count)"
    missingNames =
      now.missing.isEmpty
      ? "" : words.fill("missingNames", words.list(now.missing.map(words.shortName(of:))))
  }
}

extension TotalView.OfficesOfYear {
  fileprivate init(
    _ total: TotalSummary, _ areas: [AreaCode], isCurrent: Bool, _ words: PageWords
  ) {
    yearText = "\(total.id.year)"
    self.isCurrent = isCurrent
    cells = areas.map { area in
      let share = total.shares.first { $0.area == area }
      return Cell(
        text: share.map {
          words.number($0.value, lower: $0.lower, upper: $0.upper, total.id.unit)
        } ?? "",
        plain: share?.value.description ?? "")
    }
  }
}

extension TotalView.OfficeRow {
  fileprivate init(_ area: AreaCode, of total: Total, _ words: PageWords) {
    let share = total.shares.first { $0.area == area }?.effective
    areaName = words.name(of: area)
    path = "#area-\(area)"
    hasFigure = share != nil
    isUnreported = total.missing.contains { $0.area == area && $0.reason == .neverReported }
    let suffix = total.unit == .percent ? "%" : ""
    valueText =
      share.map {
        words.number($0.value, lower: $0.bounds.lower, upper: $0.bounds.upper, total.unit)
      } ?? ""
    rangeText =
      share.map {
        $0.bounds.lower == $0.bounds.upper
          ? "" : words.range($0.bounds.lower, $0.bounds.upper) + suffix
      } ?? ""
    plain = share.map(\.value.description) ?? ""
    basisText =
      share.map { share in
        let basis = words.basis(share.basis, share.coveredMonths, total.nature)
        return basis.isEmpty ? words["basis.stated"] : basis
      } ?? ""
    isConflict = share?.hasConflict == true
    isReviewed = share?.isReviewed == true
  }
}
