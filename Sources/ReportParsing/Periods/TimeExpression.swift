import Reports

/// A date or period that a text names.
struct TimeExpression: Hashable, Sendable {
  /// The year that is meant.
  enum Year: Hashable, Sendable {
    /// Written out.
    case absolute(Int)
    /// 今年 is 0, 去年 is -1, 明年 is 1.
    case relative(Int)
    /// Not named, as in 3月2日.
    case implied
  }

  /// The part of the year.
  enum Part: Hashable, Sendable {
    case year
    case half(Int)
    case quarter(Int)
    case month(Int)
    case day(month: Int?)
  }

  /// Its place in the folded text.
  var range: Range<Int>
  var year: Year
  var part: Part
  /// Whether it is the date of a day in numbers, as in the line under a headline.
  var isNumeric = false
  /// Whether it only describes a noun: 2022年度先进个人.
  var isAttribute = false
  /// Whether it begins a span that lasts until the text was written: 自2004年以来, 2015年起.
  var isSince = false
  /// Whether it is only what something is compared with: 比去年, 由去年的86家.
  var isCompared = false
  /// The day, where it is written in numbers.
  var day: CalendarDate?
}
