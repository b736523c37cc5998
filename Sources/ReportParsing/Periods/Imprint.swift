import Reports

/// What a text tells of itself: when it was signed, whether a newspaper or a yearbook printed it,
/// and how many years it sums up.
struct Imprint {
  private let text: NormalisedText

  /// How far into a text the line with its date may stand, in scalars: below a headline or two.
  static let head = 120
  /// How far into a text the year stands that it is about, in scalars: within its first sentences.
  static let lead = 200

  init(_ text: NormalisedText) {
    self.text = text
  }

  /// The date that ends a text, behind the name of who wrote it: what it calls 今年 is of then.
  func signedDay(_ time: TimeExpression?, before published: CalendarDate?) -> CalendarDate? {
    guard let time, case .absolute(let year) = time.year,
      !Self.beforeSpan.contains(text[time.range.lowerBound - 1])
    else { return nil }
    let rest = text.count - time.range.upperBound
    let date: CalendarDate?
    switch time.part {
    case .day(let month?) where rest <= Self.longestEnd,
      .month(let month) where rest <= Self.longestEnd:
      date = CalendarDate(year: year, month: month, day: 1)
    case .year where rest <= Self.longestChineseDay:
      date = chineseMonth(at: time.range.upperBound).flatMap {
        CalendarDate(year: year, month: $0, day: 1)
      }
    default: date = nil
    }
    return date.flatMap { date in
      published.map { (date.year, date.month) <= ($0.year, $0.month) } ?? true ? date : nil
    }
  }

  /// 至, 到, 于 and the like: no date of signing.
  private static let beforeSpan = ScalarSet("至到于在自从，、是")
  /// 十二月 of 二〇一六年十二月二十八日.
  private func chineseMonth(at place: Int) -> Int? {
    var month = 0
    var end = place
    while end < place + 2, ChineseDigits.isUnitOrDigit(text[end]) {
      month += ChineseDigits.digit(text[end]) ?? Self.ten
      end += 1
    }
    return text[end] == Self.monthSign && (1...12).contains(month) ? month : nil
  }

  private static let ten = 10
  private static let monthSign: UInt16 = 0x6708
  /// The longest month and day in Chinese numerals.
  private static let longestChineseDay = 10
  /// What may stand behind the date that ends a text, in characters.
  private static let longestEnd = 2

  /// 昨日, 日前: words of somebody who tells what has just been.
  var isNews: Bool {
    Self.news.standsSomewhere(in: 0..<min(Self.longestNews, text.count), of: text)
  }

  /// Whether a newspaper wrote it.
  var isPress: Bool { Self.press.standsSomewhere(in: 0..<min(Self.lead, text.count), of: text) }

  /// How far into a text its news is told, in characters.
  private static let longestNews = 400
  private static let press = WordTable(["本报讯", "记者", "通讯员", "日报"])
  private static let news = WordTable([
    "昨日", "昨天", "日前", "近日", "连日来", "当天上午", "当日上午", "今天上午", "今日上午",
  ])

  /// Whether paragraphs open with headings as yearbooks have them: 【组织建设】.
  var isYearbook: Bool {
    var headings = 0
    for place in text.scalars.indices
    where text.scalars[place] == Sign.openBracket
      && text[place - 1] == NormalisedText.paragraphEnd
      && text.original[Int(text.origins[place])] == Self.headingMark
    {
      headings += 1
    }
    return headings >= Self.yearbookHeadings
  }

  private static let headingMark: Unicode.Scalar = "【"
  /// So many headings make a yearbook's page.
  private static let yearbookHeadings = 2

  /// The year in the name of a yearbook, at the head of its page: 年鉴（2010）, 2010年鉴.
  var edition: Int? {
    for place in 0..<min(Self.head, text.count)
    where MeasureTable.stands(Self.yearbook, at: place, of: text) {
      let before = text.scalars[..<place].suffix(Self.yearDigits)
      let behind = text.scalars[(place + Self.yearbook.count)...].prefix(Self.editionReach)
        .drop { !Sign.isDigit($0) }.prefix { Sign.isDigit($0) }
      let digits = before.allSatisfy { Sign.isDigit($0) } && !before.isEmpty ? before : behind
      let value = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
      return Period.years.contains(value) ? value : nil
    }
    return nil
  }

  private static let yearbook = Array("年鉴".utf16)
  private static let yearDigits = 4
  /// How far behind its name a yearbook's year may end, in characters.
  private static let editionReach = 6

  private static let yearWords = ["一年来", "全年"].map { Array($0.utf16) }
  private static let yearsWords = ["五年来", "四年来", "三年来", "过去五年", "过去的五年"].map {
    Array($0.utf16)
  }
  private static let yearSign: UInt16 = 0x5E74

  /// Where words that have 年 in them stand: only that sign is looked for in the whole text.
  private func places(of words: [[UInt16]]) -> [Int] {
    var places: [Int] = []
    for place in text.scalars.indices where text.scalars[place] == Self.yearSign {
      for word in words {
        let start = place - (word.firstIndex(of: Self.yearSign) ?? 0)
        if MeasureTable.stands(word, at: start, of: text) { places.append(start) }
      }
    }
    return places
  }

  /// Whether a text sums up a year without naming it.
  var sumsUpYear: Bool {
    places(of: Self.yearWords).contains { place in
      !YearEvidence.Use.planWords.contains {
        MeasureTable.stands($0, at: place - $0.count, of: text)
      }
    }
  }

  /// Whether it tells of several years: 五年来, at its head or again and again.
  var tellsOfYears: Bool {
    let found = places(of: Self.yearsWords)
    return found.count > 1 || found.contains { $0 < Self.head }
  }
}
