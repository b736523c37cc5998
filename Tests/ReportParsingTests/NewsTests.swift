import Reports
import Testing

@testable import ReportParsing

/// What newspapers write rather than offices: places below the office, honours of several levels,
/// single events, nouns that were named before; each with what looks alike and is not.
@Suite struct `What newspapers write` {
  private func links(
    _ text: String, of area: String, published: String = "2018-06-20"
  ) -> [String] {
    Reading.report(text, area: AreaCode(area), published: CalendarDate(published))
      .quantities.map {
        ($0.indicator?.rawValue ?? "-") + ($0.part.map { "[\($0)]" } ?? "")
      }
  }

  @Test(arguments: [
    ("230100", "2018年，全市建有职工书屋40家。宾安县建有职工书屋3家。", "culture.reading_rooms[宾安县]"),
    ("230123", "2018年，全县建有职工书屋40家。三道镇建有职工书屋3家。", "culture.reading_rooms[三道镇]"),
    ("230123", "2018年，全县建有职工书屋40家。宾安县建有职工书屋3家。", "culture.reading_rooms"),
    ("230100", "2018年，全市建有职工书屋40家。全市各县建有职工书屋3家。", "culture.reading_rooms"),
    ("230100", "2018年，全市建有职工书屋40家。社区建有职工书屋3家。", "culture.reading_rooms"),
  ])
  func `What a place below the office has is a part`(area: String, text: String, link: String) {
    #expect(links(text, of: area).last == link)
  }

  @Test func `A sentence about that place goes on with it`() {
    let text = "2018年，建有职工书屋40家。宾安县的办法是一处一策。该县建有职工书屋3家。"
    #expect(links(text, of: "230100").last == "culture.reading_rooms[宾安县]")
    let other = "2018年，建有职工书屋40家。宾安县的办法是一处一策。全市建有母婴室3家。"
    #expect(links(other, of: "230100").last == "women.rooms")
  }

  @Test(arguments: [
    ("230123", "荣获江北五一劳动奖章2人。", "honor.may1_medals[江北]"),
    ("230123", "荣获江北省五一劳动奖章2人。", "honor.may1_medals[省级]"),
    ("230123", "荣获全国五一劳动奖章2人。", "honor.may1_medals[国家级]"),
    ("230123", "荣获五一劳动奖章2人。", "honor.may1_medals"),
    ("230100", "表彰市级劳动模范20名。", "honor.model_workers_selected[市级]"),
    ("230100", "表彰劳动模范20名。", "honor.model_workers_selected"),
  ])
  func `The level of an honour makes a part, the office's own as well`(
    area: String, text: String, link: String
  ) {
    #expect(links("2018年，" + text, of: area) == [link])
  }

  @Test func `Names of unions above paragraphs tell whose they are`() {
    let page = "抗击疫情，工会在行动。\n\n江北区总工会\n\n工会干部先后慰问职工30名。\n\n市总工会\n\n工会干部先后慰问职工50名。"
    #expect(
      links(page, of: "230100")
        == ["relief.epidemic.recipients[江北区]", "relief.epidemic.recipients"])
    let one = "江北区总工会\n\n2018年抗击疫情，慰问职工30名。"
    #expect(links(one, of: "230100") == ["relief.epidemic.recipients"])
  }

  @Test func `A city's own newspaper tells which heading is the city's`() {
    let page = "江北日报\n\n抗击疫情，工会在行动。\n\n江北市总工会\n\n工会干部先后慰问职工30名。\n\n河东县总工会\n\n工会干部先后慰问职工50名。"
    #expect(
      links(page, of: "230100")
        == ["relief.epidemic.recipients", "relief.epidemic.recipients[河东县]"])
  }

  @Test func `Headings in brackets tell it too`() {
    let page = "抗击疫情。\n\n【江北区总工会】工会干部先后慰问职工30名。\n\n【河东区总工会】工会干部先后慰问职工50名。"
    #expect(
      links(page, of: "230100")
        == ["relief.epidemic.recipients[江北区]", "relief.epidemic.recipients[河东区]"])
  }

  @Test func `A clause that says no more than where makes a part`() {
    #expect(
      links("2018年，在江北区，工会走访劳模12名。", of: "230100") == ["honor.visited[江北区]"])
    #expect(links("2018年，在全区，工会走访劳模12名。", of: "230100") == ["honor.visited"])
  }

  @Test func `What was done on that day is a part`() {
    #expect(
      links("6月8日，启动慰问。\n当天，工会共救助困难职工9人。", of: "230123")
        == ["relief.total.recipients[6月8日]"])
    #expect(links("当天，获悉全年救助困难职工9人。", of: "230123") == ["relief.total.recipients"])
  }

  @Test func `Figures of an event that was held are of it`() {
    let held = "2018年，全市职工技能大赛落下帷幕。216名选手参加了比赛。"
    #expect(links(held, of: "230100") == ["competition.participants[职工技能大赛]"])
    let sum = "2018年，全市开展职工技能大赛。216名选手参加了比赛。"
    #expect(links(sum, of: "230100") == ["competition.participants"])
  }

  @Test func `A government's report that names no union is none of a union's`() {
    let livelihood = "2018年，发放低保金30万元，救助残疾人20人，改造危房90户，救助困难群众30户。"
    #expect(links(livelihood, of: "230123").allSatisfy { $0 == "-" })
    #expect(
      links(livelihood + "县总工会救助困难职工30户。", of: "230123").last == "relief.total.recipients")
  }

  @Test func `What others than the union did is nobody's`() {
    #expect(
      links("2018年，县总工会救助困难职工30户；县红十字会救助困难职工20户。", of: "230123")
        == ["relief.total.recipients", "-"])
    #expect(
      links("2018年，县红十字会、县总工会联合救助困难职工20户。", of: "230123")
        == ["relief.total.recipients"])
  }

  @Test(arguments: [
    ("仪式上，85名困难职工子女现场领到了助学金。", "relief.autumn.recipients[现场领到]"),
    ("全市85名困难职工子女领到了助学金。", "relief.autumn.recipients"),
  ])
  func `What was given at one event is a part`(text: String, link: String) {
    #expect(links("2018年，金秋助学活动开展。" + text, of: "230100").last == link)
  }

  @Test func `Couriers among new members are an indicator of their own`() {
    #expect(
      links("2018年，新增会员9600人，其中快递员1875人。", of: "230100")
        == ["org.members_new", "org.gig_members_new[快递员]"])
    #expect(
      links("2018年，新增会员9600人，其中新就业形态劳动者1875人。", of: "230100")
        == ["org.members_new", "org.gig_members_new"])
    #expect(
      links("2018年，新增会员9600人，其中农民工1875人。", of: "230100")
        == ["org.members_new", "org.members_new[农民工]"])
  }

  @Test func `A figure without a noun counts what was named before it`() {
    #expect(
      links("2018年，像这样的工会驿站，全县已有23处，今年新建9处。", of: "230123")
        == ["station.outdoor_total", "station.outdoor_new"])
    #expect(
      links("2018年，建成工会驿站9处，总数达到23处。", of: "230123")
        == ["station.outdoor_new", "station.outdoor_total"])
  }

  @Test func `Job seekers' children are no workers`() {
    #expect(links("2018年，新增托管班2个，收托职工子女76名。", of: "230123").last == "-")
    #expect(links("2018年，新增职工会员76名。", of: "230123").last == "org.members_new")
  }

  @Test func `Money behind 其中 is of the money before, unless it names its own purpose`() {
    #expect(
      links("2018年，筹集帮扶资金538万元，其中中央财政126万元、县级自筹317万元。", of: "230123")
        == ["relief.raised", "relief.raised[中央财政]", "relief.raised[县级自筹]"])
    #expect(
      links("2018年，发放帮扶资金538万元，其中助学金126万元。", of: "230123").last
        == "relief.autumn.amount")
  }

  @Test(arguments: [
    ("职工医疗互助参保职工9000人，参保人数比上年增加300人。", ["relief.mutual_aid.participants", "-"]),
    (
      "职工医疗互助参保职工9000人，参保职工中困难职工300人。",
      ["relief.mutual_aid.participants", "relief.mutual_aid.participants"]
    ),
    ("在档困难职工由318户减少到126户。", ["-", "relief.registered"]),
  ])
  func `What is more than a year before is a change, what it came to is a level`(
    text: String, found: [String]
  ) {
    #expect(
      links("2018年，" + text, of: "230123").map { $0.prefix { $0 != "[" } } == found.map { $0[...] })
  }

  @Test(arguments: [
    ("连续七年表彰8名职工。", ["七年", "8名"]), ("近七年表彰8名职工。", ["8名"]), ("七年来表彰8名职工。", ["8名"]),
    ("全县48%的企业签订合同，九成以上职工满意。", ["48%", "九成以上"]),
    ("给予1万元至3万元补助。", ["1万元", "3万元"]),
    ("七台河市新建驿站8处。", ["8处"]), ("三家子镇新建驿站8处。", ["8处"]), ("晚上7点，8名职工到场。", ["8名"]),
    ("正月初四起，8名职工到场。", ["8名"]), ("庆祝建党100周年，8名职工到场。", ["8名"]),
  ])
  func `Tenths, two amounts, names of places and times`(text: String, mentions: [String]) {
    #expect(Reading.report(text).quantities.map(\.mention) == mentions)
  }
}
