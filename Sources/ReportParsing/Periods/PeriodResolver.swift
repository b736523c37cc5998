import Reports

/// Says to which period each figure belongs.
struct PeriodResolver {
  private let times: [TimeExpression]
  private let published: CalendarDate?
  /// The year that the text is about.
  let year: Int
  /// Whether the text names no year.
  let isAssumed: Bool

  private let text: NormalisedText

  /// Whether the title says that the text sums up its year.
  private let sumsUpYear: Bool

  /// How far into a text the line with its date may stand, in scalars: below a headline or two.
  private static let longestHead = 120

  /// Resolves the times of a text. A date in numbers at its head is the day it was published, and
  /// says so better than `published` does.
  init(_ times: [TimeExpression], in text: NormalisedText, published given: CalendarDate?) {
    self.text = text
    self.times = times.filter { !$0.isAttribute }
    let published =
      times.lazy.filter { $0.isNumeric && $0.range.lowerBound < Self.longestHead }
      .compactMap(\.day).first ?? given
    self.published = published
    var isSummary = false
    var counts: [Int: Int] = [:]
    for time in times where !time.isNumeric && !time.isCompared {
      if case .absolute(let year) = time.year, !time.isSince {
        let use = Self.use(of: time, in: text)
        if use == .planned { continue }
        let weight = time.part == .year ? 3 : 1
        if use == .summedUp { isSummary = true }
        counts[year, default: 0] += use == .summedUp ? Self.titleWeight : weight
      }
      if case .relative(let distance) = time.year, let published, distance <= 0 {
        counts[published.year + distance, default: 0] += 2
      }
    }
    if let published { counts = counts.filter { $0.key <= published.year } }
    isAssumed = counts.isEmpty
    // From spring on, one 去年 in a piece of news does not make it one about last year.
    if !counts.isEmpty, let published, published.month >= Self.spring {
      counts[published.year, default: 0] += 2
    }
    sumsUpYear = isSummary
    let best = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    // A report that names no time at all and appears in January looks back on the year before.
    let looksBack = times.isEmpty && published?.month == 1
    year = best?.key ?? published.map { $0.year - (looksBack ? 1 : 0) } ?? Period.years.lowerBound
  }

  /// The first month in which no report looks back on the year before unless it says so.
  private static let spring = 4

  /// What a text says right behind a year.
  private enum Use {
    case plain
    /// 2009年工作打算, 2009年，我们将: nothing that has been.
    case planned
    /// 2008年工作总结: in the title, that is what the text is about.
    case summedUp
  }

  /// How far behind a year such words stand, in characters.
  private static let titleReach = 12
  /// What the year of a title counts among those that the text names.
  private static let titleWeight = 12
  private static let planWords = ["打算", "计划", "要点", "安排", "思路", "谋划", "将"].map { Array($0.utf16) }
  private static let sumWords = ["总结", "工作情况", "汇报", "公报", "回顾", "述职", "工作报告", "工作完成情况", "工作综述"].map
  {
    Array($0.utf16)
  }

  private static func use(of time: TimeExpression, in text: NormalisedText) -> Use {
    var place = time.range.upperBound
    let end = place + titleReach
    while place < end, !Sign.endsSentence(text[place]) {
      if planWords.contains(where: { MeasureTable.stands($0, at: place, of: text) }) {
        return .planned
      }
      if time.range.lowerBound < longestHead,
        sumWords.contains(where: { MeasureTable.stands($0, at: place, of: text) })
      {
        return .summedUp
      }
      place += 1
    }
    return .plain
  }

  /// A month without a year is the one in which the text was published, or the one before; any
  /// other is of the year that the text is about.
  private func impliedYear(of part: TimeExpression.Part) -> Int {
    let month: Int
    switch part {
    case .month(let number): month = number
    case .day(let number?): month = number
    default: return year
    }
    guard !sumsUpYear, let published, published.year - year == 1,
      (0...1).contains(published.month - month)
    else {
      return year
    }
    return published.year
  }

  /// The last time that ends before a place; times are sorted and don't overlap.
  private func lastTime(before place: Int) -> TimeExpression? {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? times[low - 1] : nil
  }

  /// The period of a figure: of the last time named before it in its sentence, else the text's.
  /// With the words that name it, where any do.
  func period(
    at place: Int, in sentence: Range<Int>
  ) -> (value: Period, words: Range<Int>?) {
    guard let last = governingTime(at: place, in: sentence) else { return (.year(year), nil) }
    return (period(of: last), last.range)
  }

  /// The last time named before a place in its sentence. Where that begins with 近年来, others in it
  /// hold up to the next semicolon; a time of a comparison only for the figure right behind it.
  private func governingTime(at place: Int, in sentence: Range<Int>) -> TimeExpression? {
    var item = sentence.lowerBound
    if opensWithYears(sentence) {
      for other in sentence where other < place && text[other] == Sign.semicolon { item = other }
    }
    var before = place
    while let last = lastTime(before: before), sentence.contains(last.range.lowerBound) {
      let isOwn = !last.isCompared || place - last.range.upperBound <= Self.comparedReach
      if isOwn, last.range.lowerBound >= item { return last }
      before = last.range.lowerBound
    }
    return nil
  }

  /// 近年来, 五年来: the sentence tells of years up to now.
  private func opensWithYears(_ sentence: Range<Int>) -> Bool {
    for place in sentence.prefix(Self.yearsReach) where Sign.endsClause(text[place]) {
      return MeasureTable.stands(Self.years, at: place - Self.years.count, of: text)
    }
    return false
  }

  /// How far into a sentence such words end, in characters.
  private static let yearsReach = 8
  private static let years = Array("年来".utf16)
  /// How far behind 由去年 its figure stands: 的.
  private static let comparedReach = 1

  private func period(of last: TimeExpression) -> Period {
    let base: Int
    switch last.year {
    case .absolute(let value): base = value
    case .relative(let distance): base = (published?.year ?? year + 1) + distance
    case .implied: base = impliedYear(of: last.part)
    }
    guard Period.years.contains(base) else { return .year(year) }
    // What was done since a year was done up to the one that the text is about.
    if last.isSince {
      // 去年以来 is of last year; 自去年12月以来 has lasted until now.
      if case .relative = last.year, last.part == .year { return .year(base) }
      return .year(max(base, year))
    }
    switch last.part {
    case .year, .day: return .year(base)
    case .half(let half): return Period(year: base, span: .half(half))
    case .quarter(let quarter): return Period(year: base, span: .quarter(quarter))
    case .month(let month): return .month(month, of: base)
    }
  }
}
