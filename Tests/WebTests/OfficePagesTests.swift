import Foundation
import Reports
import Testing
import Web

@Suite("The office's pages")
struct OfficePagesTests {
  private func page(_ site: TestSite, _ path: String) async throws -> String {
    let answer = try await site.get(path)
    #expect(answer.status == 200, "\(path): \(answer.text)")
    return answer.text
  }

  /// Where words begin in the text, in Unicode scalars.
  private static func place(of words: String) -> Int? {
    let text = SmallOffice.text
    return text.range(of: words).map {
      text.unicodeScalars.distance(from: text.startIndex, to: $0.lowerBound)
    }
  }

  /// An office with a draft, the first.
  private func withDraft(
    _ office: SmallOffice = SmallOffice(), text: String = SmallOffice.text,
    _ body: (TestSite) async throws -> Void
  ) async throws {
    _ = try await office.open(Array(text.utf8), name: "总结.txt", options: DocumentOptions())
    try await TestSite.serveOffice(office) { try await body($0) }
  }

  @Test("Every page is served in both languages, with a heading and a landmark, and no inline code")
  func pages() async throws {
    let office = SmallOffice()
    let first = try await office.reopen(ReportID(area: office.area, period: .year(2017)))
    let reading = try #require(try await office.reading(of: first.id))
    _ = try await office.publish(first.id, fingerprint: reading.fingerprint)
    try await withDraft(office) { site in
      for path in [
        "/", "/drafts/2", "/drafts/2?edit=0", "/drafts/2?show=uncoded", "/drafts/2?at=3",
        "/reports/2017/annual", "/reports/2017/annual?published=1", "/drafts",
      ] {
        for language in ["zh", "en"] {
          let text = try await page(
            site, path + (path.contains("?") ? "&" : "?") + "lang=" + language)
          #expect(text.contains("<h1") && text.contains("<main"), "\(path)")
          #expect(
            !text.contains("<script>") && !text.contains("style=") && !text.contains("onclick"))
          #expect(!text.contains("{{") && !text.contains("Optional("), "\(path)")
          let ids = text.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
          let doubled = Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys
          #expect(doubled.isEmpty && !ids.contains(""), "\(path): \(doubled)")
        }
      }
    }
  }

  @Test("The whole text stands there, each figure marked and beside it in the table")
  func proof() async throws {
    try await withDraft { site in
      let text = try await page(site, "/drafts/1")
      for (figure, words, kind) in [
        (0, "1300人", "stated"), (1, "98.5%", "stated"), (2, "57万余人", "stated"),
        (3, "12面", "uncoded"),
      ] {
        let spot = "<a class=\"spot \(kind)\" id=\"w-\(figure)\" href=\"#f-\(figure)\""
        #expect(text.contains(spot), "\(words)")
        #expect(text.contains(">\(words)<span class=\"sign\""))
        #expect(text.contains("<tr id=\"f-\(figure)\" class=\"line \(kind)\""))
        #expect(text.contains("href=\"#w-\(figure)\""))
      }
      #expect(text.contains("镇赉县总工会2017年工作总结\n元旦春节慰问困难职工"))
      #expect(text.contains("送温暖慰问人数") && text.contains("没有合适的指标"))
      #expect(text.contains(">57万余人</a>") && !text.contains("原文：<span"))
      #expect(text.contains("570,000–580,000"), "what 余 says is shown as an interval")
      #expect(text.contains("新增 3 个") && text.contains("另有 1 个数字没有归类"))
      let only = try await page(site, "/drafts/1?show=uncoded")
      #expect(only.contains("id=\"f-3\"") && !only.contains("id=\"f-0\""))
      #expect(only.contains("id=\"w-0\" href=\"/drafts/1?at=0#f-0\""))
    }
  }

  @Test("What is corrected says what was read, by whom, when and why; a dropped one is struck out")
  func corrected() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      try await office.correct(
        CorrectionRequest(
          draft: 1, figure: 0, mention: "1300人",
          change: .state(written: "1350人", indicator: nil, part: .part("女职工"), period: nil),
          author: "统计员", reason: "原文笔误"))
      try await office.correct(
        CorrectionRequest(
          draft: 1, figure: 1, mention: "98.5%", change: .drop, author: "统计员", reason: "转载"))
      let text = try await page(site, "/drafts/1")
      #expect(text.contains("1,350 人") && text.contains("其中：女职工"))
      #expect(text.contains("原读作：合计、1,300 人"))
      #expect(text.contains("更正人 统计员") && text.contains("理由：原文笔误"))
      #expect(text.contains("class=\"spot corrected\"") && text.contains("class=\"spot dropped\""))
      #expect(text.contains("删除人 统计员"))
    }
  }

  @Test("Warnings lead to their words, and decisions whose sentence is gone are told")
  func warnings() async throws {
    let office = SmallOffice()
    let start = try #require(Self.place(of: "98.5%"))
    let note = try #require(CorrectionNote(author: "某人", correctedAtMs: 0, reason: "旧的"))
    office.change { state in
      state.warnings = [
        ReviewWarning(
          kind: .partsAgainstTotal, messageZh: "分项大于合计。", messageEn: "Parts above total.",
          places: [
            Evidence(
              mention: "98.5%", start: start, end: start + 5, sentence: "", offsetInSentence: 0),
            Evidence(mention: "无处", start: 9999, end: 10_001, sentence: "", offsetInSentence: 0),
          ])
      ]
      state.lost = [
        Correction(
          report: ReportID(area: .zhenlai, period: .year(2017)),
          anchor: FigureAnchor(sentence: "原来的一句", mention: "7人"), change: .drop, note: note)
      ]
    }
    try await withDraft(office) { site in
      let text = try await page(site, "/drafts/1")
      #expect(text.contains("分项大于合计。 <a href=\"#f-1\" lang=\"zh-CN\">98.5%</a>"))
      #expect(text.contains("<span lang=\"zh-CN\">无处</span>"))
      #expect(text.contains("原句已不在") && text.contains("原来的一句"))
    }
  }

  @Test("A text of a megabyte with thousands of figures is shown page by page")
  func long() async throws {
    let filler = String(repeating: "全县各级工会组织扎实推进各项工作。", count: 12)
    let text = String(repeating: filler + "慰问困难职工1300人。\n", count: 2_000)
    #expect(text.utf8.count > 1_000_000)
    try await withDraft(text: text) { site in
      let first = try await page(site, "/drafts/1")
      #expect(first.contains("第 1–200 个，共 2000 个"))
      #expect(first.contains("id=\"w-199\"") && !first.contains("id=\"f-200\""))
      #expect(first.contains("个字没有显示"))
      #expect(first.utf8.count < 700_000, "\(first.utf8.count)")
      let last = try await page(site, "/drafts/1?from=1800")
      #expect(last.contains("id=\"f-1999\"") && last.contains("href=\"#w-1999\""))
      let at = try await page(site, "/drafts/1?at=777")
      #expect(at.contains("id=\"f-777\"") && at.contains("第 601–800 个"))
      for beyond in ["from=-3", "from=99999999999", "from=x", "at=-1", "edit=2000", "show=x"] {
        #expect(try await site.get("/drafts/1?\(beyond)").status == 200, "\(beyond)")
      }
    }
  }

  @Test("What somebody wrote is shown and never run")
  func escaping() async throws {
    let office = SmallOffice()
    _ = try await office.open(
      Array("<script>alert(1)</script>慰问1300人\"'><b>".utf8), name: "<img src=x>.txt",
      options: DocumentOptions(series: try #require(ReportSeries(rawValue: "<i>"))))
    office.change { $0.lastRejected = "<b>x</b>: 读不出" }
    try await TestSite.serveOffice(office) { site in
      for path in ["/", "/drafts/1", "/drafts/1?edit=0", "/drafts/1?show=%22%3E%3Cscript%3E"] {
        let text = try await page(site, path)
        #expect(
          !text.contains("<script>") && !text.contains("<img") && !text.contains("<i>")
            && !text.contains("<b>x"), "\(path)")
      }
    }
  }

  @Test("Whether the city has a report, and what keeps it, is said in plain words")
  func delivery() async throws {
    let office = SmallOffice()
    let draft = try await office.reopen(ReportID(area: office.area, period: .year(2017)))
    let reading = try #require(try await office.reading(of: draft.id))
    _ = try await office.publish(draft.id, fingerprint: reading.fingerprint)
    func set(_ state: String, acknowledged: UInt64?, error: String? = nil) {
      office.change {
        $0.deliveries = [
          Delivery(
            endpoint: "tcp://city:5560", state: state, acknowledged: acknowledged,
            lag: acknowledged.map { 1 - $0 }, lastError: error)
        ]
      }
    }
    try await TestSite.serveOffice(office) { site in
      for path in ["/", "/reports/2017/annual"] {
        set("live", acknowledged: 1)
        #expect(try await page(site, path).contains("市里已收到"))
        set("waiting", acknowledged: 0)
        var text = try await page(site, path)
        #expect(text.contains("还在路上") && text.contains("稍后自动重试"))
        set("connecting", acknowledged: nil)
        #expect(try await page(site, path).contains(">未知<"))
        set("key-refused", acknowledged: nil, error: "no such key")
        text = try await page(site, path)
        #expect(text.contains("node.key.pub") && text.contains("no such key"))
        #expect(text.contains("data-poll") && text.contains("刷新"))
      }
      for state in ["connecting", "live", "sending-snapshot", "waiting", "key-refused", "failed"] {
        set(state, acknowledged: 0)
        for language in ["zh", "en"] {
          let text = try await page(site, "/?lang=\(language)")
          #expect(!text.contains("delivery.") && !text.contains("advice."), "\(state)")
        }
      }
    }
  }

  @Test("What is not there is refused in a sentence")
  func wrong() async throws {
    try await withDraft { site in
      for (path, status) in [
        ("/drafts/9", 404), ("/drafts/x", 404), ("/drafts/99999999999999999999", 404),
        ("/reports/2017/annual", 404), ("/reports/20x7/annual", 404), ("/nowhere", 404),
      ] {
        let answer = try await site.get(path)
        #expect(answer.status == status && answer.text.contains("<h1"), "\(path)")
      }
    }
  }
}
