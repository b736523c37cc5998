import Daemons
import Foundation
import FoundationNetworking
import Glibc
import Reports
import SyncProtocol
import Testing
import ZeroMQ

@Suite("What a running city tells monitoring")
struct MonitoringTests {
  private func get(_ url: String) async throws -> (status: Int, text: String) {
    let (data, response) = try await URLSession.shared.data(from: try #require(URL(string: url)))
    return (
      try #require(response as? HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self)
    )
  }

  /// The values by name and labels.
  private func values(_ text: String) -> [String: Double] {
    Dictionary(
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
        guard let space = line.lastIndex(of: " "),
          let value = Double(line[line.index(after: space)...])
        else { return nil }
        return (String(line[..<space]), value)
      }, uniquingKeysWith: { $1 })
  }

  @Test("A city with two areas: ready, alive, and every metric with what has happened")
  func metrics() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      let base = try city.servePages()
      try await city.start()
      for recipients in 1300...1302 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      let thief = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try thief.send(.bye(reason: "a lie"), as: .tongyu)
      try await waitUntil("it is refused") {
        try await city.aggregatorStatus().refusedMessages == 1
      }

      #expect(try await get(base + "/healthz").text == "alive\n")
      let ready = try await get(base + "/readyz")
      #expect(ready.status == 200)
      #expect(ready.text == "[+] sockets\n[+] round trip\nready\n")
      let (_, text) = try await get(base + "/metrics")
      let values = values(text)
      let expected: [String: Double] = [
        "unionsync_build_info{version=\"\(Version.number)\",daemon=\"aggregator\"}": 1,
        "unionsync_merged_entries_total": 4, "unionsync_observations": 2,
        "unionsync_area_state{area=\"220821\",state=\"live\"}": 1,
        "unionsync_area_lag_entries{area=\"220822\"}": 0,
        "unionsync_area_lag_seconds{area=\"220822\"}": 0,
        "unionsync_area_cursor{area=\"220821\"}": 3,
        "unionsync_refusals_total{reason=\"foreign-area\"}": 1,
        "unionsync_refusals_total{reason=\"unknown-key\"}": 0,
        "unionsync_merge_failures_total": 0, "unionsync_unreadable_entries": 0,
        "unionsync_acknowledge_seconds_count": 4, "unionsync_access_keys": 2,
        "unionsync_access_list_broken": 0,
      ]
      for (name, value) in expected { #expect(values[name] == value, "\(name)\n\(text)") }
      for name in [
        "unionsync_merge_seconds_count", "unionsync_store_bytes", "unionsync_disk_free_bytes",
        "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds",
      ] {
        #expect(values[name] ?? 0 > 0, "\(name)\n\(text)")
      }
      #expect(values["unionsync_area_silent_seconds{area=\"220802\"}"] == nil)
    }
  }

  @Test("A node tells its documents, what a person should look at, and how far its city is")
  func node() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      let base = try city.serveOffice(of: .zhenlai)
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.push(recipients: 1301, at: .zhenlai)
      try await city.push(recipients: 1301, at: .zhenlai)
      let bad = try city.reportFile("没有数字。", name: "bad.txt")
      #expect(try await city.push(bad, at: .zhenlai).exitCode != 0)
      try await city.waitUntilEqual()
      try await waitUntil("all is acknowledged") {
        try await city.status(of: .zhenlai).peers.first?.lag == 0
      }
      #expect(try await get(base + "/readyz").text == "[+] round trip\nready\n")
      let (_, text) = try await get(base + "/metrics")
      let values = values(text)
      let endpoint = "tcp://127.0.0.1:\(city.controlPort)"
      let expected: [String: Double] = [
        "unionsync_build_info{version=\"\(Version.number)\",daemon=\"node\"}": 1,
        "unionsync_journal_head{area=\"220821\"}": 2,
        "unionsync_documents_total{outcome=\"committed\"}": 2,
        "unionsync_documents_total{outcome=\"unchanged\"}": 1,
        "unionsync_documents_total{outcome=\"rejected\"}": 1,
        "unionsync_documents_total{outcome=\"failed\"}": 0,
        "unionsync_peer_state{endpoint=\"\(endpoint)\",state=\"live\"}": 1,
        "unionsync_peer_lag_entries{endpoint=\"\(endpoint)\"}": 0,
        "unionsync_publish_seconds_count": 2, "unionsync_inbox_files": 0,
      ]
      for (name, value) in expected { #expect(values[name] == value, "\(name)\n\(text)") }
    }
  }

  @Test("A catalogue that is reloaded is in force at once, and no connection is lost")
  func catalogue() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      let catalogue = "\(city.site.folder)/catalogue.yaml"
      let settings = try String(contentsOfFile: city.aggregatorConfiguration, encoding: .utf8)
      try city.write("catalogue: catalogue.yaml\n" + settings, to: city.aggregatorConfiguration)
      try city.write(Self.catalogue(of: "旧园数量"), to: catalogue)
      let base = try city.servePages()
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      let indicators = base + "/api/v1/indicators"
      #expect(try await get(indicators).text.contains("旧园数量"))

      try city.write(Self.catalogue(of: "新园数量"), to: catalogue)
      try city.aggregator().signal(SIGHUP)
      try await waitUntil("the indicator is there") {
        try await get(indicators).text.contains("新园数量")
      }
      #expect(try await get(indicators + "?q=xysl").text.contains("新园数量"))

      try city.write("indicators: [", to: catalogue)
      try city.aggregator().signal(SIGHUP)
      try await waitUntil("it is told") {
        try city.aggregator().errors.contains("the settings can't be used")
      }
      #expect(try await get(indicators).text.contains("新园数量"))
      // The very connections from before: nothing was greeted anew.
      try await city.push(recipients: 1301, at: .zhenlai)
      try await city.waitUntilEqual()
      let connections = try city.node(.zhenlai).errors.split(separator: "\n")
        .count { $0.contains(": connected") }
      #expect(connections == 1)
    }
  }

  /// A file that adds one indicator to the catalogue.
  private static func catalogue(of name: String) -> String {
    """
    indicators:
      - code: care.nurseries
        name_zh: \(name)
        name_en: Nurseries
        unit: 个
        nature: flow
        definition_zh: 工会开办的托管班。
        definition_en: Nurseries that the union runs.
        rules:
          - {units: [places], head: [托管班], weight: 1}
    """
  }
}
