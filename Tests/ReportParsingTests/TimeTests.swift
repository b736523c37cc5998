import Reports
import Testing

@testable import ReportParsing

@Suite struct `Times` {
  @Test(arguments: [
    ("2018年", "2018年 absolute(2018) year"),
    ("二〇一八年度", "二〇一八年度 absolute(2018) year"),
    ("２０１８年上半年", "2018年上半年 absolute(2018) half(1)"),
    ("2018年第三季度", "2018年第三季度 absolute(2018) quarter(3)"),
    ("2018年7月", "2018年7月 absolute(2018) month(7)"),
    ("2018年7月份", "2018年7月 absolute(2018) month(7)"),
    ("去年11月", "去年11月 relative(-1) month(11)"),
    ("今年", "今年 relative(0) year"),
    ("前年", "前年 relative(-2) year"),
    ("下半年", "下半年 implied half(2)"),
    ("四季度", "四季度 implied quarter(4)"),
    ("3月2日", "3月2日 implied day(month: Optional(3))"),
    ("3月2日至4日", "3月2日至4日 implied day(month: Optional(3))"),
    ("3月5号", "3月5号 implied day(month: Optional(3))"),
    ("1至6月", "1至6月 implied half(1)"),
    ("2018年1-9月", "2018年1-9月 absolute(2018) year"),
    ("10-12月", "10-12月 implied quarter(4)"),
    ("2016-2018年", "2016-2018年 absolute(2018) year"),
    ("2018-02-15", "2018-02-15 absolute(2018) day(month: Optional(2))"),
    ("2018.2.15", "2018.2.15 absolute(2018) day(month: Optional(2))"),
    ("春节", "春节 implied day(month: Optional(2))"),
    ("9时30分", "9时30分 implied day(month: nil)"),
    ("10:09", "10：09 implied day(month: nil)"),
  ])
  func `Years, parts of years and days are found`(text: String, meaning: String) {
    #expect(Reading.times(text) == [meaning])
  }

  @Test(arguments: [
    "2018人", "12351", "1800年前", "13月", "2018.5万元", "十九大", "七五普法", "99日", "五年",
  ])
  func `Other numbers are no times`(text: String) {
    #expect(Reading.times(text).isEmpty)
  }

  @Test(arguments: [
    ("2018年1月20日", []), ("3月2日走访8户", ["8户 8 户 exact"]), ("2018年新建3家", ["3家 3 家 exact"]),
    ("今年1至6月培训40人", ["40人 40 人 exact"]), ("9时30分开始", [String]()),
  ])
  func `The numbers of times are no figures`(text: String, figures: [String]) {
    #expect(Reading.figures(text) == figures)
  }
}

@Suite struct `Periods` {
  private func periods(_ text: String, published: String? = "2019-01-20") -> [String] {
    let parsed = Reading.parser.parse(
      text,
      context: ParsingContext(
        defaultArea: Reading.area, published: published.flatMap { CalendarDate($0) }))
    return parsed.quantities.map(\.period.description)
  }

  @Test func `A figure belongs to the last time named before it in its sentence`() {
    #expect(
      periods("2018年慰问职工30户，其中上半年10户。2017年慰问职工20户，2018年7月慰问职工5户。")
        == ["2018", "2018-S1", "2017", "2018-07"])
  }

  @Test func `Half years and quarters are periods of their own where a year goes before`() {
    #expect(
      periods("2018年上半年慰问职工30户。2018年第三季度慰问职工9户。") == ["2018-S1", "2018-Q3"])
  }

  @Test func `Last year and this year count from the day of publication`() {
    #expect(periods("去年慰问职工30户，今年慰问职工6户。") == ["2018", "2019"])
  }

  @Test func `Without a time a figure is of the year that the text is about`() {
    #expect(periods("2018年工作总结。慰问职工30户。") == ["2018"])
  }

  @Test func `Days are of their year`() {
    #expect(periods("2018年5月3日慰问职工30户。") == ["2018"])
  }

  @Test func `A text without a year is of the year of publication, and says so`() {
    let parsed = Reading.parser.parse(
      "慰问职工30户。",
      context: ParsingContext(defaultArea: Reading.area, published: CalendarDate("2019-07-20")))
    #expect(parsed.period == .year(2019))
    #expect(parsed.isPeriodAssumed)
    #expect(!Reading.report("2018年慰问职工30户。").isPeriodAssumed)
  }

  @Test func `A text without any time that appears in January looks back on the year before`() {
    #expect(Reading.report("慰问职工30户。").period == .year(2018))
    #expect(Reading.report("慰问职工30户。").isPeriodAssumed)
    #expect(Reading.report("1月6日慰问职工30户。").period == .year(2019))
  }

  @Test func `The date under a headline is the day to which last year refers`() {
    let text = "工会动态\n2016-06-30 09:15 来源：县报\n今年以来慰问职工30户，去年慰问职工20户。"
    #expect(periods(text) == ["2016", "2015"])
  }

  @Test func `A year that only describes a noun is not the time of the figure`() {
    #expect(periods("2018年工作总结。表彰2016年度先进个人12名。") == ["2018"])
    #expect(periods("2018年工作总结。2016年度，表彰先进个人12名。") == ["2016"])
  }

  @Test func `A year after publication is not what the text is about`() {
    #expect(Reading.report("2018年慰问职工30户。2025年远景，2025年规划，2025年目标。").period == .year(2018))
  }

  @Test func `A month without a year just before publication is of the year of publication`() {
    #expect(periods("2018年慰问职工30户。1月10日，慰问环卫工人20名。") == ["2018", "2019"])
    #expect(periods("2018年慰问职工30户。9月10日，慰问环卫工人20名。") == ["2018", "2018"])
  }

  @Test func `Behind 近年来 a time holds up to the semicolon, else it goes on`() {
    #expect(periods("2019年工作。近年来，坚持活动，去年慰问职工30户；慰问劳模2户。") == ["2018", "2019"])
    #expect(periods("2019年工作。一直坚持活动，去年慰问职工30户；慰问劳模2户。") == ["2018", "2018"])
  }

  private func year(_ text: String, published: String) -> Period {
    Reading.report(text, published: CalendarDate(published)).period
  }

  @Test func `In winter a text that sums up is of the year before, news is not`() {
    let plan = "今年，县总工会将新建驿站8处。"
    #expect(year("一年来，慰问职工30户。" + plan, published: "2018-01-20") == .year(2017))
    #expect(year("1月15日，慰问职工30户。" + plan, published: "2018-07-20") == .year(2018))
    #expect(year("去年12月，下发通知。1月15日，慰问职工30户。", published: "2018-01-20") == .year(2018))
  }

  @Test func `A year that is demanded or long over is not what the text is about`() {
    #expect(
      year("2017年，慰问职工30户。会议要求，2018年要新建驿站。", published: "2018-02-03") == .year(2017))
    #expect(year("2009年挂牌。目前慰问职工30户。今年帮扶5户。", published: "2018-07-03") == .year(2018))
  }

  @Test func `全年 and festivals are of the year that their sentence names`() {
    #expect(
      periods("2019年工作。2017年，工会把建会作为头号工程，全年慰问职工30户。") == ["2017"])
    #expect(periods("2019年工作。去年元旦春节期间，慰问职工30户。") == ["2018"])
    #expect(periods("2019年工作。2017年先行试点；全年慰问职工30户。") == ["2017"])
  }

  @Test func `What has come together until now is of the year that the text is about`() {
    #expect(periods("2018年工作。助学始于2003年，迄今资助学生30名。") == ["2018"])
    #expect(periods("2018年工作。助学始于2003年，资助学生30名。") == ["2003"])
    // As far back as a person's sentence goes: one without an end must not be gone through again
    // for each of its figures.
    let far = String(repeating: "热心", count: 300)
    #expect(periods("2018年工作。助学始于2003年，迄今\(far)资助学生30名。") == ["2003"])
  }

  @Test func `A year that opens a sentence holds for the next ones, until another time`() {
    #expect(
      periods("2018年工作。\n2016年，慰问职工30户。救助职工8户。") == ["2016", "2016"])
    #expect(periods("2018年工作。\n2016年，慰问职工30户。目前，在档职工8户。") == ["2016", "2018"])
    #expect(periods("2018年工作。\n\n2016年，慰问职工30户。\n\n救助职工8户。") == ["2016", "2018"])
    #expect(periods("2018年工作。\n自2016年以来，慰问职工30户。救助职工8户。") == ["2018", "2018"])
    #expect(periods("2018年工作。\n2015年，累计慰问职工30户。") == ["2015"])
  }

  @Test func `A report's own date tells what it calls this year`() {
    let report = "今年来，慰问职工30户。\n某县总工会\n"
    #expect(
      Reading.report(report + "二〇一六年十二月二十八日", published: CalendarDate("2017-01-12")).period
        == .year(2016))
    #expect(
      Reading.report(report + "2016年12月28日", published: CalendarDate("2017-01-12")).period
        == .year(2016))
  }

  @Test func `Months past tell in January of the year before`() {
    #expect(
      year("今年来，慰问职工30户。至11月底，在档职工8户。全年培训职工9人。", published: "2013-01-15") == .year(2012))
    #expect(year("今年来，慰问职工30户。昨日，走访职工8户。", published: "2013-01-15") == .year(2013))
  }

  @Test func `Years of documents, of honours and long past are not what a text is about`() {
    #expect(year("按照《行动方案（2015—2020年）》，慰问职工30户。", published: "2018-06-15") == .year(2018))
    #expect(year("慰问职工30户，被评为2016年度先进单位。", published: "2018-06-15") == .year(2018))
    let far = String(repeating: "热心", count: 40)
    #expect(year("慰问职工30户，\(far)。2008年启动的书屋好评如潮。", published: "2018-01-15") == .year(2017))
  }

  @Test func `The name of a yearbook says its year`() {
    let entry = "【帮扶】 救助职工30户。"
    #expect(year("某县年鉴（2014）\n\n" + entry, published: "2014-09-30") == .year(2013))
    #expect(year("2014年鉴\n\n" + entry, published: "2014-09-30") == .year(2013))
  }

  @Test func `The year itself is not those since`() {
    #expect(periods("2018年工作。助学从2008年启动，当年资助学生30名。") == ["2008"])
    #expect(periods("2018年工作。助学从2008年启动，资助学生30名。") == ["2018"])
  }

  @Test func `A yearbook tells of the year before it appears`() {
    let entry = "【建会】 新建工会20家。\n\n【帮扶】 救助职工30户。\n\n【文体】 举办球赛2场。"
    #expect(year("概况。\n\n" + entry, published: "2014-09-30") == .year(2013))
    #expect(year("2014年概况。\n\n" + entry, published: "2014-09-30") == .year(2014))
    let items = "（一）新建工会20家。\n\n（二）救助职工30户。\n\n（三）举办球赛2场。"
    #expect(year("概况。\n\n" + items, published: "2014-09-30") == .year(2014))
  }

  @Test func `A festival that is coming is the next one`() {
    let text = "去年12月，培训职工30名。春节临近，慰问职工20户。"
    #expect(
      Reading.report(text, published: CalendarDate("2009-01-10")).quantities.map {
        "\($0.period.year)"
      } == ["2008", "2009"])
  }

  @Test func `A year after publication makes a plan`() {
    #expect(Reading.links("2030年，慰问职工30户。慰问职工8户。").count == 1)
  }

  @Test func `What something is compared with is not its time`() {
    #expect(periods("2018年工作。比2016年增长5%，慰问职工30户。") == ["2018", "2018"])
    #expect(periods("2018年工作。由2016年的86户增加到97户。") == ["2016", "2018"])
    #expect(periods("2018年工作。2016年的86户得到慰问，救助97户。") == ["2016", "2016"])
    #expect(periods("2018年工作。由2016年底的86户增加到97户。") == ["2016", "2018"])
  }
}
