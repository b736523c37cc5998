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
  /// Whether the year before stands in the first sentences.
  private let opensWithLastYear: Bool

  /// Resolves the times of a text. A date in numbers at its head is the day it was published, and
  /// says so better than `published` does.
  init(_ times: [TimeExpression], in text: NormalisedText, published given: CalendarDate?) {
    self.text = text
    let times = times.filter { !Self.isInTitle($0, of: text) }
    self.times = times.filter { !$0.isAttribute }
    let imprint = Imprint(text)
    let signed = imprint.signedDay(times.last, before: given)
    let published =
      times.lazy.filter { $0.isNumeric && $0.range.lowerBound < Imprint.head }
      .compactMap(\.day).first ?? signed ?? given
    self.published = published
    var evidence = YearEvidence(published: published)
    for time in signed == nil ? times[...] : times.dropLast()
    where !time.isNumeric && !time.isCompared {
      let use = YearEvidence.Use(of: time, in: text)
      // 获评2018年度先进单位 says nothing of the text.
      if time.isAttribute, use == .plain { continue }
      let next = text[time.range.upperBound]
      evidence.add(
        time, use: use, isTopic: Sign.endsClause(next), isEnd: Self.ends.contains(next),
        isFestival: Self.isFestival(time, in: text))
    }
    if imprint.sumsUpYear { evidence.addYearSummedUp() }
    if imprint.tellsOfYears { evidence.addYearsSummedUp() }
    if imprint.isNews { evidence.addNews() }
    evidence.isPress = imprint.isPress
    let edition = imprint.edition
    if edition != nil || imprint.isYearbook {
      evidence.addYearbook(edition: edition)
    } else {
      evidence.addLateHalf()
    }
    isAssumed = !evidence.isNamed
    let isSummary = evidence.isSummary
    year = evidence.year
    sumsUpYear = isSummary
    let leading = published.map { $0.year - 1 }
    opensWithLastYear = times.contains {
      $0.part == .year && $0.year == leading.map { .absolute($0) } && !$0.isSince
        && !$0.isAttribute && $0.range.lowerBound < Imprint.lead
        && YearEvidence.Use(of: $0, in: text) != .planned
    }
  }

  /// 年底, 年末, 年初.
  private static let ends = ScalarSet("底末初")
  /// A month without a year is the one in which the text was published, or the one before; any
  /// other is of the year that the text is about.
  private func impliedYear(of time: TimeExpression) -> Int {
    let month: Int
    if let published, isFestival(time), isComing(time) { return published.year }
    if opensWithLastYear, isFestival(time) { return year }
    switch time.part {
    case .month where opensWithLastYear: return year
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

  private func isFestival(_ time: TimeExpression) -> Bool { Self.isFestival(time, in: text) }

  private static func isFestival(_ time: TimeExpression, in text: NormalisedText) -> Bool {
    guard case .day = time.part else { return false }
    return !Sign.isDigit(text[time.range.lowerBound])
  }

  /// 春节临近, 春节将至: it is the one of these days.
  private func isComing(_ time: TimeExpression) -> Bool {
    Self.coming.longest(at: time.range.upperBound, of: text) != nil
  }

  /// 来.
  private static let come: UInt16 = 0x6765
  /// 过.
  private static let past: UInt16 = 0x8FC7
  private static let coming = WordTable(["临近", "将至", "即将", "来临", "在即", "将临"])

  /// 《行动方案（2021—2023年）》: a year in the title of a document.
  private static func isInTitle(_ time: TimeExpression, of text: NormalisedText) -> Bool {
    let start = time.range.lowerBound
    for place in (max(0, start - longestTitle)..<start).reversed() {
      if text.scalars[place] == Sign.openTitle { return true }
      if text.scalars[place] == Sign.closeTitle || Sign.endsSentence(text.scalars[place]) {
        return false
      }
    }
    return false
  }

  /// The longest title of a document before a year in it, in characters.
  private static let longestTitle = 40

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
    at place: Int, in sentence: Range<Int>, of paragraph: Range<Int>
  ) -> (value: Period, words: Range<Int>?) {
    guard
      let last = governingTime(at: place, in: sentence)
        ?? openingYear(for: place, in: sentence, of: paragraph)
    else { return (.year(year), nil) }
    // 从2008年启动，当年参保2万人: of the year itself and not of those since.
    if last.isSince, case .absolute(let value) = last.year,
      Self.thatYear.standsSomewhere(in: last.range.upperBound..<place, of: text)
    {
      return (.year(value), last.range)
    }
    var period = period(of: last)
    // 2020年，…。全年举办竞赛: 全年 is of the year that opens the paragraph.
    if last.year == .implied, last.part == .year,
      let opening = openingYear(for: place, in: sentence, of: paragraph),
      case .absolute = opening.year
    {
      period = self.period(of: opening)
    }
    // 2021年，区总工会…，全年发展会员: 全年 is of the year that was named.
    if last.year == .implied, last.part == .year || isFestival(last),
      let named = lastTime(before: last.range.lowerBound),
      sentence.contains(named.range.lowerBound), named.part == .year, named.year != .implied,
      !named.isSince, !named.isCompared
    {
      period = self.period(of: named)
    }
    // 助学始于2003年，迄今帮助9600人: what has come together until now; 2015年，累计帮扶 has not.
    if period.year < year, !isTopic(last, in: sentence), !isEnd(last),
      isUntilNow(last.range.upperBound..<place)
    {
      return (.year(year), nil)
    }
    return (period, last.range)
  }

  /// The last time named before a place in its sentence. Where that begins with 近年来, others in it
  /// hold up to the next semicolon; a time of a comparison only for the figure right behind it.
  private func governingTime(at place: Int, in sentence: Range<Int>) -> TimeExpression? {
    let item =
      opensWithYears(sentence) ? lastSemicolon(before: place, in: sentence) : sentence.lowerBound
    var before = place
    while let last = lastTime(before: before), sentence.contains(last.range.lowerBound) {
      let end = last.range.upperBound + (Self.ends.contains(text[last.range.upperBound]) ? 1 : 0)
      let isOwn = !last.isCompared || place - end <= Self.comparedReach
      // 市总工会去年投入22.5万元；职工之家143个: within its item, where it stands behind the subject.
      let isPast =
        isInside(last, sentence)
        && last.range.upperBound <= lastSemicolon(before: place, in: sentence)
      if isOwn, last.range.lowerBound >= item, !isPast { return last }
      before = last.range.lowerBound
    }
    return nil
  }

  /// 2017年，…。…: the year that opens a sentence holds for the next ones of the paragraph, until
  /// another time is named.
  private func openingYear(
    for place: Int, in sentence: Range<Int>, of paragraph: Range<Int>
  ) -> TimeExpression? {
    guard let last = lastTime(before: sentence.lowerBound),
      paragraph.contains(last.range.lowerBound),
      last.part == .year, last.year != .implied, !last.isSince, !last.isCompared,
      !Self.ends.contains(text[last.range.upperBound])
    else { return nil }
    let start = last.range.lowerBound
    let before = max(paragraph.lowerBound, start - Self.subject)..<start
    let opens =
      before.lowerBound == paragraph.lowerBound
      || before.contains { Sign.endsSentence(text[$0]) }
    guard opens, !isAhead(period(of: last)),
      !isUntilNow(sentence.lowerBound..<max(place, sentence.lowerBound), Self.againNow)
    else { return nil }
    return last
  }

  /// 截至去年底: as it was then.
  private func isEnd(_ time: TimeExpression) -> Bool {
    Self.ends.contains(text[time.range.upperBound])
      || Self.upTo.contains {
        MeasureTable.stands($0, at: time.range.lowerBound - $0.count, of: text)
      }
  }

  private static let upTo = ["截至", "截止", "截止到"].map { Array($0.utf16) }

  /// How far into a sentence the year stands that opens it: 据悉，2015年.
  private static let opening = 5

  /// 2015年，…: a year with a comma behind it opens the sentence.
  private func isTopic(_ time: TimeExpression, in sentence: Range<Int>) -> Bool {
    let start = time.range.lowerBound
    return time.part == .year && !time.isSince
      && start - sentence.lowerBound <= Self.opening
      && (start == sentence.lowerBound || Sign.endsClause(text[start - 1]))
      && Sign.endsClause(text[time.range.upperBound])
  }

  /// How far before a figure is looked for what limits its time, in characters: no sentence that a
  /// person wrote is as long, and one without an end must not take the square of its length.
  private static let reach = 400

  private func lastSemicolon(before place: Int, in sentence: Range<Int>) -> Int {
    let start = max(sentence.lowerBound, place - Self.reach)
    return (start..<max(place, start)).last { text[$0] == Sign.semicolon } ?? sentence.lowerBound
  }

  /// Whether what stands between a time and its figure sums up.
  private func isUntilNow(_ range: Range<Int>, _ words: WordTable = untilNow) -> Bool {
    words.standsSomewhere(
      in: max(range.lowerBound, range.upperBound - Self.reach)..<range.upperBound, of: text)
  }

  private static let thatYear = WordTable(["当年", "当年度"])
  private static let untilNow = WordTable([
    "迄今", "至今", "目前", "现已", "如今", "累计", "现有", "已建成", "已建立", "已达", "已有",
  ])
  /// These also say that a sentence no longer tells of the year that was named before it.
  private static let againNow = WordTable([
    "迄今", "至今", "目前", "现已", "如今", "累计", "现有", "今天", "年来", "年多来", "以来", "已有", "现在", "截至", "截止",
  ])

  private func isInside(_ time: TimeExpression, _ sentence: Range<Int>) -> Bool {
    guard case .relative = time.year else { return false }
    return time.range.lowerBound - sentence.lowerBound > Self.subject
  }

  /// How far into a sentence a time stands at most that holds for all of it, in characters.
  private static let subject = 12

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
  /// How far behind 由去年 its figure stands, with 底 left out: 的.
  private static let comparedReach = 1

  /// Whether a period lies behind the day of publication, so that nothing can be known of it yet.
  func isAhead(_ period: Period) -> Bool { published.map { period.year > $0.year } ?? false }

  private func period(of last: TimeExpression) -> Period {
    let base: Int
    switch last.year {
    case .absolute(let value): base = value
    case .relative(let distance):
      // 过去的一年 is the one before only in winter.
      let isPast = text[last.range.lowerBound] == Self.past
      let isOver = published.map { $0.month < YearEvidence.spring } ?? true
      // 今年来 in what sums up the year before and appears in January.
      let isSummedUp =
        distance == 0 && published?.month == 1 && text[last.range.upperBound] == Self.come
        && published?.year == year + 1
      base =
        isSummedUp ? year : (published?.year ?? year + 1) + (isPast && !isOver ? 0 : distance)
    case .implied: base = impliedYear(of: last)
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
