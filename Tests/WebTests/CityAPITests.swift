import Foundation
import Reports
import Synchronization
import Testing
import Web

@Suite("The programs' interface of the city")
struct CityAPITests {
  private struct Listing<Item: Decodable>: Decodable {
    let items: [Item]
    let next: String?
  }

  private struct Shown: Decodable {
    let nameZh: String
  }

  private func decode<Value: Decodable>(_ answer: TestSite.Answer) throws -> Value {
    #expect(answer.status == 200, "\(answer.text)")
    return try JSONDecoder().decode(Value.self, from: answer.body)
  }

  @Test("Totals are served whole, by year and by indicator")
  func totals() async throws {
    try await TestSite.serve { site in
      for (query, count) in [
        ("", 2), ("?year=2017", 2), ("?year=2016", 0), ("?indicator=org.establishment_rate", 1),
      ] {
        let page: Listing<TotalSummary> = try decode(try await site.get("/api/v1/totals" + query))
        #expect(page.items.count == count, "\(query)")
        #expect(page.next == nil)
      }
    }
  }

  @Test("The pages of a list hold every item once, also where some come meanwhile")
  func paging() async throws {
    let city = SmallCity.reported
    try await TestSite.serve(city) { site in
      var seen: [Figure] = []
      var cursor = ""
      for _ in 0..<10 {
        let page: Listing<Figure> = try decode(
          try await site.get("/api/v1/observations?limit=1" + cursor))
        #expect(page.items.count == 1)
        seen += page.items
        guard let next = page.next else { break }
        cursor = "&cursor=" + next
        if seen.count == 2 { city.push(.zhenlai, values: [(.recipients, "1400", .persons)]) }
      }
      #expect(seen.count == 4)
      #expect(Set(seen.map { "\($0.row.report)\($0.row.observation.key)" }).count == 4)
    }
  }

  @Test("Every list is read page by page: offices, indicators, decisions and histories")
  func allLists() async throws {
    let city = SmallCity.reported
    try await TestSite.serve(city) { site in
      for name in ["areas", "offices", "indicators"] {
        let whole: Listing<Named> = try decode(try await site.get("/api/v1/" + name))
        #expect(whole.next == nil)
        var seen: [Named] = []
        var page: Listing<Named> = try decode(try await site.get("/api/v1/\(name)?limit=1"))
        while let next = page.next, seen.count < whole.items.count {
          #expect(page.items.count == 1)
          seen += page.items
          page = try decode(try await site.get("/api/v1/\(name)?limit=1&cursor=\(next)"))
        }
        #expect(seen + page.items == whole.items, "\(name)")
      }
      let key = ObservationKey(
        period: .year(2017), indicator: .recipients, part: nil, unit: .persons)
      let reports = [("brief", "张"), ("annual", "李")]
      for (series, person) in reports {
        _ = try await city.add(
          ReviewRequest(
            report: ReportID(
              area: .tongyu, period: .year(2017),
              series: try #require(ReportSeries(rawValue: series))),
            key: key, decision: .prefer, person: person, reason: "核对过原件"))
      }
      let first: Listing<Review> = try decode(try await site.get("/api/v1/reviews?limit=1"))
      let next = try #require(first.next)
      let last: Listing<Review> = try decode(
        try await site.get("/api/v1/reviews?limit=1&cursor=\(next)"))
      #expect((first.items + last.items).map(\.person) == ["李", "张"] && last.next == nil)

      let path = "/api/v1/history/totals?indicator=relief.winter.recipients&year=2017"
      let whole: History<TotalVersion> = try decode(try await site.get(path))
      var read: [TotalVersion] = []
      var page: History<TotalVersion> = try decode(try await site.get(path + "&limit=1"))
      while !page.isComplete, let cursor = page.versions.first?.cursor {
        read = page.versions + read
        page = try decode(try await site.get(path + "&limit=1&before=\(cursor)"))
      }
      #expect(page.versions + read == whole.versions && whole.versions.count > 2)
    }
  }

  private struct Named: Decodable, Equatable {
    let nameZh: String
  }

  @Test("An export is of a past moment where one is named")
  func exportAsOf() async throws {
    try await TestSite.serve { site in
      let now = try await site.get("/api/v1/export?format=jsonl").text
      let then = try await site.get("/api/v1/export?format=jsonl&asOf=0").text
      #expect(now.split(separator: "\n").count == 4)
      #expect(then.split(separator: "\n").count == 2 && now.hasPrefix(then.prefix(20)))
    }
  }

  @Test("Parameters that are none are named")
  func badParameters() async throws {
    try await TestSite.serve { site in
      for (path, name) in [
        ("totals?year=abc", "year"), ("totals?year=", "year"), ("totals?year=-1", "year"),
        ("totals?year=99999999999999999999", "year"), ("totals?limit=0", "limit"),
        ("totals?limit=1001", "limit"), ("totals?cursor=xyz", "cursor"),
        ("observations?area=1", "area"), ("observations?indicator=A!", "indicator"),
        ("history/totals?year=2017", "indicator"), ("changes?after=1.2", "after"),
        ("history/observations?indicator=a&period=2017-13&unit=x&area=220821", "period"),
        ("changes?limit=501", "limit"), ("totals?asOf=x", "asOf"), ("areas?limit=0", "limit"),
        ("offices?cursor=xyz", "cursor"), ("indicators?limit=1001", "limit"),
        ("reviews?cursor=0", "cursor"), ("export?format=csv&asOf=-1", "asOf"),
        ("history/totals?indicator=a&year=2017&before=1", "before"),
      ] {
        let answer = try await site.get("/api/v1/" + path)
        #expect(answer.status == 400 && answer.text.contains(name), "\(path): \(answer.text)")
      }
    }
  }

  @Test("Indicators are found by their name's pinyin initials")
  func search() async throws {
    try await TestSite.serve { site in
      for (words, count) in [("swn", 1), ("%E5%BB%BA%E4%BC%9A", 1), ("rate", 1), ("zzz", 0)] {
        let page: Listing<Shown> = try decode(
          try await site.get("/api/v1/indicators?q=" + words))
        #expect(page.items.count == count, "\(words)")
      }
    }
  }

  @Test("Coverage tells who is missing, and why")
  func coverage() async throws {
    try await TestSite.serve { site in
      let answer = try await site.get("/api/v1/coverage?indicator=org.establishment_rate")
      #expect(answer.text.contains("{\"area\":\"220822\",\"reason\":\"notStated\"}"))
      #expect(answer.text.contains("{\"area\":\"220802\",\"reason\":\"neverReported\"}"))
      #expect(answer.text.contains("\"reporting\":1"))
    }
  }

  @Test("A past moment's totals are as they were then")
  func asOf() async throws {
    try await TestSite.serve { site in
      let page: Listing<TotalSummary> = try decode(
        try await site.get("/api/v1/totals?asOf=0&indicator=relief.winter.recipients"))
      #expect(page.items.map(\.value) == [1300])
    }
  }

  @Test("A conflict is found, decided by a person, and closed")
  func review() async throws {
    try await TestSite.serve { site in
      let before: Listing<Finding> = try decode(try await site.get("/api/v1/findings"))
      #expect(before.items.map(\.kind) == [.conflict] && before.items.allSatisfy(\.isOpen))
      let body = """
        {"report": {"area": "220822", "period": "2017", "series": "brief"},
         "key": {"period": "2017", "indicator": "relief.winter.recipients", "unit": "人"},
         "decision": "prefer", "person": "统计员", "reason": "核对过原件"}
        """
      #expect(try await site.post("/api/v1/reviews", json: body).status == 201)
      let after: Listing<Finding> = try decode(try await site.get("/api/v1/findings"))
      #expect(after.items.allSatisfy { !$0.isOpen })
      let totals: Listing<TotalSummary> = try decode(
        try await site.get("/api/v1/totals?indicator=relief.winter.recipients"))
      #expect(totals.items.map(\.value) == [1510])
      let reviews: Listing<Review> = try decode(try await site.get("/api/v1/reviews"))
      #expect(reviews.items.map(\.person) == ["统计员"])
      let again = try await site.post(
        "/api/v1/reviews", json: body.replacing("\"brief\"", with: "\"other\""))
      #expect(again.status == 409 && again.text.contains("审核"))
    }
  }

  @Test("Who may only read decides nothing")
  func permission() async throws {
    var tokens = AccessTokens()
    var generator = SystemRandomNumberGenerator()
    let token = tokens.add(label: "reader", role: .read, using: &generator)
    try await TestSite.serve(tokens: { [tokens] in tokens }) { site in
      let answer = try await site.post(
        "/api/v1/reviews", json: "{}", headers: ["Authorization": "Bearer \(token)"])
      #expect(answer.status == 403)
    }
  }

  @Test("A body that is none is refused, and so is one that is too long")
  func badBodies() async throws {
    try await TestSite.serve { site in
      for (body, status) in [
        ("", 400), ("{}", 400), ("[1]", 400), (String(repeating: "x", count: 10_000), 413),
      ] {
        let answer = try await site.post("/api/v1/reviews", json: body)
        #expect(answer.status == status, "\(body.prefix(10))")
      }
      #expect(try await site.post("/api/v1/reviews", form: "a=b").status == 415)
    }
  }

  @Test("Another method than a path takes is named")
  func methods() async throws {
    try await TestSite.serve { site in
      for (method, path) in [("DELETE", "totals"), ("PUT", "reviews"), ("POST", "changes")] {
        let answer = try await site.send(method, "/api/v1/" + path)
        #expect(answer.status == 405 && answer.headers["allow"]?.hasPrefix("GET") == true)
      }
    }
  }

  @Test("The stream tells what moved, and asks to begin anew where it can't go on")
  func stream() async throws {
    let city = SmallCity.reported
    try await TestSite.serve(city) { site in
      async let lines = site.lines(of: "/api/v1/stream") { $0.hasPrefix("data: ") }
      while city.watcherCount == 0 { await Task.yield() }
      city.push(.zhenlai, revision: 2, values: [(.recipients, "1400", .persons)])
      let read = try await lines
      #expect(read.contains("id: run-3"), "Whoever loses it before any change knows where it was.")
      #expect(read.contains("id: run-4") && read.contains("event: totals"))
      #expect(read.last?.contains("\"1610\"") == true || read.last?.contains("\"1600\"") == true)
      let stale = try await site.lines(
        of: "/api/v1/stream", headers: ["Last-Event-ID": "another-4"]
      ) { $0.hasPrefix("data: ") }
      #expect(stale.contains("event: reset"))
      #expect(try await site.get("/api/v1/stream?after=nonsense").status == 400)
    }
  }

  @Test("A stream ends once its token is taken back")
  func revokedStream() async throws {
    let city = SmallCity.reported
    var list = AccessTokens()
    var generator = SystemRandomNumberGenerator()
    let token = list.add(label: "watcher", role: .read, using: &generator)
    let tokens = Mutex<AccessTokens?>(list)
    try await TestSite.serve(city, tokens: { tokens.withLock { $0 } }) { site in
      async let lines = site.lines(
        of: "/api/v1/stream", headers: ["Authorization": "Bearer \(token)"]
      ) { _ in false }
      while city.watcherCount == 0 { await Task.yield() }
      tokens.withLock { $0 = AccessTokens() }
      city.push(.zhenlai, revision: 2, values: [(.recipients, "1400", .persons)])
      let read = try await lines
      #expect(!read.contains { $0.hasPrefix("data: ") })
    }
  }

  @Test("The description names every path that is served")
  func description() async throws {
    struct Description: Decodable {
      let paths: [String: [String: Operation]]
      struct Operation: Decodable {
        let summary: String
      }
    }
    try await TestSite.serve { site in
      let description: Description = try decode(try await site.get("/api/v1/openapi.json"))
      #expect(description.paths.count >= 13)
      for path in description.paths.keys where path != "/api/v1/stream" {
        #expect(try await site.get(path).status != 404, "\(path)")
      }
    }
  }
}
