import Reports
import Testing

@Suite("A watcher written from the specification alone")
struct ConformanceWatcherTests {
  @Test("It gets all totals as a snapshot, then each change in its sequence")
  func watching() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      let watcher = try await city.peerAsWatcher(until: 1600, keyOf: .zhenlai)
      try await watcher.wait(until: "the snapshot is here") { $0.event == .total }
      try await city.push(recipients: 200, at: .tongyu)
      try await city.push(recipients: 300, at: .tongyu)
      _ = try await watcher.waitUntilDone()
      let lines = watcher.lines
      #expect(lines.received("TOTALS_SNAPSHOT").count == 1)
      let changes = lines.received("TOTALS_CHANGE").compactMap(\.sequence)
      #expect(
        changes == Array((changes.first ?? 0)..<((changes.first ?? 0) + UInt64(changes.count))))
      let totals = lines.of(.total).filter { $0.indicator == IndicatorCode.recipients.rawValue }
      #expect(totals.first?.value == 1300 * FixedDecimal.scale)
      #expect(totals.last?.value == 1600 * FixedDecimal.scale)
      #expect(totals.last?.areas?.sorted() == [220_821, 220_822])
    }
  }
}
