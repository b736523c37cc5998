import Foundation
import Reports
import Testing
import Web

@Suite("The office's forms")
struct OfficeFormsTests {
  private static let path = "/drafts/1/figures/0"

  private func withDraft(
    _ office: SmallOffice, _ body: (TestSite) async throws -> Void
  ) async throws {
    _ = try await office.open(
      Array(SmallOffice.text.utf8), name: "总结.txt", options: DocumentOptions())
    try await TestSite.serveOffice(office) { try await body($0) }
  }

  private func encoded(_ fields: [String: String]) -> String {
    fields.map { name, value in
      name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    }.joined(separator: "&")
  }

  /// The form of the first figure, as the page shows it, with some fields typed over.
  private func form(_ fields: [String: String]) -> String {
    encoded(
      [
        "action": "state", "mention": "1300人", "show": "", "value": "1300人", "find": "",
        "indicator": "relief.winter.recipients", "part": "", "year": "2017", "span": "",
        "author": "统计员", "reason": "原文笔误",
      ].merging(fields) { $1 })
  }

  private func parts(
    text: String = "", file: (name: String, content: [UInt8])? = nil,
    _ fields: [String: String] = [:]
  ) -> [(name: String, fileName: String?, content: [UInt8])] {
    [("file", file?.name ?? "", file?.content ?? []), ("text", nil, Array(text.utf8))]
      + fields.map { ($0.key, nil, Array($0.value.utf8)) }
  }

  @Test("A pasted text becomes a draft, named by its first line, with what was said about it")
  func paste() async throws {
    let office = SmallOffice()
    try await TestSite.serveOffice(office) { site in
      let answer = try await site.post(
        "/drafts",
        parts: parts(
          text: SmallOffice.text,
          ["year": " 2017 ", "span": "Q4", "series": "简报", "published": "2018-01-15"]))
      #expect(answer.status == 200 && answer.text.contains("id=\"w-3\""), "\(answer.text)")
      let opened = try #require(office.now.opened[1])
      #expect(opened.name == "镇赉县总工会2017年工作总结.txt")
      #expect(opened.options.period == Period("2017-Q4"))
      #expect(opened.options.series.rawValue == "简报")
      #expect(opened.options.published == CalendarDate("2018-01-15"))
      _ = try await site.post(
        "/drafts", parts: parts(text: "慰问1300人", ["series": "年度报告", "year": "", "span": ""]))
      #expect(office.now.opened[2]?.options == DocumentOptions())
    }
  }

  @Test("A file is taken byte by byte under a plain name")
  func upload() async throws {
    let office = SmallOffice()
    try await TestSite.serveOffice(office) { site in
      let bytes = Array("慰问1300人。\r\n--lin".utf8)
      let answer = try await site.post(
        "/drafts", parts: parts(file: ("../../etc/总结.txt", bytes)))
      #expect(answer.status == 200, "\(answer.text)")
      let opened = try #require(office.now.opened[1])
      #expect(opened.bytes == bytes && opened.name == "总结.txt")
    }
  }

  @Test("A form that opens nothing comes back with its error and what was typed")
  func refusedOpening() async throws {
    let office = SmallOffice()
    try await TestSite.serveOffice(office) { site in
      for (sent, words) in [
        (parts(["year": "2017"]), "请先选择一个文件"),
        (parts(text: "慰问1300人", file: ("a.txt", [65]), ["year": "2017"]), "只能提交一样"),
        (parts(file: ("a.txt", []), ["year": "2017"]), "这个文件是空的"),
        (parts(text: "慰问1300人", ["year": "17", "series": "简报"]), "年份应是四位数字"),
        (parts(text: "慰问1300人", ["year": "", "span": "Q1"]), "年份应是四位数字"),
        (parts(text: "慰问1300人", ["year": "2017", "published": "2018-02-30"]), "日历上的一天"),
        (parts(text: "慰问1300人", ["year": "2017", "series": "a/b"]), "不要带斜杠"),
        (parts(file: ("a.txt", [0xFF, 0xFE, 0x00]), ["year": "2017"]), "读不出文字"),
      ] {
        let answer = try await site.post("/drafts", parts: sent)
        #expect(answer.status == 422 && answer.text.contains(words), "\(words): \(answer.text)")
        #expect(answer.text.contains("role=\"alert\""))
        if sent.contains(where: { $0.name == "year" && $0.content == Array("2017".utf8) }) {
          #expect(answer.text.contains("value=\"2017\""), "\(words)")
        }
        if sent.contains(where: { $0.name == "text" && !$0.content.isEmpty }) {
          #expect(answer.text.contains("慰问1300人</textarea>"), "\(words)")
        }
      }
      #expect(office.now.opened.isEmpty)
    }
  }

  @Test("A document beyond the limit is refused in words, one within it is taken")
  func tooLarge() async throws {
    let office = SmallOffice()
    try await TestSite.serveOffice(office) { site in
      let most = office.maximumDocumentBytes
      let taken = try await site.post(
        "/drafts", parts: parts(file: ("a.txt", Array(repeating: 65, count: most))))
      #expect(taken.status == 200)
      for count in [most + 1, most + 200_000] {
        let answer = try await site.post(
          "/drafts", parts: parts(file: ("a.txt", Array(repeating: 65, count: count))))
        #expect(answer.status == 422 && answer.text.contains("文件超过"), "\(count)")
      }
      #expect(office.now.opened.count == 1)
    }
  }

  @Test("A body that is no form is refused")
  func noForm() async throws {
    try await TestSite.serveOffice { site in
      let plain = try await site.post("/drafts", form: "text=x")
      #expect(plain.status == 400)
      #expect(
        try await site.post("/drafts", parts: [("a", nil, []), ("a", nil, [])]).status == 400)
      #expect(try await site.post("/drafts", parts: [("text", "a.txt", [65])]).status == 400)
      #expect(
        try await site.post("/drafts", parts: [("series", nil, [0xFF])]).status == 400)
    }
  }

  @Test("A correction says only what differs from what was read")
  func corrections() async throws {
    let members = IndicatorCode(rawValue: "org.members")
    for (fields, change) in [
      (["value": "1350人"], .state(written: "1350人", indicator: nil, part: nil, period: nil)),
      (
        ["indicator": "org.members"],
        .state(written: nil, indicator: members, part: nil, period: nil)
      ),
      (["part": " 女职工 "], .state(written: nil, indicator: nil, part: .part("女职工"), period: nil)),
      (
        ["year": "2016", "span": "S2"],
        .state(written: nil, indicator: nil, part: nil, period: Period("2016-S2"))
      ),
      (["action": "drop", "value": ""], .drop), (["action": "restore"], .asRead),
    ] as [([String: String], CorrectionRequest.Change)] {
      let office = SmallOffice()
      try await withDraft(office) { site in
        let answer = try await site.post(Self.path, form: form(fields))
        #expect(answer.status == 200, "\(fields): \(answer.text)")
        let request = try #require(office.now.requests.first, "\(fields)")
        #expect(request.change == change && request.figure == 0, "\(fields)")
        #expect(request.author == "统计员" && request.reason == "原文笔误")
        #expect(answer.text.contains("<tr id=\"f-0\""))
      }
    }
  }

  @Test("A correction that is typed back to what was read takes it back")
  func takenBack() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      _ = try await site.post(Self.path, form: form(["value": "1350人"]))
      let open = try await site.get("/drafts/1?edit=0").text
      #expect(open.contains("value=\"1350人\"") && open.contains("value=\"restore\""))
      _ = try await site.post(Self.path, form: form([:]))
      #expect(office.now.requests.last?.change == .asRead)
      // An indicator alone keeps the value that somebody wrote before.
      _ = try await site.post(Self.path, form: form(["value": "1350人"]))
      _ = try await site.post(
        Self.path, form: form(["value": "1350人", "indicator": "org.members"]))
      #expect(
        office.now.requests.last?.change
          == .state(
            written: "1350人", indicator: IndicatorCode(rawValue: "org.members"), part: nil,
            period: nil))
    }
  }

  @Test("An error stands at its form, with what was typed in it")
  func refusedCorrection() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      for (fields, words) in [
        (["author": " ", "reason": ""], "请写上您的姓名和理由"), (["author": ""], "请写上您的姓名"),
        (["reason": ""], "请写明理由"), ([:], "没有改动"), (["value": " "], "请填写数值"),
        (["value": String(repeating: "9", count: 97)], "数值太长"),
        (["value": "很多人"], "“很多人”不是数值"), (["year": "17"], "年份应是四位数字"),
        (["part": String(repeating: "长", count: 33)], "分项名称最多"), (["indicator": ""], "请选择指标"),
        (["value": "1人", "author": String(repeating: "长", count: 33)], "姓名最多"),
        (["value": "1人", "reason": String(repeating: "长", count: 101)], "理由最多"),
        (["value": "1人", "mention": "1299人"], "页面已过时"),
      ] {
        let typed = ["part": "甲"].merging(fields) { $1 }
        let sent = words == "没有改动" ? fields : typed
        let answer = try await site.post(Self.path, form: form(sent))
        #expect(answer.status == 422 && answer.text.contains(words), "\(words)")
        #expect(answer.text.contains("role=\"alert\"") && answer.text.contains("id=\"edit\""))
        if let part = sent["part"] { #expect(answer.text.contains("value=\"\(part)\"")) }
      }
      #expect(office.now.requests.isEmpty)
      for (wrong, status) in [
        ("action=state", 400), (form(["action": "delete"]), 400), ("", 400),
      ] {
        #expect(try await site.post(Self.path, form: wrong).status == status, "\(wrong)")
      }
      #expect(try await site.post("/drafts/1/figures/99", form: form([:])).status == 400)
      #expect(try await site.post("/drafts/9/figures/0", form: form([:])).status == 404)
      #expect(
        try await site.post(Self.path, form: form(["reason": String(repeating: "长", count: 9000)]))
          .status == 413)
    }
  }

  @Test("Indicators are found by name or pinyin without scripts, and what was typed stays")
  func find() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      let answer = try await site.post(
        Self.path,
        form: form([
          "action": "find", "find": "ghhy", "value": "1350人", "author": "", "reason": "还没写完",
        ]))
      #expect(answer.status == 200)
      #expect(answer.text.contains("value=\"org.members\"") && answer.text.contains("1 项"))
      #expect(!answer.text.contains("value=\"org.establishment_rate\""))
      #expect(answer.text.contains("value=\"1350人\"") && answer.text.contains("value=\"还没写完\""))
      #expect(office.now.requests.isEmpty)
    }
  }

  @Test("The name is remembered in the browser, and only there")
  func remembered() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      let answer = try await site.postWithoutFollowing(
        Self.path, form: form(["value": "1350人"]))
      #expect(
        answer.status == 303 && answer.headers["location"]?.hasPrefix("/drafts/1?at=0") == true)
      let cookie = try #require(answer.headers["set-cookie"])
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
      let pair = String(cookie.prefix { $0 != ";" })
      let page = try await site.get("/drafts/1?edit=1", headers: ["Cookie": pair])
      #expect(page.text.contains("name=\"author\" value=\"统计员\""))
      #expect(try await site.get("/drafts/1?edit=1").text.contains("name=\"author\" value=\"\""))
      for odd in ["%22%3E%3Cb%3E", "%FF", String(repeating: "a", count: 2000)] {
        let text = try await site.get(
          "/drafts/1?edit=1", headers: ["Cookie": "unionsync_author=\(odd)"]
        ).text
        #expect(!text.contains("\"><b>") && text.contains("name=\"author\""))
      }
    }
  }

  @Test("What was seen is published, and the page tells whether the city has it")
  func publish() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      let reading = try #require(try await office.reading(of: 1))
      _ = try await site.post(Self.path, form: form(["value": "1350人"]))
      let stale = try await site.post(
        "/drafts/1/publish", form: encoded(["fingerprint": reading.fingerprint]))
      #expect(stale.status == 422 && stale.text.contains("内容已有变化"))
      let page = try await site.get("/drafts/1").text
      let seen = try #require(
        page.firstMatch(of: #/name="fingerprint" value="([^"]*)"/#)?.output.1)
      let answer = try await site.post(
        "/drafts/1/publish", form: encoded(["fingerprint": String(seen)]))
      #expect(answer.text.contains("第 1 版已发布") && answer.text.contains("还在路上"))
      #expect(answer.text.contains("1350人") && answer.text.contains("原文笔误"))
      #expect(try await site.get("/drafts/1").status == 404)
      // Opened again it is unchanged, and there is nothing to publish.
      let again = try await site.post("/reports/2017/annual/reopen", form: "")
      #expect(again.text.contains("与已发布的第 1 版完全相同"))
      #expect(!again.text.contains("/publish\""))
      let gone = try await site.post("/drafts/2/discard", form: "")
      #expect(gone.status == 200 && !gone.text.contains("id=\"drafts\""))
      #expect(try await site.post("/reports/2016/annual/reopen", form: "").status == 404)
    }
  }

  @Test("A decision that a later one replaced stays in the record")
  func history() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      _ = try await site.post(Self.path, form: form(["value": "1350人", "reason": "第一次"]))
      _ = try await site.post(Self.path, form: form(["value": "1360人", "reason": "第二次"]))
      let reading = try #require(try await office.reading(of: 1))
      let text = try await site.post(
        "/drafts/1/publish", form: encoded(["fingerprint": reading.fingerprint])
      ).text
      #expect(text.contains("改为 1360人") && text.contains("改为 1350人"))
      #expect(text.contains("第一次") && text.contains("第二次"))
      #expect(text.matches(of: #/已被代替/#).count == 1)
    }
  }

  @Test("Who may only look is offered no form and changes nothing")
  func readOnly() async throws {
    var tokens = AccessTokens()
    var generator = SystemRandomNumberGenerator()
    let token = tokens.add(label: "reader", role: .read, using: &generator)
    let office = SmallOffice()
    let draft = try await office.reopen(ReportID(area: office.area, period: .year(2017)))
    let reading = try #require(try await office.reading(of: draft.id))
    _ = try await office.publish(draft.id, fingerprint: reading.fingerprint)
    _ = try await office.reopen(ReportID(area: office.area, period: .year(2017)))
    try await TestSite.serveOffice(office, tokens: { [tokens] in tokens }) { site in
      let cookie = ["Cookie": "unionsync_token=\(token)"]
      for path in ["/", "/drafts/2", "/drafts/2?edit=0", "/reports/2017/annual"] {
        let text = try await site.get(path, headers: cookie).text
        #expect(text.contains("<h1") && !text.contains("<form"), "\(path)")
      }
      for path in [
        "/drafts/2/figures/0", "/drafts/2/publish", "/drafts/2/discard",
        "/reports/2017/annual/reopen",
      ] {
        let answer = try await site.post(path, form: form(["value": "1人"]), headers: cookie)
        #expect(answer.status == 403, "\(path)")
      }
      let answer = try await site.post(
        "/drafts", parts: parts(text: "慰问1300人"), headers: cookie)
      #expect(answer.status == 403)
      #expect(office.now.opened.count == 1 && office.now.requests.isEmpty)
    }
  }

  @Test("A form that another site had a browser send is not carried out")
  func foreignSite() async throws {
    let office = SmallOffice()
    try await withDraft(office) { site in
      let headers = ["Origin": "http://evil.example"]
      let answer = try await site.post(Self.path, form: form(["value": "1人"]), headers: headers)
      #expect(answer.status == 403)
      #expect(
        try await site.post("/drafts", parts: parts(text: "1300人"), headers: headers).status == 403)
      #expect(office.now.requests.isEmpty && office.now.opened.count == 1)
    }
  }
}
