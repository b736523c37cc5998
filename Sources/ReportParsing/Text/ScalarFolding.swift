/// Folds one scalar for matching: full width to half width, traditional to simplified, the many
/// forms of one sign to one.
struct ScalarFolding: Sendable {
  private let table: [UInt16]

  /// The one folding; it is a table of the basic plane and costs one look-up a scalar.
  static let standard = ScalarFolding()

  /// The folded scalar.
  func callAsFunction(_ scalar: Unicode.Scalar) -> UInt16 {
    scalar.value < 0x1_0000 ? table[Int(scalar.value)] : NormalisedText.unknown
  }

  private init() {
    var table = (0..<0x1_0000).map { UInt16($0) }
    for value in 0xFF01...0xFF5E { table[value] = UInt16(value - 0xFEE0) }
    for (many, one) in Self.signs {
      for scalar in many.unicodeScalars { table[Int(scalar.value)] = one }
    }
    for (from, to) in zip(Self.traditional.unicodeScalars, Self.simplified.unicodeScalars) {
      table[Int(from.value)] = UInt16(to.value)
    }
    self.table = table
  }

  /// Signs that typists and OCR confuse, and the one that the stages know.
  private static let signs: [(many: String, one: UInt16)] = [
    ("\u{FF0C}", Sign.comma),
    (";\u{FF1B}", Sign.semicolon),
    (":\u{FF1A}\u{2236}", Sign.colon),
    ("!\u{FF01}", Sign.exclamation),
    ("?\u{FF1F}", Sign.question),
    ("(\u{FF08}\u{3014}[\u{FF3B}\u{3010}", Sign.openBracket),
    (")\u{FF09}\u{3015}]\u{FF3D}\u{3011}", Sign.closeBracket),
    ("\u{201C}\u{201E}\u{201F}\u{300C}\u{300E}\u{301D}\u{FF02}", Sign.openQuote),
    ("\u{201D}\u{300D}\u{300F}\u{301E}", Sign.closeQuote),
    ("\u{3008}\u{300A}", Sign.openTitle),
    ("\u{3009}\u{300B}", Sign.closeTitle),
    ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{FE63}", Sign.dash),
    ("\u{301C}\u{223C}\u{FF5E}", Sign.tilde),
    ("\u{2022}\u{30FB}\u{2027}\u{FF65}", Sign.middleDot),
    ("\u{FE6A}\u{FF05}\u{066A}", Sign.percent),
    ("\u{FF61}", Sign.fullStop),
    ("\u{3007}\u{25CB}\u{25EF}", 0x3007),
    ("\u{A0}\u{3000}\u{2002}\u{2003}\u{2009}\t\u{200B}\u{FEFF}", Sign.space),
    ("\r\u{0B}\u{0C}\u{85}\u{2028}\u{2029}", NormalisedText.paragraphEnd),
  ]

  private static let traditional =
    "縣區總會職勞動務業產員數萬億餘個戶處場項條冊訴協資費錢溫涼學開關織組聯單國營廠與"
    + "為發訪問難貧脫幫達過約實現蓋簽訂續書藝體檢驗療醫衛優獎狀標號選樹評薦認證訓練賽競"
    + "參隊類種創術設備議納減損購贈買賣貨價額農鄉鎮廣東龍遼寧齊爾濱陽陰鳳連遠進運還邊導"
    + "專傳統經濟結級紀紅純紡細終給絡維綜綠線編績繼網羅義習聞聲聽肅脈臨舉舊艦莊華葉蔣薊"
    + "藍藥蘇蘭虧蟲衝補裝製複見規視親覺觀觸計討記許論該詢試話詳語誤說誰課調談請講謝識譜"
    + "護讀變讓豐負財責貢貫貸貼賀賞賠質賴贊趕跡踐車軍軌輔輕載較輛輪輸轄轉辦遞遺鄭鄰醞釋"
    + "針鈔銀銷鋒錄鋼鐵鑒長門閉間陣陳陸階際隨險隱雙雜離電靈靜韓響頂順預領頭題顏願顧顯飛"
    + "飯飲館馬駐駕驛髮鬥魚鮮點黨齡來倉們偉側偵傑債傷僅儀償兒內兩凍別則剛劃劇劍勁勝勢勵"
    + "勸匯卻厲吳啟喚喪嚴囑圍園圖團執堅報塊塵墊墾壓壘壞壯夢夾奪奮婦媽孫寫寬審寶將尋對層"
    + "屬岡島師帳帶幣幹幾庫廳張強彈歸後徑從復徵應態慶憂憑懇懷戰戲擁擇據擔擴擺攜敗敘斷時"
    + "晉暢構榮樂樓機檔權歡歲歷殘氣決沒況測滿漁漢潔災無煉熱燈爭爺獨獲獻環瑋畫當監盤確禮"
    + "稱積穩窮筆籌簡糧紙紹綱緊緩縱繳罰聖腦膠臺興艱節範薩莖著淨週圓貳"

  private static let simplified =
    "县区总会职劳动务业产员数万亿余个户处场项条册诉协资费钱温凉学开关织组联单国营厂与"
    + "为发访问难贫脱帮达过约实现盖签订续书艺体检验疗医卫优奖状标号选树评荐认证训练赛竞"
    + "参队类种创术设备议纳减损购赠买卖货价额农乡镇广东龙辽宁齐尔滨阳阴凤连远进运还边导"
    + "专传统经济结级纪红纯纺细终给络维综绿线编绩继网罗义习闻声听肃脉临举旧舰庄华叶蒋蓟"
    + "蓝药苏兰亏虫冲补装制复见规视亲觉观触计讨记许论该询试话详语误说谁课调谈请讲谢识谱"
    + "护读变让丰负财责贡贯贷贴贺赏赔质赖赞赶迹践车军轨辅轻载较辆轮输辖转办递遗郑邻酝释"
    + "针钞银销锋录钢铁鉴长门闭间阵陈陆阶际随险隐双杂离电灵静韩响顶顺预领头题颜愿顾显飞"
    + "饭饮馆马驻驾驿发斗鱼鲜点党龄来仓们伟侧侦杰债伤仅仪偿儿内两冻别则刚划剧剑劲胜势励"
    + "劝汇却厉吴启唤丧严嘱围园图团执坚报块尘垫垦压垒坏壮梦夹夺奋妇妈孙写宽审宝将寻对层"
    + "属冈岛师帐带币干几库厅张强弹归后径从复征应态庆忧凭恳怀战戏拥择据担扩摆携败叙断时"
    + "晋畅构荣乐楼机档权欢岁历残气决没况测满渔汉洁灾无炼热灯争爷独获献环玮画当监盘确礼"
    + "称积稳穷笔筹简粮纸绍纲紧缓纵缴罚圣脑胶台兴艰节范萨茎着净周元贰"
}
