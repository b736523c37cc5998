import Reports
import Testing

@testable import ReportParsing

@Suite struct `Links from figures to indicators` {
  @Test(arguments: [
    (
      "全市签订工资集体合同84份，覆盖企业420家，覆盖职工2.6万人。",
      [
        "84份 collective.wage_contracts", "420家 collective.wage_enterprises",
        "2.6万人 collective.wage_employees",
      ]
    ),
    ("新建基层工会18家，发展会员960人。", ["18家 org.unions_new", "960人 org.members_new"]),
    ("职工入会率达到94%。", ["94% org.membership_rate"]),
    (
      "金秋助学活动中，资助困难职工子女36名，发放助学金10.8万元。",
      ["36名 relief.autumn.recipients", "10.8万元 relief.autumn.amount"]
    ),
    (
      "开展夏送清凉活动，慰问一线职工2100人，投入资金12万元。",
      ["2100人 relief.summer.recipients", "12万元 relief.summer.amount"]
    ),
    (
      "征集合理化建议560条，实施210条。", ["560条 innovation.proposals", "210条 innovation.proposals_implemented"]
    ),
    ("举办招聘会6场，提供就业岗位3400个。", ["6场 relief.spring.job_fairs", "3400个 relief.spring.jobs_offered"]),
    ("建成职工书屋22个。", ["22个 culture.reading_rooms"]),
    ("创建劳模创新工作室9个。", ["9个 innovation.studios"]),
    ("全年追回拖欠工资260万元。", ["260万元 rights.recovered_amount"]),
  ])
  func `Words beside a figure name what it counts`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test(arguments: ["种植绿化苗木800株。", "全县粮食产量达到3.2亿斤。", "邮局投递报纸900份。", "出动车辆14台。"])
  func `What no indicator covers stays without one`(text: String) {
    #expect(Reading.links(text).allSatisfy { $0.hasSuffix(" -") })
    #expect(!Reading.links(text).isEmpty)
  }

  @Test func `A part is named beside its figure`() {
    #expect(
      Reading.links("新建基层工会40家，其中国有企业6家、非公企业30家。") == [
        "40家 org.unions_new", "6家 org.unions_new[国有企业]", "30家 org.unions_new[非公企业]",
      ])
  }

  @Test func `A breakdown by kinds of sites belongs to the total before it`() {
    #expect(
      Reading.links("新建职工服务站点31个，覆盖街道4个、社区12个。")
        == ["31个 station.new", "4个 station.new[街道]", "12个 station.new[社区]"])
  }

  @Test func `The whole county is no part`() {
    #expect(Reading.links("全县各级工会慰问全县困难职工70户。").allSatisfy { !$0.contains("[") })
  }

  @Test func `Two things named in order get their figures in order`() {
    #expect(
      Reading.links("职工入会率和农民工入会率分别为96%和88%。")
        == ["96% org.membership_rate", "88% org.migrant_membership_rate"])
  }

  @Test func `Two parts named in order get their figures in order`() {
    let links = Reading.links("国有企业和非公企业厂务公开建制率分别为98%和81%。")
    #expect(links.map { $0.contains("[国有企业]") } == [true, false])
    #expect(links.map { $0.contains("[非公企业]") } == [false, true])
  }

  @Test(arguments: ["计划新建基层工会20家。", "力争发展会员3000人。", "明年，新建基层工会20家。", "下一步，将培训职工600人。"])
  func `Plans state nothing`(text: String) {
    #expect(Reading.links(text).isEmpty)
  }

  @Test func `What follows a plan and is done counts`() {
    #expect(
      Reading.links("年初计划新建职工书屋10个，目前已建成职工书屋12个。") == ["12个 culture.reading_rooms"])
  }

  @Test(arguments: ["慰问金额同比增长14%。", "会员人数比上年增长5%。", "每人发放慰问金500元。", "人均救助金1200元。"])
  func `Changes and amounts for each one are no levels`(text: String) {
    #expect(Reading.links(text).allSatisfy { $0.hasSuffix(" -") })
  }

  @Test func `A campaign holds for the figures after it until the next one`() {
    #expect(
      Reading.links("夏送清凉，慰问职工300人。金秋助学，资助学生20名。冬送温暖，走访慰问困难职工90户。") == [
        "300人 relief.summer.recipients", "20名 relief.autumn.recipients",
        "90户 relief.winter.recipients",
      ])
  }

  @Test func `A list of campaigns names none of them`() {
    let links = Reading.links("开展夏送清凉、金秋助学、冬送温暖活动，救助困难职工500人。")
    #expect(links == ["500人 relief.total.recipients"])
  }

  @Test func `A campaign does not reach into the next paragraph`() {
    let links = Reading.links("冬送温暖，走访慰问困难职工90户。\n二、救助困难职工40户，发放救助金6万元。")
    #expect(links.first == "90户 relief.winter.recipients")
    #expect(links.dropFirst() == ["40户 relief.total.recipients", "6万元 relief.total.amount"])
  }

  @Test func `Zero is a statement`() {
    let parsed = Reading.report("2018年全系统实现职工零上访。")
    #expect(parsed.quantities.map(\.value) == [.zero])
    #expect(parsed.quantities.map(\.indicator?.rawValue) == ["rights.petitions"])
  }

  @Test func `The deciding words stand where the decision says`() throws {
    let text = "2018年，职工入会率达到94%。"
    let quantity = try #require(Reading.report(text).quantities.first)
    let head = try #require(quantity.decision.first { $0.role == .head })
    let scalars = Array(text.unicodeScalars)
    #expect(
      String(String.UnicodeScalarView(scalars[head.span])) == "入会率"
        || String(String.UnicodeScalarView(scalars[head.span])) == "职工入会率")
  }
}

@Suite struct `Figures of others within a report` {
  private let headline = "洮南市总工会2018年工作总结。\n"

  private func links(_ text: String) -> [String] {
    Reading.report(headline + text).quantities.map { quantity in
      let part = quantity.part.map { "[\($0)]" } ?? ""
      return "\(quantity.mention) \(quantity.indicator?.rawValue ?? "-")\(part)"
    }
  }

  @Test(arguments: [
    ("福顺镇总工会建成职工书屋3个。", "福顺镇"), ("10月，福顺镇工会建成职工书屋3个。", "福顺镇"),
    ("金升乳业公司工会建成职工书屋3个。", "金升乳业公司"),
  ])
  func `A union below that is named as acting states a part`(text: String, name: String) {
    #expect(links(text) == ["3个 culture.reading_rooms[\(name)]"])
  }

  @Test func `Its parts are named with it`() {
    #expect(
      links("福顺镇工会新建基层工会9家，其中国有企业2家。")
        == ["9家 org.unions_new[福顺镇]", "2家 org.unions_new[福顺镇国有企业]"])
  }

  @Test func `It acts to the end of its sentence`() {
    #expect(
      links("福顺镇工会建成职工书屋3个。全市建成职工书屋30个。").last == "30个 culture.reading_rooms")
  }

  @Test(arguments: [
    "洮南市总工会建成职工书屋3个。", "市总工会建成职工书屋3个。", "全市各乡镇工会建成职工书屋3个。", "指导乡镇工会建成职工书屋3个。",
    "组织区工会建成职工书屋3个。", "乡镇工会建成职工书屋3个。",
  ])
  func `The reporting union and unions without a name state totals`(text: String) {
    #expect(links(text) == ["3个 culture.reading_rooms"])
  }

  @Test func `An office that is in no list of areas is its own report's`() {
    let parsed = Reading.report("望河县总工会2018年建成职工书屋3个。望河县总工会培训职工80人。")
    #expect(parsed.quantities.map(\.part) == [nil, nil])
  }

  @Test func `What stands in brackets is no subject for what follows`() {
    #expect(
      Reading.links("目前已建基层工会60家，村街联合会4家（包含企业70家），小企业联合会3家（包含企业50家），合计建会组织67家。") == [
        "60家 org.unions_total", "4家 org.unions_total[村街联合会]", "70家 org.covered_employers[村街联合会]",
        "3家 org.unions_total[小企业联合会]", "50家 org.covered_employers[小企业联合会]", "67家 org.unions_total",
      ])
  }

  @Test(arguments: [
    "走访困难职工，每到一户都仔细询问，并送上800元慰问金。", "为困难职工每户发放600元和价值200元的慰问品。",
  ])
  func `Amounts for each one are no totals, joined ones neither`(text: String) {
    #expect(!Reading.links(text).isEmpty)
    #expect(Reading.links(text).allSatisfy { $0.hasSuffix(" -") })
  }
}

@Suite struct `Words of a clause` {
  @Test func `Words are found wherever they overlap`() {
    let automaton = WordAutomaton(["技能竞赛", "竞赛", "能", "赛事", "技能"].map { Array($0.utf16) })
    let hits = automaton.hits(in: Array("技能竞赛事".utf16))
    #expect(
      Set(hits.map { [Int($0.word), Int($0.start), Int($0.end)] }) == [
        [0, 0, 4], [1, 2, 4], [2, 1, 2], [3, 3, 5], [4, 0, 2],
      ])
  }

  @Test func `An empty vocabulary finds nothing`() {
    #expect(WordAutomaton([]).hits(in: Array("工会".utf16)).isEmpty)
    #expect(WordAutomaton([[]]).hits(in: Array("工会".utf16)).isEmpty)
  }

  @Test func `Only words that lie whole in a range are its words`() {
    let catalogue = Catalogue.builtIn
    let text = Layout.normalise("开展技能竞赛活动")
    let words = ClauseWords(
      text, lexicon: catalogue.lexicon, automaton: WordAutomaton(catalogue.lexicon.words))
    let found = words.hits(in: 2..<6).map { text.text(in: $0.range) }
    #expect(found.contains("技能竞赛"))
    #expect(words.hits(in: 2..<5).allSatisfy { $0.range.upperBound <= 5 })
    #expect(Array(words.hits(in: 3..<3)).isEmpty)
  }
}
