import Reports

/// Finds the dates and periods of a text.
struct TimeScanner {
  private let text: NormalisedText
  private var found: [TimeExpression] = []

  static func scan(_ text: NormalisedText) -> [TimeExpression] {
    var scanner = TimeScanner(text: text)
    scanner.run()
    return scanner.found
  }

  private init(text: NormalisedText) {
    self.text = text
  }

  private enum Character {
    static let year: UInt16 = 0x5E74
    static let month: UInt16 = 0x6708
    static let day: UInt16 = 0x65E5
    static let number: UInt16 = 0x53F7
    static let hour: UInt16 = 0x65F6
    static let oClock: UInt16 = 0x70B9
    static let minute: UInt16 = 0x5206
    static let until: UInt16 = 0x81F3
    static let first: UInt16 = 0x7B2C
    static let season: UInt16 = 0x5B63
    static let degree: UInt16 = 0x5EA6
    static let half: UInt16 = 0x534A
    static let upper: UInt16 = 0x4E0A
    static let lower: UInt16 = 0x4E0B
    static let letterO: UInt16 = 0x4F
    static let smallO: UInt16 = 0x6F
    static let zero: UInt16 = 0x30
    static let since: UInt16 = 0x81EA
    static let from: UInt16 = 0x4ECE
    static let whole: UInt16 = 0x5168
    static let rise: UInt16 = 0x8D77
    /// 比 and 较; 由 and 从 where 的 follows.
    static let comparing = ScalarSet("比较")
    static let fromOld = ScalarSet("由从")
    static let of: UInt16 = 0x7684
  }

  /// Characters that begin the subject of a sentence behind its year: 2017年度全市, 2017年度我县.
  private static let subjects = ScalarSet("全我共本市县区累")

  /// Words for a year by its distance from the current one.
  private static let relativeYears: [(word: [UInt16], distance: Int)] = [
    ("今年", 0), ("本年", 0), ("去年", -1), ("上年", -1), ("前年", -2), ("明年", 1),
    ("过去的一年", -1), ("过去一年", -1),
  ].map { (Array($0.0.utf16), $0.1) }

  /// Behind a time, they make it the beginning of a span.
  private static let sinceWords = ["以来", "开始", "至今", "以后"].map { Array($0.utf16) }

  /// The characters with which the words below and halves and quarters of years begin.
  private static let beginnings = ScalarSet("今本去上前明元春下第全过")
  /// The same, and digits: what no time begins with is passed over at once.
  private static let starts = ScalarSet("今本去上前明元春下第全过0123456789〇零一壹二两贰三叁参四肆五伍六陆七柒八捌九玖")

  /// Festivals that stand for the days around them, with their month.
  private static let festivals: [(word: [UInt16], month: Int)] = [("元旦", 1), ("春节", 2)].map {
    (Array($0.0.utf16), $0.1)
  }

  private mutating func run() {
    var place = 0
    let starts = Self.starts
    let scalars = text.scalars
    while place < scalars.count {
      guard starts.contains(scalars[place]) else {
        place += 1
        continue
      }
      if var expression = expression(at: place) {
        expression.isSince = beginsSpan(expression.range)
        expression.isCompared =
          Character.comparing.contains(text[place - 1])
          || Character.fromOld.contains(text[place - 1])
            && text[end(of: expression)] == Character.of
        found.append(expression)
        place = expression.range.upperBound
      } else if Sign.isDigit(text[place]) {
        place = digits(from: place)
      } else {
        place += 1
      }
    }
  }

  /// Where a time ends, with 底, 末 and 初.
  private func end(of time: TimeExpression) -> Int {
    let end = time.range.upperBound
    return Self.ends.contains(text[end]) ? end + 1 : end
  }

  private static let ends = ScalarSet("底末初")

  /// 自2004年, 从3月, 2015年以来, 去年起.
  private func beginsSpan(_ range: Range<Int>) -> Bool {
    let before = text[range.lowerBound - 1]
    if before == Character.since || before == Character.from { return true }
    var end = range.upperBound
    if Self.ends.contains(text[end]) { end += 1 }
    return text[end] == Character.rise
      || Self.sinceWords.contains { MeasureTable.stands($0, at: end, of: text) }
  }

  private func digits(from place: Int) -> Int {
    var end = place
    while Sign.isDigit(text[end]) { end += 1 }
    return end
  }

  private func expression(at place: Int) -> TimeExpression? {
    let scalar = text.scalars[place]
    if Sign.isDigit(scalar) {
      guard !Sign.isDigit(text[place - 1]), text[place - 1] != Sign.point else { return nil }
      return numericDate(at: place) ?? fullYear(at: place) ?? monthOrDay(at: place)
        ?? clockTime(at: place)
    }
    if ChineseDigits.digit(scalar) != nil {
      return chineseYear(at: place) ?? chineseQuarter(at: place, year: .implied, from: place)
    }
    guard Self.beginnings.contains(scalar) else { return nil }
    for (word, month) in Self.festivals where MeasureTable.stands(word, at: place, of: text) {
      return TimeExpression(
        range: place..<(place + word.count), year: .implied, part: .day(month: month))
    }
    for (word, distance) in Self.relativeYears where MeasureTable.stands(word, at: place, of: text)
    {
      return rest(of: .relative(distance), from: place, after: place + word.count)
    }
    if scalar == Character.whole, text[place + 1] == Character.year {
      return TimeExpression(range: place..<(place + 2), year: .implied, part: .year)
    }
    return partOfYear(at: place, year: .implied, from: place)
  }

  private func value(_ range: Range<Int>) -> Int {
    text.scalars[range].prefix(9).reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  /// 2018-02-15, 2018.2.15, 2018/2/15 with a clock time that may follow.
  private func numericDate(at place: Int) -> TimeExpression? {
    let yearEnd = digits(from: place)
    guard yearEnd - place == 4, isYear(value(place..<yearEnd)) else { return nil }
    let separator = text[yearEnd]
    guard separator == Sign.dash || separator == Sign.point || separator == Sign.slash else {
      return nil
    }
    let monthEnd = digits(from: yearEnd + 1)
    guard text[monthEnd] == separator, (1...2).contains(monthEnd - yearEnd - 1) else { return nil }
    let dayEnd = digits(from: monthEnd + 1)
    guard (1...2).contains(dayEnd - monthEnd - 1) else { return nil }
    let month = value((yearEnd + 1)..<monthEnd)
    let day = value((monthEnd + 1)..<dayEnd)
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    var end = dayEnd
    if text[end] == Sign.space, let time = clockTime(at: end + 1) { end = time.range.upperBound }
    return TimeExpression(
      range: place..<end, year: .absolute(value(place..<yearEnd)), part: .day(month: month),
      isNumeric: true, day: CalendarDate(year: value(place..<yearEnd), month: month, day: day))
  }

  private func isYear(_ value: Int) -> Bool { (1900...2199).contains(value) }

  private func fullYear(at place: Int) -> TimeExpression? {
    let end = digits(from: place)
    guard end - place == 4, isYear(value(place..<end)) else { return nil }
    let year = TimeExpression.Year.absolute(value(place..<end))
    if text[end] == Character.year { return rest(of: year, from: place, after: end + 1) }
    // 2016-2018年, 2016至2018年: the last year is meant.
    guard [Sign.dash, Sign.tilde, Character.until, Sign.enumerationComma].contains(text[end]) else {
      return nil
    }
    let secondEnd = digits(from: end + 1)
    guard secondEnd - end == 5, text[secondEnd] == Character.year else { return nil }
    let second = value((end + 1)..<secondEnd)
    guard isYear(second) else { return nil }
    return TimeExpression(range: place..<(secondEnd + 1), year: .absolute(second), part: .year)
  }

  private func chineseYear(at place: Int) -> TimeExpression? {
    var value = 0
    for offset in 0..<4 {
      guard let digit = yearDigit(text[place + offset]) else { return nil }
      value = value * 10 + digit
    }
    guard text[place + 4] == Character.year, isYear(value) else { return nil }
    return rest(of: .absolute(value), from: place, after: place + 5)
  }

  /// A digit of a year: typists mix the signs, as in 二00八 and 二OO八.
  private func yearDigit(_ scalar: UInt16) -> Int? {
    if Sign.isDigit(scalar) { return Int(scalar) - 0x30 }
    return scalar == Character.letterO || scalar == Character.smallO
      ? 0 : ChineseDigits.digit(scalar)
  }

  /// What follows a year: 度, a half, a quarter, a month, a day.
  private func rest(
    of year: TimeExpression.Year, from start: Int, after place: Int
  ) -> TimeExpression {
    var place = place
    if text[place] == Character.degree { place += 1 }
    if let part = partOfYear(at: place, year: year, from: start) { return part }
    if let festivals = festivals(at: place, year: year, from: start) { return festivals }
    if Sign.isDigit(text[place]), var month = monthOrDay(at: place) {
      month.range = start..<month.range.upperBound
      month.year = year
      return month
    }
    var expression = TimeExpression(range: start..<place, year: year, part: .year)
    expression.isAttribute =
      text[place - 1] == Character.degree && Sign.isHan(text[place])
      && !Self.subjects.contains(text[place])
    return expression
  }

  /// 去年元旦春节, 2018年元旦、春节.
  private func festivals(
    at place: Int, year: TimeExpression.Year, from start: Int
  ) -> TimeExpression? {
    var place = place
    var last: Int?
    while let (word, month) = Self.festivals.first(where: {
      MeasureTable.stands($0.word, at: place, of: text)
    }) {
      place += word.count
      last = month
      if text[place] == Sign.enumerationComma { place += 1 }
    }
    guard let last else { return nil }
    if text[place - 1] == Sign.enumerationComma { place -= 1 }
    return TimeExpression(range: start..<place, year: year, part: .day(month: last))
  }

  private func partOfYear(
    at place: Int, year: TimeExpression.Year, from start: Int
  ) -> TimeExpression? {
    let scalar = text[place]
    if scalar == Character.upper || scalar == Character.lower, text[place + 1] == Character.half,
      text[place + 2] == Character.year
    {
      return TimeExpression(
        range: start..<(place + 3), year: year, part: .half(scalar == Character.upper ? 1 : 2))
    }
    return chineseQuarter(
      at: scalar == Character.first ? place + 1 : place, year: year, from: start)
  }

  private func chineseQuarter(
    at place: Int, year: TimeExpression.Year, from start: Int
  ) -> TimeExpression? {
    let scalar = text[place]
    let digit = Sign.isDigit(scalar) ? Int(scalar) - 0x30 : ChineseDigits.digit(scalar)
    guard let digit, (1...4).contains(digit), text[place + 1] == Character.season,
      text[place + 2] == Character.degree
    else { return nil }
    return TimeExpression(range: start..<(place + 3), year: year, part: .quarter(digit))
  }

  /// 3月, 3月份, 3月2日, 3月2日—4日, 1至6月, 15日.
  private func monthOrDay(at place: Int) -> TimeExpression? {
    let end = digits(from: place)
    guard (1...2).contains(end - place) else { return nil }
    let number = value(place..<end)
    switch text[end] {
    case Character.month where (1...12).contains(number):
      return month(number, from: place, after: end + 1)
    case Character.year where end - place == 2 && text[place] == Character.zero:
      return rest(of: .absolute(2000 + number), from: place, after: end + 1)
    case Character.day where (1...31).contains(number):
      return TimeExpression(
        range: place..<rangeOfDays(after: end + 1), year: .implied, part: .day(month: nil))
    case Sign.dash, Sign.tilde, Character.until:
      return months(from: place, first: number, after: end + 1)
    default:
      return nil
    }
  }

  private func months(from start: Int, first: Int, after place: Int) -> TimeExpression? {
    let end = digits(from: place)
    guard (1...2).contains(end - place) else { return nil }
    let last = value(place..<end)
    guard first < last else { return nil }
    if text[end] == Character.day, (1...31).contains(last) {
      return TimeExpression(range: start..<(end + 1), year: .implied, part: .day(month: nil))
    }
    guard text[end] == Character.month, (1...12).contains(last) else { return nil }
    return TimeExpression(range: start..<(end + 1), year: .implied, part: span(first...last))
  }

  private func span(_ months: ClosedRange<Int>) -> TimeExpression.Part {
    switch months {
    case 1...6: .half(1)
    case 7...12: .half(2)
    case 1...3: .quarter(1)
    case 4...6: .quarter(2)
    case 7...9: .quarter(3)
    case 10...12: .quarter(4)
    default: .year
    }
  }

  private func month(_ month: Int, from start: Int, after place: Int) -> TimeExpression {
    let dayEnd = digits(from: place)
    if (1...2).contains(dayEnd - place), (1...31).contains(value(place..<dayEnd)) {
      if text[dayEnd] == Character.day || text[dayEnd] == Character.number {
        return TimeExpression(
          range: start..<rangeOfDays(after: dayEnd + 1), year: .implied, part: .day(month: month))
      }
      if [Sign.dash, Sign.tilde, Character.until].contains(text[dayEnd]) {
        let lastEnd = digits(from: dayEnd + 1)
        if lastEnd > dayEnd + 1, text[lastEnd] == Character.day {
          return TimeExpression(
            range: start..<(lastEnd + 1), year: .implied, part: .day(month: month))
        }
      }
    }
    if [Sign.dash, Sign.tilde, Character.until].contains(text[place]) {
      let end = digits(from: place + 1)
      if (1...2).contains(end - place - 1), text[end] == Character.month {
        let last = value((place + 1)..<end)
        if (1...12).contains(last), last > month {
          return TimeExpression(
            range: start..<(end + 1), year: .implied, part: span(month...last))
        }
      }
    }
    return TimeExpression(range: start..<place, year: .implied, part: .month(month))
  }

  /// The end of —4日 or 至3月5日 after a day, or the place itself.
  private func rangeOfDays(after place: Int) -> Int {
    var next = place
    while text[next] == Sign.dash || text[next] == Sign.tilde || text[next] == Character.until {
      next += 1
    }
    let end = digits(from: next)
    guard next > place, (1...2).contains(end - next) else { return place }
    if text[end] == Character.day { return end + 1 }
    let dayEnd = digits(from: end + 1)
    guard text[end] == Character.month, (1...2).contains(dayEnd - end - 1),
      text[dayEnd] == Character.day || text[dayEnd] == Character.number
    else { return place }
    return dayEnd + 1
  }

  /// 10:09, 13:29:56, 9时30分.
  private func clockTime(at place: Int) -> TimeExpression? {
    let end = digits(from: place)
    guard (1...2).contains(end - place), value(place..<end) <= 24 else { return nil }
    var last = end
    while text[last] == Sign.colon, digits(from: last + 1) - last == 3 {
      last = digits(from: last + 1)
    }
    if last == end,
      text[end] == Character.hour || text[end] == Character.oClock && isTimeOfDay(before: place)
    {
      last = end + 1
      let minutes = digits(from: last)
      if minutes > last, text[minutes] == Character.minute { last = minutes + 1 }
    }
    guard last > end else { return nil }
    return TimeExpression(range: place..<last, year: .implied, part: .day(month: nil))
  }

  /// 晚上7点, 早7点.
  private func isTimeOfDay(before place: Int) -> Bool {
    Self.timesOfDay.contains(text[place - 1])
      || Character.upper == text[place - 1] && Self.timesOfDay.contains(text[place - 2])
  }

  private static let timesOfDay = ScalarSet("早晨晚午夜")
}
