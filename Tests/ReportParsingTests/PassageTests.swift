import Reports
import Testing

@testable import ReportParsing

@Suite struct `What a passage adds to its figures` {
  @Test(arguments: [
    ("救助标准由200元提高到350元。", ["200元 -", "350元 -"]),
    ("技师从120人发展到460人。", ["120人 -", "460人 -"]),
    ("每户600元和价值260元的慰问物资。", ["600元 -", "260元 -"]),
  ])
  func `Changes and amounts for each one are no levels`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test func `A full amount behind one for each is still a total`() {
    let links = Reading.links("为困难职工每户发放600元，共发放救助金9万元。")
    #expect(links == ["600元 -", "9万元 relief.total.amount"])
  }

  @Test func `What comes after the joint of a list belongs to the next figure`() {
    #expect(
      Reading.links("慰问困难职工320人、劳模45人。")
        == ["320人 relief.total.recipients", "45人 honor.visited"])
  }

  @Test func `What touches the measure word from behind is what is counted`() {
    #expect(Reading.links("扶持12个区县职工服务站建设。") == ["12个 -"])
    #expect(Reading.links("新建12个职工服务站。") == ["12个 station.new"])
  }

  @Test func `What was done before for others says nothing of whom something is done for`() {
    #expect(Reading.links("评选优秀班组并为24名劳模设立专栏。") == ["24名 -"])
    #expect(Reading.links("评选24名劳模。") == ["24名 honor.model_workers_selected"])
  }

  @Test func `A list of people before a figure names no part of it`() {
    #expect(
      Reading.links("开展送温暖活动，慰问困难职工、困难农民工650户。")
        == ["650户 relief.winter.recipients"])
  }

  @Test func `Without a total before it or 其中 a part stands for nothing`() {
    #expect(Reading.links("目前建立爱心医院16家、爱心学校25个。") == ["16家 -", "25个 -"])
  }

  @Test func `A longer word that names no topic leaves the topic that it holds`() {
    #expect(
      Reading.links("开展普法宣传活动12场，发放资料600份。")
        == ["12场 rights.publicity_events", "600份 rights.publicity_materials"])
  }

  @Test(arguments: [
    ("开展送温暖、送清凉等活动，投入资金30万元。", "relief.total.amount"),
    ("开展送温暖活动，投入资金30万元。", "relief.winter.amount"),
    ("开展抗震救灾，慰问受灾职工30人。", "relief.total.recipients"),
    ("救助大病职工21名，发放救助金30万元。", "relief.medical.amount"),
    ("“两节”期间慰问职工9人。2018年，共发放救助金30万元。", "relief.total.amount"),
    ("“两节”期间慰问职工9人。共发放救助金30万元。", "relief.winter.amount"),
  ])
  func `Several campaigns, a disaster, an illness, a year: relief of no season`(
    text: String, indicator: String
  ) {
    #expect(Reading.report("2018年工作。" + text).quantities.last?.indicator?.rawValue == indicator)
  }

  @Test(arguments: [
    ("职工服务站与6家超市签订协议。", "6家 -"), ("建成6家职工服务站。", "6家 station.total"),
    ("来自7个市州的96名选手参加技能大赛。", "7个 -"), ("12个重点项目开展劳动竞赛。", "12个 -"),
    ("在档困难职工中，30户城市困难职工脱困。", "30户 relief.lifted"),
  ])
  func `With whom and from where is not what is counted`(text: String, link: String) {
    #expect(Reading.links(text).first == link)
  }

  @Test func `What is intended within the same quotation is a plan`() {
    #expect(Reading.links("“今年将新建驿站30家。”").isEmpty)
    #expect(Reading.links("以“力争上游”为主题，新建驿站30家。").count == 1)
    #expect(Reading.links("为确保实效，新建驿站30家。").count == 1)
  }

  @Test func `An old value with a year of its own is that year's level`() {
    let text = "参保职工由去年的1320人增加到1750人，职工医疗互助受欢迎。"
    let found = Reading.report("职工医疗互助。" + text, published: CalendarDate("2016-09-01")).quantities
    #expect(
      found.map { $0.indicator?.rawValue ?? "-" }
        == Array(repeating: "relief.mutual_aid.participants", count: 2))
    #expect(found.map(\.period.year) == [2015, 2016])
  }

  @Test func `Epidemics that a text opens with hold for what names no campaign`() {
    let title = "抗击疫情，工会在行动。\n\n"
    func indicator(_ text: String) -> String? {
      Reading.report(title + text).quantities.first?.indicator?.rawValue
    }
    #expect(indicator("慰问职工30名。") == "relief.epidemic.recipients")
    #expect(indicator("送清凉活动慰问职工30名。") == "relief.summer.recipients")
  }

  @Test func `The campaign that a text opens with holds for what names no other`() {
    let text = "工会开展春节走访慰问。\n\n走访慰问困难职工85户。\n\n2018年共救助困难职工310人。"
    #expect(
      Reading.links(text) == ["85户 relief.winter.recipients", "310人 relief.total.recipients"])
  }
}

@Suite struct `Whose a figure is` {
  private func links(
    _ text: String, of area: String, published: CalendarDate? = Reading.published
  ) -> [String] {
    Reading.report(text, area: AreaCode(area), published: published).quantities.map {
      ($0.indicator?.rawValue ?? "-") + ($0.part.map { "[\($0)]" } ?? "")
    }
  }

  @Test func `What the union of the province did is nobody's below`() {
    #expect(links("2018年，省总工会发放救助金75万元。", of: "230100") == ["-"])
    #expect(links("2018年，省总工会发放救助金75万元。", of: "230000") == ["relief.total.amount"])
    #expect(
      links("2018年，省总工会发放救助金75万元，市总工会发放救助金8万元。", of: "230100")
        == ["-", "relief.total.amount"])
  }

  @Test func `What was done on one day is a part, named by the day, while it is news`() {
    let text = "2018年。5月8日，工会救助困难职工9人。"
    #expect(
      links(text, of: "230123", published: CalendarDate("2018-05-20"))
        == ["relief.total.recipients[5月8日]"])
    #expect(links(text, of: "230123") == ["relief.total.recipients"])
  }

  @Test func `A stock that is told of on one day is no part`() {
    #expect(links("2018年。5月8日，现有基层工会组织60家。", of: "230123") == ["org.unions_total"])
  }

  @Test(arguments: ["截至5月8日，救助困难职工9人。", "自5月8日起，救助困难职工9人。", "5月8日记者获悉，救助困难职工9人。"])
  func `A day that ends or begins a span, or of telling, names no part`(text: String) {
    #expect(links("2018年。" + text, of: "230123") == ["relief.total.recipients"])
  }
}
