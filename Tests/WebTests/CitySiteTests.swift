import Foundation
import FoundationNetworking
import Testing
import Web

@Suite("The city's site")
struct CitySiteTests {
  @Test("Pages run nothing but our own files and are shown in no other site's")
  func headers() async throws {
    try await TestSite.serve { site in
      for path in ["/", "/api/v1/totals", "/nowhere", "/assets/app.css"] {
        let headers = try await site.get(path).headers
        let policy = try #require(headers["content-security-policy"])
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["x-frame-options"] == "DENY")
      }
      let page = try await site.get("/").text
      #expect(!page.contains("<script>") && !page.contains("onclick") && !page.contains("style="))
    }
  }

  @Test("A name that leads here but is not ours is not answered")
  func rebinding() async throws {
    try await TestSite.serve { site in
      for (host, status) in [
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost:8600", 200),
      ] {
        let answer = try await site.get("/", headers: ["Host": host])
        #expect(answer.status == status, "\(host)")
      }
    }
  }

  @Test("What another site has a browser send is not carried out")
  func crossSite() async throws {
    try await TestSite.serve { site in
      for headers in [
        ["Origin": "http://evil.example"], ["Sec-Fetch-Site": "cross-site"],
        ["Sec-Fetch-Site": "same-site"], ["Origin": "null"],
      ] {
        let answer = try await site.post("/sign-in", form: "token=x", headers: headers)
        #expect(answer.status == 403, "\(headers)")
        #expect(answer.text.contains("site") || answer.text.contains("网站"))
      }
    }
  }

  @Test("The language follows the choice and is remembered")
  func language() async throws {
    try await TestSite.serve { site in
      #expect(try await site.get("/").text.contains("<html lang=\"zh-CN\">"))
      let english = try await site.get("/?lang=en")
      #expect(english.text.contains("<html lang=\"en\">"))
      #expect(english.headers["set-cookie"]?.contains("unionsync_language=en") == true)
      let later = try await site.get("/", headers: ["Cookie": "unionsync_language=en"])
      #expect(later.text.contains("<html lang=\"en\">"))
    }
  }

  @Test("Who has no token sees nothing but the sign-in page")
  func tokens() async throws {
    var tokens = AccessTokens()
    var generator = SystemRandomNumberGenerator()
    let token = tokens.add(label: "statistics", role: .read, using: &generator)
    try await TestSite.serve(tokens: { [tokens] in tokens }) { site in
      let stranger = try await site.get("/api/v1/totals")
      #expect(stranger.status == 401)
      #expect(try await site.get("/").text.contains("name=\"token\""))
      #expect(try await site.get("/healthz").status == 200)
      for wrong in ["", "x", String(token.dropLast()), token + "0"] {
        let headers = ["Authorization": "Bearer \(wrong)"]
        #expect(try await site.get("/api/v1/totals", headers: headers).status == 401)
      }
      let headers = ["Authorization": "Bearer \(token)"]
      #expect(try await site.get("/api/v1/totals", headers: headers).status == 200)
      let cookie = ["Cookie": "unionsync_token=\(token)"]
      #expect(try await site.get("/", headers: cookie).text.contains("<table"))
      #expect(try await site.post("/sign-in", form: "token=wrong").status == 403)
    }
  }

  @Test("Pages name their own files by what is in them, and those are served")
  func assetMarks() async throws {
    try await TestSite.serve { site in
      let text = try await site.get("/").text
      let paths = text.matches(of: #/"(/assets/app\.(?:css|js)\?[0-9a-f]{6,12})"/#)
        .map { String($0.output.1) }
      #expect(paths.count == 2 && Set(paths.map { $0.split(separator: "?")[1] }).count == 1)
      for path in paths { #expect(try await site.get(path).status == 200, "\(path)") }
    }
  }

  @Test("Whoever asks too often is asked to wait")
  func rate() async throws {
    try await TestSite.serve { site in
      var refused = 0
      for _ in 0..<400 where try await site.get("/healthz").status == 429 { refused += 1 }
      // The clock of the tests stands still, so that exactly the burst passes.
      #expect(refused == 160)
    }
  }

  @Test("Behind a proxy whoever asks too often shuts nobody else out, and fools nobody")
  func rateBehindProxy() async throws {
    try await TestSite.serve(names: ["stats.example.cn"]) { site in
      // What stands before the last address is what a sender claims of himself.
      let senders: [(count: Int, refused: Int, address: (Int) -> String)] = [
        (300, 60, { "198.51.100.\($0 % 250), 203.0.113.7" }), (100, 0, { _ in "203.0.113.8" }),
        (300, 60, { _ in String(repeating: "x", count: 100) }),
      ]
      for sender in senders {
        var refused = 0
        for number in 0..<sender.count {
          let headers = ["X-Forwarded-For": sender.address(number)]
          if try await site.get("/healthz", headers: headers).status == 429 { refused += 1 }
        }
        #expect(refused == sender.refused)
      }
    }
    try await TestSite.serve { site in
      var refused = 0
      for number in 0..<300 {
        let headers = ["X-Forwarded-For": "203.0.113.\(number % 250)"]
        if try await site.get("/healthz", headers: headers).status == 429 { refused += 1 }
      }
      #expect(refused == 60, "Without a proxy nobody's word is taken.")
    }
  }

  @Test("Every word of the templates is there in both languages")
  func words() throws {
    let resources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Web/Resources").standardizedFileURL
    let lines = try String(contentsOf: resources.appending(path: "words.tsv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    for line in lines { #expect(line.count == 3 && !line.contains(""), "\(line)") }
    let keys = lines.map { String($0[0]) }
    #expect(Set(keys).count == keys.count)
    let templates = try FileManager.default.contentsOfDirectory(
      at: resources, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "mustache" }
    #expect(templates.count > 3)
    for template in templates {
      let text = try String(contentsOf: template, encoding: .utf8)
      for match in text.matches(of: #/\{\{w\.(\w+)\}\}/#) {
        #expect(keys.contains(String(match.output.1)), "\(template.lastPathComponent)")
      }
    }
  }
}
