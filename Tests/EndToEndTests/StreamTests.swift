import Foundation
import Reports
import Testing

@Suite("The city's stream of totals")
struct StreamTests {
  private struct Update: Decodable {
    let totals: [TotalSummary]
  }

  /// How many revisions of a report are pushed while nobody listens and while somebody does.
  private static let revisions = 12

  @Test("Who hangs up again and again and comes back with the last id gets each change once")
  func resumes() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      let url = try #require(URL(string: try city.servePages() + "/api/v1/stream"))
      try await city.start()
      let follower = EventFollower(url: url)
      let first = try await follower.events(after: nil) { _ in true }
      let start = try #require(first.first?.id)
      var last = start
      #expect(first.first?.kind == nil, "It says where it begins before anything has changed.")
      var values: [FixedDecimal] = []
      var ids: [String] = []
      for number in 1...Self.revisions {
        // What is pushed now comes while nobody listens, and before the next that somebody hears.
        try await city.push(recipients: 1000 + number, at: .zhenlai)
        if number.isMultiple(of: 3) {
          let events = try await follower.events(after: last) { event in
            event.data?.contains("\"\(1000 + number)\"") == true
          }
          ids += events.compactMap(\.id)
          values += try events.compactMap { try recipients(in: $0) }
          last = try #require(ids.last)
        }
      }
      let begin = try sequence(start) + 1
      #expect(try ids.map(sequence) == Array(begin..<begin + ids.count), "None twice, none lost.")
      // Revisions that are merged together are told together.
      #expect(values.count == ids.count && zip(values, values.dropFirst()).allSatisfy(<))
      #expect(values.last == FixedDecimal(1000 + Self.revisions))
      #expect(try await city.recipients() == values.last)

      try await city.stopAggregator()
      try await city.startAggregator()
      let anew = try await follower.events(after: last) { $0.kind != nil }
      #expect(anew.map(\.kind) == ["reset"], "Another run can't know what was seen of the last.")
    }
  }

  /// The number of a change, which stands behind the run that counts it.
  private func sequence(_ id: String) throws -> Int {
    try #require(id.split(separator: "-").last.flatMap { Int($0) })
  }

  private func recipients(in event: EventFollower.Event) throws -> FixedDecimal? {
    guard event.kind == "totals", let data = event.data else { return nil }
    return try JSONDecoder().decode(Update.self, from: Data(data.utf8)).totals
      .first { $0.id.indicator == .recipients && $0.id.unit == .persons }?.value
  }
}
