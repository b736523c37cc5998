import Reports

/// Tells the figures of the reporting office as a whole from those of one event, which are parts,
/// and from those of the union of the province, which are another's.
struct Actors {
  private let text: NormalisedText
  private let times: [TimeExpression]
  private let isProvince: Bool
  private let published: CalendarDate?
  /// Whether a union above is named at all.
  private let namesUpper: Bool
  /// Whether others than unions are named at all.
  private let namesOthers: Bool
  /// Whether the text tells of a government's work and names no union.
  private let isOfGovernment: Bool
  /// Whether 当天 is said at all.
  private let namesSameDay: Bool
  private var time = 0

  /// Whose a figure is.
  enum Owner: Equatable {
    /// The reporting office's as a whole.
    case office
    /// Of one event, by its day: 1月7日送到50名职工手中.
    case event(String)
    /// Of the union of the province: 其中，省总工会筹集7747万元.
    case other
  }

  private static let upperNames = ["省总工会", "自治区总工会", "全国总工会"]
  private static let upperUnions = WordTable(upperNames)
  /// In a county's report on livelihood, others than the union: 县残联, 市红十字会.
  private static let otherNames = [
    "残联", "红十字会", "妇联", "团委", "慈善总会", "民政局", "人社局", "教育局", "卫健局", "卫生局", "司法局",
  ]
  private static let union = "工会"
  /// What a government reports on and a union does not.
  private static let civilAffairs = [
    "低保", "五保", "敬老院", "孤儿", "残疾人", "民政", "新农合", "养老保险", "公租房", "廉租房", "棚户区", "危房", "城镇新增就业",
    "登记失业率", "最低生活保障", "特困供养", "弱势群体", "社会救助", "安全饮水", "通村公路",
  ]
  /// So many of them, in a text that names no union.
  private static let fewestCivilAffairs = 3
  /// What makes a text worth looking for more, one group behind the other: others, the unions above,
  /// 当天, a union at all, and what only governments report on.
  private static let marks = WordTable(
    otherNames + upperNames + sameDayNames + [union] + civilAffairs)
  private static let others = WordTable(
    ["县", "市", "区", "旗", "州"].flatMap { level in otherNames.map { level + $0 } })
  private static let upperUnionsBackwards = WordTable(
    ["省总工会", "自治区总工会", "全国总工会"].map { String($0.reversed()) })
  /// Behind a date: not the day of an event, but the beginning of a span, or the day on which
  /// something was told.
  ///
  /// What sums up is of no single event either.
  private static let notEvent = WordTable([
    "起", "以来", "以后", "获悉", "报道", "讯", "了解到", "为止", "召开", "累计", "全年", "共计", "截至", "截止", "目前",
  ])
  /// 当天，慰问组走访: of that day, whichever it is.
  private static let sameDayNames = ["当天", "当日", "昨日", "昨天"]
  private static let sameDay = WordTable(sameDayNames)
  private static let notEventBefore = ["截至", "截止", "至", "到", "自", "从"].map { Array($0.utf16) }
  /// 日 and 号: festivals are no days.
  private static let days = ScalarSet("日号")
  /// How far behind its date an event may still be told of, in characters: two or three sentences.
  private static let eventReach = 150

  /// Takes the text and its times, and the area that reports, where it is known.
  init(
    _ text: NormalisedText, times: [TimeExpression], area: AreaCode?, published: CalendarDate?
  ) {
    self.text = text
    self.times = times
    self.published = published
    isProvince = area?.number.isMultiple(of: 10_000) ?? false
    let marks = Self.marks.found(in: text)
    let others = Self.otherNames.count
    let upper = others + Self.upperNames.count
    namesOthers = marks.contains { $0 < others }
    namesUpper = marks.contains { (others..<upper).contains($0) }
    let sameDay = upper + Self.sameDayNames.count
    namesSameDay = marks.contains { (upper..<sameDay).contains($0) }
    isOfGovernment =
      !namesUpper && !marks.contains(sameDay)
      && marks.count { $0 > sameDay } >= Self.fewestCivilAffairs
  }

  /// Whose a figure is, by what stands before it in its sentence and paragraph. Figures are asked
  /// for in their order.
  mutating func owner(of place: Int, in sentence: Range<Int>, of paragraph: Range<Int>) -> Owner {
    while time < times.count, times[time].range.upperBound <= place { time += 1 }
    if isOfGovernment { return .other }
    let start = min(max(sentence.lowerBound, place - Self.eventReach), place)
    if !isProvince, namesUpper, names(Self.upperUnions, in: start..<place) { return .other }
    if namesOthers, names(Self.others, in: start..<place) { return .other }
    if namesSameDay, Self.sameDay.standsSomewhere(in: start..<place, of: text),
      !Self.notEvent.standsSomewhere(in: start..<place, of: text)
    {
      return .event(lastDay(before: place) ?? "当天")
    }
    guard time > 0 else { return .office }
    let last = times[time - 1]
    guard last.range.lowerBound >= paragraph.lowerBound, case .day(month: let month?) = last.part,
      !last.isNumeric, isNews(ofMonth: month),
      Self.days.contains(text[last.range.upperBound - 1]),
      Sign.isDigit(text[last.range.lowerBound]),
      isEvent(last.range, upTo: place)
    else { return .office }
    return .event(text.text(in: last.range))
  }

  /// How many times are gone back for it.
  private static let mostDays = 16

  /// The day that 当天 refers to.
  private func lastDay(before place: Int) -> String? {
    for time in times[..<time].suffix(Self.mostDays).reversed() {
      if case .day(month: .some) = time.part, !time.isNumeric,
        Self.days.contains(text[time.range.upperBound - 1]),
        Sign.isDigit(text[time.range.lowerBound])
      {
        return text.text(in: time.range)
      }
    }
    return nil
  }

  /// A day of this month or the one before is news; one long past is a date in what sums up.
  private func isNews(ofMonth month: Int) -> Bool {
    guard let published else { return true }
    return (0...1).contains((published.month - month + 12) % 12)
  }

  /// Whether the actor that opens the last clause which one opens is of some.
  private func names(_ actors: WordTable, in range: Range<Int>) -> Bool {
    let union = Array("总工会".utf16)
    var isUpper = false
    var opensClause = true
    for place in range {
      if opensClause || place == range.lowerBound {
        if actors.longest(at: place, of: text) != nil { isUpper = true }
      } else if isUpper, MeasureTable.stands(union, at: place, of: text),
        Self.upperUnionsBackwards.longest(before: place + union.count, of: text) == nil
      {
        isUpper = false
      }
      opensClause = Sign.endsClause(text.scalars[place])
    }
    return isUpper
  }

  private func isEvent(_ date: Range<Int>, upTo place: Int) -> Bool {
    let isSpan = Self.notEventBefore.contains {
      MeasureTable.stands($0, at: date.lowerBound - $0.count, of: text)
    }
    guard !isSpan, place - date.upperBound <= Self.eventReach else { return false }
    return !Self.notEvent.standsSomewhere(
      in: date.upperBound..<max(place, date.upperBound), of: text)
  }
}
