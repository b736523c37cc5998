import Foundation
import Reports
import Testing
import Web

@Suite("The city's pages")
struct CityPagesTests {
  private static let indicator = "/indicators/relief.winter.recipients?year=2017"

  private func page(_ site: TestSite, _ path: String) async throws -> String {
    let answer = try await site.get(path)
    #expect(answer.status == 200, "\(path): \(answer.text)")
    return answer.text
  }

  @Test("Every page is served in both languages, with a heading and a landmark, and no inline code")
  func pages() async throws {
    try await TestSite.serve { site in
      for path in [
        "/", "/?year=2017&q=swn", Self.indicator, "/areas/220821?year=2017", "/offices",
        "/findings", "/changes?since=1970-01-01", "/reports/220822/2017/brief",
      ] {
        for language in ["zh", "en"] {
          let text = try await page(
            site, path + (path.contains("?") ? "&" : "?") + "lang=" + language)
          #expect(text.contains("<h1") && text.contains("<main"), "\(path)")
          #expect(
            !text.contains("<script>") && !text.contains("style=") && !text.contains("onclick"))
          #expect(!text.contains("{{") && !text.contains("Optional("), "\(path)")
        }
      }
    }
  }

  @Test("No two places of a page have the same name")
  func names() async throws {
    let city = SmallCity.reported
    // Two findings about the same figures: they differ, and lie beyond all of them.
    city.push(.tongyu, revision: 2, values: [(.rate, "120", .percent)])
    city.push(.tongyu, series: "brief", revision: 2, values: [(.rate, "130", .percent)])
    try await TestSite.serve(city) { site in
      for path in [
        "/", Self.indicator, "/indicators/org.establishment_rate?year=2017",
        "/areas/220822?year=2017", "/offices", "/findings?year=2017",
        "/reports/220822/2017/annual",
      ] {
        let text = try await page(site, path)
        let ids = text.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
        let doubled = Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys
        #expect(doubled.isEmpty && !ids.contains(""), "\(path): \(doubled)")
      }
      let findings = try await page(site, "/findings?year=2017")
      #expect(findings.contains("写法不一") && findings.contains("比率超出"))
    }
  }

  @Test("Zero, not stated and not reported are told apart in words")
  func absence() async throws {
    let city = SmallCity.reported
    city.push(.zhenlai, revision: 2, values: [(.recipients, "0", .persons)])
    try await TestSite.serve(city) { site in
      let text = try await page(site, "/?year=2017")
      #expect(text.contains(">0</a>") && text.contains("缺报") && text.contains("未提及"))
      let english = try await page(site, "/?year=2017&lang=en")
      #expect(english.contains("no report") && english.contains("not stated"))
    }
  }

  @Test("Who is late and who has not reported is told where a deadline is set")
  func deadline() async throws {
    // What comes in the tests comes at the beginning of 1970: on 2017 it is in time.
    let city = SmallCity.reported(reportsDue: ReportingDeadline("01-31"))
    try await TestSite.serve(city) { site in
      let text = try await page(site, "/offices?year=2017")
      #expect(text.contains("报送期限 2018-01-31"))
      #expect(text.matches(of: />按时</).count == 2)
      #expect(text.matches(of: />逾期 \d+ 天未报</).count == 5)
      city.push(.zhenlai, year: 1968, values: [(.recipients, "1", .persons)])
      let late = try await page(site, "/offices?year=1968")
      #expect(late.contains(">迟报 335 天<"), "From the end of January 1969 to 1970 it is 335 days.")
    }
    try await TestSite.serve { site in
      let text = try await page(site, "/offices?year=2017")
      #expect(text.contains("没有设定报送期限") && !text.contains("按时<"))
    }
  }

  @Test("Changes tell the totals that have moved since a day, from what to what")
  func moves() async throws {
    let city = SmallCity.reported
    city.push(
      .zhenlai, revision: 2, atMs: 86_400_000 * 3, values: [(.recipients, "1400", .persons)])
    try await TestSite.serve(city) { site in
      let text = try await page(site, "/changes?since=1970-01-03")
      let moves = try #require(
        text.firstMatch(of: #/id="moves".*?</section>/#.dotMatchesNewlines()))
      #expect(moves.output.contains("1,500") && moves.output.contains("1,600"))
      #expect(moves.output.contains("+100") && moves.output.contains("2/7"))
      #expect(moves.output.matches(of: /<tr>/).count == 2, "What stands still is not told.")
      #expect(text.contains("<details open>") && moves.output.contains("1 个合计"))
      let all = try await page(site, "/changes?since=1970-01-01")
      #expect(all.contains("id=\"moves\"") && all.contains("1,600"))
      let none = try await page(site, "/changes?since=1970-01-05")
      #expect(!none.contains("id=\"moves\""))
    }
  }

  @Test("An indicator's offices stand side by side over the years")
  func officesOverYears() async throws {
    let city = SmallCity.reported
    try await TestSite.serve(city) { site in
      let one = try await page(site, Self.indicator)
      #expect(!one.contains("office-years"), "One year is no line.")
      city.push(.zhenlai, year: 2016, values: [(.recipients, "1100", .persons)])
      let text = try await page(site, Self.indicator)
      let table = try #require(
        text.firstMatch(of: #/<table[^>]*-office-years".*?</table>/#.dotMatchesNewlines()))
      #expect(table.output.contains("镇赉县") && table.output.contains("通榆县"))
      #expect(!table.output.contains("洮北区"), "It has no figure in any year.")
      #expect(table.output.contains("data-value=\"1100\"") && table.output.contains("1,300"))
    }
  }

  @Test("A page about a year that nobody reported on says so")
  func emptyYear() async throws {
    try await TestSite.serve { site in
      for (path, words) in [
        ("/?year=1999", "id=\"empty\""), ("/findings?year=1999", "没有需要处理的提示"),
        ("/areas/220802?year=1999", "缺报"), ("/changes?since=2199-01-01", "没有变化"),
      ] {
        let text = try await page(site, path)
        #expect(text.contains(words), "\(path)")
      }
    }
  }

  @Test("What is not there, or is no address, is refused in a sentence")
  func wrong() async throws {
    try await TestSite.serve { site in
      for (path, status) in [
        ("/indicators/none.such", 404), ("/areas/999999", 404), ("/areas/x", 404),
        ("/reports/220821/2016/annual", 404), ("/reports/220821/x/annual", 404),
        ("/changes?since=yesterday", 400), ("/changes?since=2017-02-30", 400),
        ("/changes?after=x", 400), ("/findings?year=abc", 400), ("/offices?year=", 400),
      ] {
        let answer = try await site.get(path)
        #expect(answer.status == status, "\(path)")
        #expect(answer.text.contains("<h1"), "\(path)")
      }
      #expect(try await site.get("/findings?from=-5").status == 200)
      #expect(try await site.get("/findings?from=99999999999").status == 200)
    }
  }

  @Test("A total leads to its figures, a figure to the marked words of its report")
  func drillDown() async throws {
    try await TestSite.serve { site in
      let overview = try await page(site, "/?year=2017")
      #expect(overview.contains("href=\"\(Self.indicator)#area-220821\""))
      let indicator = try await page(site, Self.indicator)
      #expect(indicator.contains("id=\"area-220821\""))
      let anchor = "f-relief.winter.recipients-2017-_E4_BA_BA"
      #expect(indicator.contains("href=\"/reports/220821/2017/annual#\(anchor)\""))
      let report = try await page(site, "/reports/220821/2017/annual")
      #expect(report.contains("慰问<mark id=\"\(anchor)\">1300人</mark>。"))
    }
  }

  @Test("What somebody wrote in a report is shown and never run")
  func escaping() async throws {
    let city = SmallCity.reported
    let unit = Unit(rawValue: "<b>\"&'")
    city.push(.zhenlai, revision: 2, values: [(.recipients, "7", unit)])
    try await TestSite.serve(city) { site in
      for path in ["/", Self.indicator, "/reports/220821/2017/annual", "/areas/220821"] {
        let text = try await page(site, path)
        #expect(!text.contains("<b>\"") && text.contains("&lt;b&gt;"), "\(path)")
      }
      let typed = try await page(site, "/?q=%22%3E%3Cscript%3E")
      #expect(!typed.contains("\"><script>"))
    }
  }

  private func form(_ fields: [String: String]) -> String {
    let defaults = [
      "form": "decide-fig-1", "decision": "confirm", "figure": "220821/2017/annual|1300",
      "indicator": "relief.winter.recipients", "period": "2017", "part": "", "unit": "人",
      "person": "统计科", "reason": "已核对原文", "back": Self.indicator,
    ]
    return defaults.merging(fields) { $1 }.map { name, value in
      name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    }.joined(separator: "&")
  }

  @Test("A confirmed figure says who and why, and one that changes afterwards shows old and new")
  func confirm() async throws {
    let city = SmallCity.reported
    try await TestSite.serve(city) { site in
      let answer = try await site.post("/reviews", form: form([:]))
      #expect(answer.status == 200, "the redirect was followed: \(answer.text)")
      #expect(answer.text.contains("统计科") && answer.text.contains("已核对原文"))
      city.push(.zhenlai, revision: 2, values: [(.recipients, "1350", .persons)])
      let text = try await page(site, Self.indicator)
      #expect(text.contains("复核后有变化"))
      #expect(text.contains("<mark>1300人</mark>") && text.contains("<mark>1350人</mark>"))
      #expect(try await page(site, "/findings?year=2017").contains("1,300"))
    }
  }

  @Test("A conflict is decided by a choice between reports")
  func prefer() async throws {
    try await TestSite.serve(SmallCity.reported) { site in
      #expect(try await page(site, Self.indicator).contains("id=\"prefer-fig-"))
      let answer = try await site.post(
        "/reviews",
        form: form([
          "decision": "prefer", "figure": "220822/2017/brief|210", "back": "/findings?year=2017",
        ]))
      #expect(answer.text.contains("已处理"))
      let text = try await page(site, Self.indicator)
      #expect(text.contains("1,510") && text.contains("已选定"))
    }
  }

  @Test("A form that can't be taken comes back with its error and what was written in it")
  func refused() async throws {
    try await TestSite.serve { site in
      let text = try await page(site, Self.indicator)
      let id = try #require(
        text.firstMatch(of: #/id="(decide-fig-220821[^"]*)"/#)?.output.1)
      let answer = try await site.post(
        "/reviews", form: form(["form": String(id), "figure": "220821/2017/annual|1299"]))
      #expect(answer.status == 422)
      #expect(answer.text.contains("role=\"alert\"") && answer.text.contains("value=\"统计科\""))
      for wrong in [
        ["back": "https://evil.example/findings"], ["back": "//evil.example/findings"],
        ["back": "/etc/passwd"], ["figure": "x"], ["decision": "delete"], ["period": "20x7"],
      ] {
        #expect(try await site.post("/reviews", form: form(wrong)).status == 400, "\(wrong)")
      }
      #expect(try await site.post("/reviews", form: "person=x").status == 400)
    }
  }

  @Test("Who may only look is offered no form and can't decide")
  func readOnly() async throws {
    var tokens = AccessTokens()
    var generator = SystemRandomNumberGenerator()
    let token = tokens.add(label: "reader", role: .read, using: &generator)
    try await TestSite.serve(tokens: { [tokens] in tokens }) { site in
      let cookie = ["Cookie": "unionsync_token=\(token)"]
      let text = try await site.get(Self.indicator, headers: cookie).text
      #expect(text.contains("<blockquote ") && !text.contains("action=\"/reviews\""))
      let answer = try await site.post("/reviews", form: form([:]), headers: cookie)
      #expect(answer.status == 403)
    }
  }
}
