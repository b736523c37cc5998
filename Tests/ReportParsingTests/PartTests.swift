import Testing

@testable import ReportParsing

/// Which part of its indicator a figure is, beyond the words of the catalogue; each with what looks
/// alike and is a total.
@Suite struct `Parts` {
  @Test(arguments: [
    ("新建爱心母婴室4个。", ["4个 women.rooms[新建]"]),
    ("建有爱心母婴室4个。", ["4个 women.rooms"]),
    ("新建工会驿站4个。", ["4个 station.outdoor_new"]),
  ])
  func `What is new is a part of a stock that no flow adds to`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test(arguments: [
    ("选树“北川工匠”8名、“柳城工匠”20名。", ["8名 honor.craftsmen[北川]", "20名 honor.craftsmen[柳城]"]),
    ("选树“北川工匠”8名。", ["8名 honor.craftsmen"]),
    (
      "慰问医院12家、防控卡点43个，抗击疫情。",
      ["12家 relief.epidemic.units[医院]", "43个 relief.epidemic.units[防控卡点]"]
    ),
    ("抗击疫情，慰问防控卡点43个。", ["43个 relief.epidemic.units"]),
  ])
  func `Some names are parts where others stand beside them`(text: String, links: [String]) {
    #expect(Reading.links("抗击疫情。" + text) == links)
  }

  @Test(arguments: [
    (
      "创建市级模范职工之家6个、模范职工小家4个。",
      ["6个 org.worker_homes[市级]", "4个 org.worker_homes[模范职工小家]"]
    ),
    (
      "两节期间慰问困难职工386人、困难农民工120人。",
      ["386人 relief.winter.recipients[困难职工]", "120人 relief.winter.recipients[农民工]"]
    ),
    (
      "两节期间慰问困难职工386人，其中困难农民工120人。",
      ["386人 relief.winter.recipients", "120人 relief.winter.recipients[农民工]"]
    ),
  ])
  func `A list of parts begins with one and goes on with them`(text: String, links: [String]) {
    #expect(Reading.links(text) == links)
  }

  @Test(arguments: [
    (
      "签订行业性工资协议31份，覆盖企业80家、职工900人。",
      [
        "31份 collective.wage_contracts[行业性]", "80家 collective.wage_enterprises[行业性]",
        "900人 collective.wage_employees[行业性]",
      ]
    ),
    (
      "新建基层工会46家，其中非公企业41家，发展会员318人。",
      ["46家 org.unions_new", "41家 org.unions_new[非公企业]", "318人 org.members_new"]
    ),
  ])
  func `A part goes on over what it covers, not over what comes next`(
    text: String, links: [String]
  ) {
    #expect(Reading.links(text) == links)
  }

  @Test func `Of what was taken in, what was settled is a part`() {
    #expect(
      Reading.links("受理劳动争议案件135件，调解成功119件。")
        == ["135件 rights.legal_aid_cases", "119件 rights.legal_aid_cases[调解成功]"])
    #expect(Reading.links("调解成功劳动争议案件119件。") == ["119件 rights.legal_aid_cases"])
  }

  @Test func `A share is of those that its sentence opens with`() {
    #expect(
      Reading.links("国有企业全部建立厂务公开制度，建制率100%。")
        == ["100% democratic.coverage_rate[国有企业]"])
    #expect(
      Reading.links("全面建立厂务公开制度，建制率100%。") == ["100% democratic.coverage_rate"])
  }

  @Test func `Behind 其中 a part may be of what was counted with other figures between`() {
    #expect(
      Reading.links("开展劳动竞赛17场，参赛职工830人，其中技能大赛7场。").last
        == "7场 competition.events[技能大赛]")
    #expect(
      Reading.links("参赛职工830人，技能大赛7场。").last == "7场 competition.events")
  }

  @Test func `Money is for those whom the clause before names, where it names nobody else`() {
    #expect(
      Reading.links("春节期间走访慰问农村敬老院，慰问金总计9万元。")
        == ["9万元 relief.winter.amount[农村敬老院]"])
    #expect(
      Reading.links("春节期间走访慰问困难职工、农民工，慰问金总计9万元。") == ["9万元 relief.winter.amount"])
  }

  @Test func `Another name in brackets is no part`() {
    #expect(
      Reading.links("两节期间，慰问困难职工（农民工）186户。") == ["186户 relief.winter.recipients"])
  }

  @Test func `The reporting street is no part of itself`() {
    #expect(Reading.links("街道共有基层工会163家。") == ["163家 org.unions_total"])
    #expect(Reading.links("建立街道工会163家。") == ["163家 org.unions_total[乡镇街道工会]"])
  }
}
