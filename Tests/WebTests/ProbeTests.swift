import Foundation
import Testing
import Web

@Suite("What monitoring asks")
struct ProbeTests {
  private let broken = Probes {
    Readiness([.init("sockets"), .init("round trip", problem: "the last one was 20 s ago")])
  } metrics: {
    "# TYPE unionsync_observations gauge\nunionsync_observations 7\n"
  }

  @Test("A daemon that can do its work is ready, and one that can't says what is wrong")
  func readiness() async throws {
    try await TestSite.serve { site in
      let answer = try await site.get("/readyz")
      #expect(answer.status == 200)
      #expect(answer.text == "ready\n")
    }
    try await TestSite.serve(probes: broken) { site in
      #expect(try await site.get("/healthz").text == "alive\n")
      let answer = try await site.get("/readyz")
      #expect(answer.status == 503)
      #expect(
        answer.text == "[+] sockets\n[-] round trip: the last one was 20 s ago\nnot ready\n")
      #expect(try await site.send("POST", "/readyz").status == 405)
    }
  }

  @Test("Metrics are text of Prometheus' version")
  func metrics() async throws {
    try await TestSite.serve(probes: broken) { site in
      let answer = try await site.get("/metrics")
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.text.hasSuffix("unionsync_observations 7\n"))
    }
  }

  @Test("Where tokens are handed out metrics need one, and what tells only of life does not")
  func tokens() async throws {
    var generator = SystemRandomNumberGenerator()
    var tokens = AccessTokens()
    let token = tokens.add(label: "prometheus", role: .read, using: &generator)
    let list = tokens
    try await TestSite.serve(tokens: { list }, probes: broken) { site in
      #expect(try await site.get("/healthz").status == 200)
      #expect(try await site.get("/readyz").status == 503)
      #expect(try await site.get("/metrics", headers: ["Accept": "*/*"]).status == 401)
      let answer = try await site.get(
        "/metrics", headers: ["Accept": "*/*", "Authorization": "Bearer \(token)"])
      #expect(answer.status == 200)
    }
  }
}
