import Testing

@testable import ReportParsing

@Suite struct `Folding and layout` {
  @Test(arguments: [
    ("１２３４５", "12345"), ("慰問職工３０戶", "慰问职工30户"), ("（甲）[乙]【丙】", "（甲）（乙）（丙）"),
    ("「技能」『五一』", "“技能”“五一”"), ("3~5—6", "3~5-6"), ("９８．６％", "98.6%"), ("好!对?", "好！对？"),
    ("A:B;C", "A：B；C"), ("二○一八年", "二〇一八年"),
  ])
  func `Many forms of one sign become one`(text: String, folded: String) {
    #expect(Reading.folded(text) == folded)
  }

  @Test func `Signs beyond the basic plane become unknown and take one place`() {
    let text = Layout.normalise("慰\u{20BB7}问😀3人")
    #expect(text.count == 6)
    #expect(text.scalars[1] == NormalisedText.unknown)
    #expect(text.originalText(in: text.originalRange(of: 4..<6)) == "3人")
  }

  @Test func `A line that is full goes on in the next`() {
    let wrapped = "全年共走访慰问在档困难职工一百二十\n六户，发放慰问金十八万元，其中大病\n职工四十户。\n"
    let joined = wrapped.filter { !$0.isNewline }
    #expect(Reading.folded(wrapped) == Reading.folded(joined))
  }

  @Test func `A number broken over two lines is one number`() {
    #expect(
      Reading.figures("今年全市各级工会组织走访在档职工共计1\n260户，发放慰问金和慰问品折合人民币五\n十万元。")
        == ["1260户 1260 户 exact", "五十万元 500000 元 exact"])
  }

  @Test func `A paragraph that ends with a full stop and a short line ends there`() {
    let text = "全年组织职工参加各类技能培训班十二期，\n培训四百人。\n新建职工书屋六个，覆盖六个乡镇，受到欢迎。\n"
    #expect(Reading.sentences(text).count == 2)
    #expect(Reading.folded(text).contains("培训四百人。\n新建"))
  }

  @Test(arguments: ["一、抓维权", "（二）抓帮扶", "3、抓组建"])
  func `Numbered items begin lines of their own`(item: String) {
    #expect(Reading.folded("各级工会认真工作\n\(item)").contains("\n"))
  }

  @Test func `Blank lines and spaces within a wrapped sentence vanish`() {
    #expect(
      Reading.folded("　　市总工会 全年慰问职工，组织了多次\n\n  活动，发放慰问品，职工都很满意，效果好。")
        == "市总工会全年慰问职工，组织了多次活动，发放慰问品，职工都很满意，效果好。")
  }

  @Test func `Spaces between Latin words stay`() {
    #expect(Reading.folded("使用 Office 2016 办公") == "使用Office 2016办公")
  }

  @Test(arguments: ["", "\n\n\n", "　　", "\r\n", "\u{FEFF}"])
  func `Texts of nothing are nothing`(text: String) {
    #expect(Reading.folded(text).isEmpty)
    #expect(Reading.sentences(text).isEmpty)
  }

  @Test func `Each folded place has its place in the text as it was given`() {
    let given = "  慰問\r\n職工　３ 人次 以上，\n\n開展ＡＢ Ｃ活動"
    let scalars = Array(given.unicodeScalars)
    let text = Layout.normalise(given)
    for place in 0..<text.count where text[place] != NormalisedText.paragraphEnd {
      let origin = text.originalRange(of: place..<(place + 1))
      #expect(origin.count == 1)
      #expect(ScalarFolding.standard(scalars[origin.lowerBound]) == text[place])
    }
    #expect(text.originalRange(of: text.count..<text.count) == scalars.count..<scalars.count)
    #expect(text[-1] == NormalisedText.paragraphEnd)
    #expect(text[text.count] == NormalisedText.paragraphEnd)
  }
}

@Suite struct `Sentences and clauses` {
  @Test func `Sentences end with a full stop, an exclamation or a question`() {
    #expect(Reading.sentences("慰问职工。送去关怀！怎么办？大家说好") == ["慰问职工", "送去关怀", "怎么办", "大家说好"])
  }

  @Test func `Clauses end with commas, semicolons, colons and brackets with figures`() {
    #expect(
      Reading.clauses("其中：单建工会5家，联合会2家（包含企业30家）；共7家。")
        == ["其中", "单建工会5家", "联合会2家", "包含企业30家", "共7家"])
  }

  @Test func `Quotations, titles and brackets without figures are not cut`() {
    #expect(
      Reading.clauses("开展“送岗位，送温暖”活动，印发《关于学习、宣传，落实的通知》（县区级，试行）")
        == ["开展“送岗位，送温暖”活动", "印发《关于学习、宣传，落实的通知》（县区级，试行）"])
  }

  @Test func `A quotation that never closes cuts nothing off`() {
    #expect(
      Reading.clauses("他说“好，走访30户，发放3万元。后来呢，都好") == [
        "他说“好", "走访30户", "发放3万元", "后来呢", "都好",
      ])
  }

  @Test func `A comma in a number and a colon in a time cut nothing`() {
    #expect(Reading.clauses("共1,200人参加,9:30开始") == ["共1,200人参加", "9：30开始"])
  }
}
