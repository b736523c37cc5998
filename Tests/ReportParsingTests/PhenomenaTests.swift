import Reports
import Testing

@testable import ReportParsing

/// What reports of other places and years write otherwise, each with a sentence that looks alike
/// and is not.
@Suite struct `What reports of other places write otherwise` {
  private func periods(_ text: String, published: String = "2019-01-20") -> [String] {
    Reading.parser.parse(
      text,
      context: ParsingContext(defaultArea: Reading.area, published: CalendarDate(published))
    ).quantities.map(\.period.description)
  }

  @Test(arguments: ["二00七年，慰问职工30户。", "二OO七年，慰问职工30户。", "07年，慰问职工30户。", "二○○七年，慰问职工30户。"])
  func `Years are read whatever signs typists mix`(text: String) {
    #expect(periods(text, published: "2008-02-01") == ["2007"])
  }

  @Test func `A title names the year that counts, and plans in it don't`() {
    let text =
      "2007年工作总结及2008年工作打算\n\n我们认真贯彻上级部署，扎实做好各项服务工作，救助职工30户。春节期间慰问职工8户。"
    #expect(periods(text, published: "2008-02-01") == ["2007", "2007"])
  }

  @Test(arguments: [
    ("2018年。自2009年开展活动以来，救助职工30户。", "2018"), ("2018年。2015年以来，救助职工30户。", "2018"),
    ("2018年。2015年，救助职工30户。", "2015"), ("2018年。去年以来，救助职工30户。", "2018"),
  ])
  func `What was done since a year was done up to now`(text: String, period: String) {
    #expect(periods(text) == [period])
  }

  @Test(arguments: [
    ("2019-05-03", ["2019", "2018"]), ("2019-02-03", ["2018", "2018"]),
  ])
  func `One word of last year makes a text of spring none about last year`(
    published: String, years: [String]
  ) {
    #expect(periods("慰问职工30户。去年，慰问职工8户。", published: published) == years)
  }

  @Test(arguments: [
    "二、2019年工作打算\n新建工会20家。", "三、下一步工作计划\n（一）抓好组建。新建工会20家。\n（二）抓好服务。培训职工300人。", "2019年工作打算：新建工会20家。",
  ])
  func `Below a heading that announces plans nothing has been done`(text: String) {
    #expect(Reading.links("。\n" + text).isEmpty)
  }

  @Test(arguments: [
    "一、总结及打算\n我们认真贯彻上级部署，扎实做好各项服务工作，新建工会20家。",
    "一、工作打算\n抓好各项工作的落实，把服务做得更好更细。\n二、组建\n我们认真贯彻上级部署，做好服务工作，新建工会20家。",
  ])
  func `A heading of something else ends them`(text: String) {
    #expect(Reading.links("。\n" + text) == ["20家 org.unions_new"])
  }

  @Test(arguments: [
    ("2100名职工参加互助保障计划，40名患病职工得到补助。", 2), ("按计划新建工会20家。", 1), ("计划新建工会20家。", 0),
  ])
  func `A plan may be a name`(text: String, count: Int) {
    #expect(Reading.links(text).count == count)
  }

  @Test(arguments: [
    ("新建母婴室6处，总数达到31处。", ["6处 women.rooms[新建]", "31处 women.rooms"]),
    ("建成工会驿站80家，今年新增12家。", ["80家 station.outdoor_total", "12家 station.outdoor_new"]),
    ("新建基层工会14家，累计达到300家。", ["14家 org.unions_new", "300家 org.unions_total"]),
    ("建成工会驿站80家，新增座位12个。", ["80家 station.outdoor_total", "12个 -"]),
  ])
  func `A stock follows its flow without being named again`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test(arguments: [
    ("工会会员30万人，其中女会员12万人。", "12万人 org.members_total[女会员]"),
    ("建成工会驿站80家，其中3家获评最美驿站。", "3家 station.outdoor_total[获评最美驿站]"),
  ])
  func `The same thing again behind 其中 is a part, whatever its name`(text: String, part: String) {
    #expect(Reading.links(text).last == part)
  }

  @Test func `Another thing behind 其中 is no part`() {
    #expect(Reading.links("培训职工300人，其中80人取得证书。").last == "80人 training.certified")
  }

  @Test(arguments: [
    (
      "210个单位3100名职工参加医疗互助。",
      ["210个 relief.mutual_aid.units", "3100名 relief.mutual_aid.participants"]
    ),
    ("金秋助学，救助25人7.5万元。", ["25人 relief.autumn.recipients", "7.5万元 relief.autumn.amount"]),
    ("新签集体合同30份，续签80份。", ["30份 collective.contracts", "80份 collective.contracts"]),
  ])
  func `Figures that stand together share their words`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test(arguments: ["百人以上企业建会率达到98%。", "50人以上的非公企业建会率达到98%。"])
  func `The size of a kind of employer counts nobody`(text: String) {
    #expect(Reading.links(text).count == 1)
  }

  @Test func `Somebody above a size is counted`() {
    #expect(Reading.figures("慰问职工500人以上，走访企业3家。").first == "500人以上 500 人 over")
  }

  @Test(arguments: [
    ("市总工会建成8家。", "8家 -"), ("建成工会8家。", "8家 org.unions_total"),
    ("成立法律援助工作站8个。", "8个 -"),
  ])
  func `A longer word hides what it does not count`(text: String, link: String) {
    #expect(Reading.links(text) == [link])
  }

  @Test(arguments: [
    ("夏送清凉8.5万元。", "8.5万元 relief.summer.amount"),
    ("资助29人，金额7万元。", "7万元 relief.autumn.amount"),
    ("慰问劳模65人、9万元。", "9万元 honor.visit_amount"),
  ])
  func `An amount completes what was counted before it`(text: String, link: String) {
    #expect(Reading.links("金秋助学。" + text).last == link)
  }

  @Test func `An amount of what no indicator counts has none`() {
    #expect(Reading.links("订阅报刊29份，金额7万元。").last == "7万元 -")
  }

  @Test(arguments: [
    ("“9元观影”活动3场。", ["3场"]), ("发放“爱心卡”9张。", ["9张"]), ("提出“两个服务”。", [String]()),
  ])
  func `A number that opens a quotation is of its name`(text: String, mentions: [String]) {
    #expect(Reading.report(text).quantities.map(\.mention) == mentions)
  }

  @Test func `A verb of change within the name of a thing changes nothing`() {
    #expect(Reading.links("举办技能提升培训5期。") == ["5期 training.sessions"])
    #expect(Reading.links("培训期数提升5期。") == ["5期 -"])
  }

  @Test func `What belongs to one figure is none of the next one's`() {
    #expect(Reading.figures("达到80%以上万余人") == ["80%以上 80 % over", "万余人 10000 人 over"])
  }

  @Test func `Materials of one kind are no breakdown, of two they are`() {
    #expect(Reading.links("普法活动发放宣传册900册。") == ["900册 rights.publicity_materials"])
    #expect(
      Reading.links("普法活动发放宣传册900册、宣传单300份。") == [
        "900册 rights.publicity_materials[宣传册]", "300份 rights.publicity_materials[宣传单]",
      ])
  }

  @Test func `Whoever honours names the level behind the figure`() {
    #expect(
      Reading.links("3家单位被评为省厂务公开民主管理先进单位。") == ["3家 democratic.honored_units[省级]"])
  }
}

@Suite struct `Paragraphs of lines` {
  private let text = "慰问职工\n30户"

  @Test func `Wrapped lines are joined, lines that are paragraphs are not`() {
    let wrapped = ParsingContext(defaultArea: nil, published: nil)
    let lines = ParsingContext(defaultArea: nil, published: nil, linesAreParagraphs: true)
    #expect(Reading.parser.parse(text, context: wrapped).quantities.map(\.sentence) == [0..<8])
    #expect(Reading.parser.parse(text, context: lines).quantities.map(\.sentence) == [5..<8])
  }
}

@Suite struct `Why a figure was taken for an indicator` {
  private func roles(_ text: String, explains: Bool) throws -> [String] {
    let parsed = Reading.parser.parse(
      text,
      context: ParsingContext(
        defaultArea: Reading.area, published: Reading.published, explains: explains))
    let scalars = Array(text.unicodeScalars)
    return try #require(parsed.quantities.last).decision.map {
      "\($0.role) \(String(String.UnicodeScalarView(scalars[$0.span])))"
    }
  }

  @Test func `All words that decided are told where that is asked for`() throws {
    let text = "2017年开展夏送清凉活动。慰问职工300人。2018年工会新建工会4家，其中国有企业1家。"
    #expect(try roles(text, explains: true) == ["part 国有企业", "period 2018年"])
    #expect(try roles(text, explains: false) == ["part 国有企业"])
    let campaign = try roles("2018年开展夏送清凉活动，慰问一线职工300人。", explains: true)
    #expect(campaign.contains { $0.hasPrefix("campaign ") && $0.contains("送清凉") })
    #expect(campaign.contains("verb 慰问"))
    #expect(campaign.contains("period 2018年"))
    #expect(campaign.contains { $0.hasPrefix("head ") })
  }
}
