import Reports

/// Weighs what a text says of years, to tell which one it is about.
struct YearEvidence {
  /// What a text says right beside a year.
  enum Use {
    case plain
    /// 2009年工作打算, 2009年，我们将: nothing that has been.
    case planned
    /// 2008年工作总结: in the title, that is what the text is about.
    case summedUp
  }

  private let published: CalendarDate?
  private var weights: [Int: Int] = [:]
  /// What plans say of the year before: nothing in news of what has just been.
  private var planned: [Int: Int] = [:]
  /// Whether the text names a year, be it as 今年.
  private(set) var isNamed = false
  /// Whether it tells of a day that has just been.
  private var isNews = false
  private var lateMonths = 0
  /// Whether a newspaper wrote it.
  var isPress = false
  /// Whether the text sums up its year: by its title, or in winter without a year.
  private(set) var isSummary = false

  /// The first month in which no report looks back on the year before unless it says so.
  static let spring = 4
  /// In the last month the year itself is summed up.
  private static let yearEnd = 12
  /// The first month in which the year itself is the likeliest.
  private static let lateHalf = 7
  /// What is added: by a year of a title, a year, a month of a year or 今年, a day that has just
  /// been, and 全年 in winter.
  private static let weight = (title: 12, year: 3, month: 1, relative: 2, news: 2, summary: 3)

  /// How far into a text its first words go, below a headline, in characters.
  private static let opening = 60
  /// How far into a text its first sentences go, in characters.
  private static let lead = 200

  init(published: CalendarDate?) {
    self.published = published
  }

  /// Adds a time that is no date of publication and that nothing is compared with. 去年，… may open
  /// what all is about; 去年11月 only looks back.
  /// 截至2015年底 (`isEnd`) is a date and no year.
  mutating func add(
    _ time: TimeExpression, use: Use, isTopic: Bool, isEnd: Bool, isFestival: Bool
  ) {
    switch time.year {
    case .absolute(let year): add(year: year, time, use: use, isEnd: isEnd)
    case .relative(let distance):
      guard let published, distance <= 0 else { return }
      isNamed = true
      // 去年以来，…: opens what all is about.
      if time.isSince, distance < 0, time.range.lowerBound < Self.opening {
        weights[published.year + distance, default: 0] += Self.weight.year
      }
      if use == .planned {
        // 今年，总工会将继续推进: what comes before was of the year before.
        planned[published.year - (isWinter ? 1 : 0), default: 0] += Self.weight.relative
      } else if distance == 0 || isWinter && isTopic && time.part == .year {
        weights[published.year + distance, default: 0] += Self.weight.relative
      }
    case .implied:
      addMonth(of: time)
      guard let published, case .day(month: let month?) = time.part,
        (0...1).contains(published.month - month)
      else { return }
      // 元旦春节 are of every year; a day in figures is news.
      let weight = isFestival ? Self.weight.month : Self.weight.news
      if !isNews { weights[published.year, default: 0] += weight }
      isNews = true
    }
  }

  /// 至11月底 in a text of January: that was a year before.
  private mutating func addMonth(of time: TimeExpression) {
    guard let published, isWinter, lateMonths < Self.mostMonths else { return }
    switch time.part {
    case .month(let month), .day(let month?):
      guard month > published.month + 1 else { return }
      lateMonths += 1
      weights[published.year - 1, default: 0] += Self.weight.month
    default: return
    }
  }

  /// How many such months count.
  private static let mostMonths = 3

  private mutating func add(year: Int, _ time: TimeExpression, use: Use, isEnd: Bool) {
    if use == .planned, isWinter, year == published?.year {
      planned[year - 1, default: 0] += Self.weight.relative
    }
    // A year that is over is planned no more, whoever 指出 what.
    let isOver = published.map { year < $0.year } ?? false
    guard !time.isSince, use != .planned || isOver, published.map({ year <= $0.year }) ?? true
    else { return }
    isNamed = true
    isSummary = isSummary || use == .summedUp
    // What happened years before is only told of.
    let isPast = published.map { year < $0.year - 1 } ?? false
    // A year in the middle of the news says less than one at its head.
    let isYear = time.part == .year && !isPast && !isEnd
    let isLead = time.range.lowerBound < Self.lead
    let isHeading = time.part == .year && time.range.lowerBound < Self.opening
    let weight =
      isYear && isLead
      ? Self.weight.year : isHeading && !isEnd ? Self.weight.relative : Self.weight.month
    weights[year, default: 0] += use == .summedUp ? Self.weight.title : weight
  }

  /// 一年来, 全年: a report that appears in winter looks back on the year before.
  mutating func addYearSummedUp() {
    guard let published, isWinter else { return }
    weights[published.year - 1, default: 0] += Self.weight.summary
    if !isNamed { isSummary = true }
  }

  /// 昨日: somebody tells what has just been.
  mutating func addNews() {
    guard let published, !isNews else { return }
    weights[published.year, default: 0] += Self.weight.news
    isNews = true
  }

  /// 【组织建设】: a yearbook tells of the year before it appears, or of the one before `edition`.
  mutating func addYearbook(edition: Int?) {
    if let edition {
      weights[edition - 1, default: 0] += Self.weight.title
      return
    }
    guard let published, !isNamed, !isNews, published.month < Self.yearEnd else { return }
    weights[published.year - 1, default: 0] += Self.weight.title
  }

  /// In the second half of a year nobody sums up the year before, unless he says so.
  mutating func addLateHalf() {
    guard let published, published.month >= Self.lateHalf else { return }
    weights[published.year, default: 0] += Self.weight.month
  }

  /// 五年来: told when the years are over.
  mutating func addYearsSummedUp() {
    guard let published else { return }
    weights[published.year - (isWinter ? 1 : 0), default: 0] += Self.weight.title / 2
  }

  private var isWinter: Bool { published.map { $0.month < Self.spring } ?? false }

  /// The year that the text is about; where it names none, that of its publication, and in winter
  /// the one before: a newspaper looks back as late as January.
  var year: Int {
    let weights = isNews ? weights : weights.merging(planned, uniquingKeysWith: +)
    // 2008年启动的: long past, and said once, is not what the text is about.
    let isToldOf = weights.filter { year, weight in
      published.map { year >= $0.year - 1 || weight > Self.weight.month } ?? true
    }
    if let best = isToldOf.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      return best.key
    }
    guard let published else { return Period.years.lowerBound }
    let looksBack = isWinter && (!isPress || published.month == 1)
    return published.year - (looksBack ? 1 : 0)
  }
}
