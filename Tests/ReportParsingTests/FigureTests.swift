import Reports
import Testing

@testable import ReportParsing

@Suite struct `Numerals` {
  private func numeral(_ text: String) -> Numeral? {
    NumeralReader(Layout.normalise(text)).numeral(at: 0)
  }

  @Test(arguments: [
    ("27", "27"), ("1,250", "1250"), ("1 250", "1250"), ("12,345,678", "12345678"),
    ("3.6", "3.6"), ("57万", "570000"), ("8.25万", "82500"), ("1.2亿", "120000000"),
    ("3千", "3000"), ("3百万", "3000000"), ("2千万", "20000000"), ("3万5千", "35000"),
    ("1亿2000万", "120000000"), ("5", "5"),
    ("一百二十三", "123"), ("两百零五", "205"), ("三千", "3000"), ("十二", "12"), ("二十", "20"),
    ("三百五", "350"), ("两万三千", "23000"), ("一千二百万", "12000000"), ("百", "100"), ("万", "10000"),
    ("三百零五", "305"), ("一亿二千万", "120000000"), ("五亿零六", "500000006"), ("一万零五百", "10500"),
    ("九万四", "94000"), ("四百万零六千", "4006000"), ("二十万亿", "20000000000000"), ("6万5千3百", "65300"),
    ("九十八点五", "98.5"), ("零点五", "0.5"), ("叁拾贰", "32"), ("壹仟贰佰", "1200"), ("貳拾", "20"), ("百二", "120"),
    ("廿五", "25"), ("卅", "30"), ("一百廿", "120"), ("拾元", "10"), ("拾万", "100000"), ("1，250", "1250"),
    ("1，25", "1"), ("1，2500", "1"),
  ])
  func `Numbers are read in base units`(text: String, value: String) {
    #expect(numeral(text)?.value.description == value)
  }

  @Test(arguments: [
    "二〇一八", "七五", "五卅", "拾取", "十百", "零", "一二三", "99999999999999999999", "9999999999999999万亿", "千百",
  ])
  func `Bare digits, malformed and too large numbers are none`(text: String) {
    #expect(numeral(text) == nil)
  }

  @Test(arguments: ["3千余", "百余", "57万余", "二十多", "十几", "3百多万"])
  func `A sign of more after the digits belongs to the number`(text: String) {
    let numeral = numeral(text)
    #expect(numeral?.isOver == true)
    #expect(numeral?.range == 0..<text.unicodeScalars.count)
  }
}

@Suite struct `Figures` {
  @Test(arguments: [
    ("签订合同27份，", "27份 27 份 exact"),
    ("慰问300余名职工", "300余名 300 人 over"),
    ("慰问百余人", "百余人 100 人 over"),
    ("慰问数十人近百个家庭", "近百个 100 个 near"),
    ("发放57万余元", "57万余元 570000 元 over"),
    ("发放8.2万多元", "8.2万多元 82000 元 over"),
    ("达到93.6%", "93.6% 93.6 % exact"),
    ("达到80%以上", "80%以上 80 % over"),
    ("达百分之八十五", "百分之八十五 85 % exact"),
    ("实现零上访", "零上访 0 人次 exact"),
    ("职工约500人", "约500人 500 人 about"),
    ("职工500人左右", "500人左右 500 人 about"),
    ("服务超3000人次", "超3000人次 3000 人次 over"),
    ("服务突破5万人次", "突破5万人次 50000 人次 over"),
    ("服务不少于20次", "不少于20次 20 次 over"),
    ("服务逾千人", "逾千人 1000 人 over"),
    ("吸引上千人", "上千人 1000 人 over"),
    ("走访40多户", "40多户 40 户 over"),
    ("走访二十户", "二十户 20 户 exact"),
    ("走访两百余名职工", "两百余名 200 人 over"),
    ("捐大米3.6吨", "3.6吨 3.6 吨 exact"),
    ("历时2个多月", "2个多月 2 月 over"),
    ("历时3个半小时", "3个半小时 3 小时 exact"),
    ("组织20至30人", "20至30人 20 人 over"),
    ("发展会员22.3万", "22.3万 223000 人 exact"),
    ("组织500余职工", "500余 500 人 over"),
    ("收入12亿元", "12亿元 1200000000 元 exact"),
    ("培训1,200人次", "1,200人次 1200 人次 exact"),
    ("提高3个百分点", "3个百分点 3 百分点 exact"),
    ("调解7起", "7起 7 起 exact"),
    ("接待（45人次）", "45人次 45 人次 exact"),
  ])
  func `Numbers with measure word and qualifier are figures`(text: String, figure: String) {
    #expect(Reading.figures(text) == [figure])
  }

  @Test(arguments: [
    "12351职工热线", "第三次", "十五届三次全会", "首届", "一等奖", "四版", "〔2018〕5号", "十九大精神", "五一劳动奖章", "七五普法",
    "十三五规划", "两节期间", "两学一做", "五型工会", "三级网络", "四季恒温", "百户示范单位", "六送活动",
    "1+3+N模式", "一年来", "一线职工", "一批", "一系列", "进一步", "一张网", "多次", "各项", "两个维护",
    "“四个一百”工程", "《关于做好3项工作的意见》", "四个方面", "G302国道", "3号楼", "A-5座", "二是",
    "前三名选手", "今年头两个月", "“大干100天”劳动竞赛", "今年前11个月", "三台县", "二本以上院校", "三大攻坚战", "二十大", "三个环节", "一个平台",
    "百分之", "万元", "8小时工作制",
  ])
  func `Ordinals, names, slogans and articles are no figures`(text: String) {
    #expect(Reading.figures(text).isEmpty)
  }

  @Test func `One of many speaks of one`() {
    #expect(Reading.figures("被列为40项举措之一").isEmpty)
    #expect(Reading.figures("推出40项举措") == ["40项 40 项 exact"])
  }

  @Test(arguments: [
    ("附近30人", "30人"), ("赶超8家", "8家"), ("签约50人", "50人"), ("合约30份", "30份"), ("新近建成6家", "6家"),
  ])
  func `The last sign of a word before is no qualifier`(text: String, mention: String) {
    #expect(
      Reading.figures(text).map { $0.split(separator: " ").first.map(String.init) } == [mention])
    #expect(Reading.figures(text).allSatisfy { $0.hasSuffix("exact") })
  }

  @Test func `The longest measure word counts`() {
    #expect(
      Reading.figures("12人次、12人、3户次、3户、6场次、6个月").map { $0.split(separator: " ")[2] } == [
        "人次", "人", "户次", "户", "场次", "月",
      ])
  }
}
