import Daemons
import Foundation
import Glibc
import Reports
import Testing

@Suite("What the daemons log")
struct LogTests {
  @Test("No secret and no words of a report are logged, also when a reload asks for everything")
  func secrets() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      try await city.start()
      let paths = [city.aggregatorConfiguration, city.configuration(of: .zhenlai)]
      let daemons = [try city.aggregator(), try city.node(.zhenlai)]
      for (path, daemon) in zip(paths, daemons) {
        let settings = try String(contentsOfFile: path, encoding: .utf8)
        try city.write("log-level: trace\n" + settings, to: path)
        daemon.signal(SIGHUP)
        try await waitUntil("the settings are read") { daemon.errors.contains("were read again") }
      }
      let before = daemons[0].errors
      #expect(!before.contains(" debug "))
      try await city.push(recipients: 1300, at: .zhenlai)
      let bad = try city.reportFile("这份文件里没有数字，只有机密的话。", name: "bad.txt")
      #expect(try await city.push(bad, at: .zhenlai).exitCode != 0)
      try await city.waitUntilEqual()
      try await waitUntil("the level has changed") { daemons[0].errors.contains(" debug ") }
      let keys = [city.site.key, "\(city.folder)/\(AreaCode.zhenlai)/node.key"]
      for path in keys {
        let key = try String(contentsOfFile: path, encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
        for daemon in daemons { #expect(!daemon.errors.contains(key)) }
      }
      for words in ["走访慰问", "机密", "1300"] {
        for daemon in daemons { #expect(!daemon.errors.contains(words), "\(daemon.errors)") }
      }
    }
  }
}
