import Reports
import Testing

@testable import ReportParsing

/// Items of a sentence between semicolons, breakdowns over several of them, and what only looks
/// like a figure of an indicator; each rule with what it must leave alone.
@Suite struct `Items of a sentence` {
  @Test func `What follows a semicolon does not go on with the family before it`() {
    #expect(
      Reading.links("1200人享受互助金30万元；举办单身职工交友活动4场，360人参加。").suffix(2)
        == ["4场 culture.matchmaking_events", "360人 culture.matchmaking_participants"])
    #expect(
      Reading.links("当年新建工会20家；会员2500人。").last == "2500人 org.members_total")
    #expect(
      Reading.links("当年新建工会20家，会员2500人。").last == "2500人 org.members_new")
  }

  @Test func `What money was spent on does not stand behind a semicolon`() {
    #expect(
      Reading.links("共投入资金270万元改造文化宫；建成户外劳动者驿站9个。").first == "270万元 -")
  }

  @Test func `A breakdown in a sentence of its own goes on over semicolons`() {
    #expect(
      Reading.links("救助困难职工560人。其中，生活救助300人，发放救助金4万元；医疗救助20人。")
        == [
          "560人 relief.total.recipients", "300人 relief.total.recipients[生活救助]",
          "4万元 relief.total.amount[生活救助]", "20人 relief.total.recipients[医疗救助]",
        ])
    #expect(
      Reading.links("救助困难职工560人。发放救助金4万元。").last == "4万元 relief.total.amount")
  }

  @Test func `A sum behind a list is not of its last item`() {
    let list = "春节期间慰问困难职工300名、劳模20名，"
    #expect(Reading.links(list + "共发放慰问金9万元。").last == "9万元 relief.winter.amount")
    #expect(
      Reading.links("慰问劳模20名，发放慰问金2万元。").last == "2万元 honor.visit_amount")
  }

  @Test func `The occasion of the news is not its topic`() {
    #expect(
      Reading.links("岁末年初，记者从县总工会获悉，全年投入资金80万元。").last == "80万元 -")
    #expect(
      Reading.links("岁末年初，县总工会投入资金80万元。").last == "80万元 relief.winter.amount")
  }

  @Test(arguments: [
    ("在6个乡镇设立劳动争议调解室。", "6个 -"), ("在全县6个工程开展劳动竞赛。", "6个 -"),
    ("设立劳动争议调解室6个。", "6个 rights.mediation_bodies"),
    ("在档困难职工523户需要帮助。", "523户 relief.registered"),
  ])
  func `Figures of where something is done do not count what is done`(text: String, link: String) {
    #expect(Reading.links(text) == [link])
  }

  @Test(arguments: [
    ("尚有9个乡镇工会没有专职干部。", "9个 -"), ("全县40家基层工会未换届。", "40家 -"),
    ("全县共有40家基层工会。", "40家 org.unions_total"),
  ])
  func `What is lacking is not counted`(text: String, link: String) {
    #expect(Reading.links(text) == [link])
  }

  @Test func `每 before any measure word makes an amount for each`() {
    #expect(Reading.links("建成母婴室46间，每间补助5000元。").last == "5000元 -")
    #expect(Reading.links("建成母婴室46间，每年下拨工会经费5000元。").last != "5000元 -")
  }

  @Test func `What grew from one value to another is at the other`() {
    #expect(
      Reading.links("基层工会数由1180家增加到1644家，会员数从11.2万人增加到14.9万人。")
        == [
          "1180家 -", "1644家 org.unions_total", "11.2万人 -", "14.9万人 org.members_total",
        ])
  }

  @Test func `Words of intention in a quotation are another's`() {
    #expect(
      Reading.links("按照“哪里有职工就要建立工会”的要求，新建工会18家。") == ["18家 org.unions_new"])
    #expect(Reading.links("今后要建立工会，新建工会18家。").isEmpty)
  }

  @Test func `People who do something with others are no list`() {
    #expect(
      Reading.links("招聘会上，320人与企业达成意向。") == ["320人 relief.spring.placed"])
  }

  @Test func `Festivals in a list are one occasion`() {
    #expect(
      Reading.links("春节、古尔邦节期间，慰问职工30户。") == ["30户 relief.winter.recipients"])
  }

  @Test func `A share of all workers behind the members is their rate`() {
    #expect(
      Reading.links("全县共有会员2万人，占职工总数的89%。").last == "89% org.membership_rate")
    #expect(Reading.links("培训职工2万人，占全年任务的89%。").last == "89% -")
  }

  @Test func `A level does not go on with what was added`() {
    #expect(
      Reading.links("新建户外劳动者驿站6个，使全县驿站达到15个。")
        == ["6个 station.outdoor_new", "15个 station.outdoor_total"])
    #expect(
      Reading.links("建会率由79%提高到86%。") == ["79% -", "86% org.establishment_rate"])
    #expect(Reading.links("建会率提高7%。") == ["7% -"])
  }
}
