import Daemons
import Reports
import SyncProtocol
import Testing

@Suite("Retention while the daemons run")
struct RetentionTests {
  @Test("A running node folds what its city has had for long, and loses nothing")
  func fold() async throws {
    try await TestCity.with { city in
      try await city.start()
      for recipients in 1...6 { try await city.push(recipients: recipients, at: .zhenlai) }
      try await city.waitUntilEqual()
      try await city.stopNode(.zhenlai)
      let journal = "\(city.state(of: .zhenlai))/journal.sqlite"
      // Eight days ago the city had four of them, for all that the journal knows.
      try rows(
        of: journal,
        """
        DELETE FROM acknowledged;
        INSERT INTO acknowledged VALUES (unixepoch() * 1000 - 8 * 86400000, 4);
        """)
      try await city.startNode(.zhenlai)
      try await waitUntil("old entries are folded", within: 60) {
        try city.node(.zhenlai).errors.contains("old entries were folded")
      }
      #expect(try rows(of: journal, "SELECT sequence FROM entry ORDER BY 1") == ["5", "6"])
      try await city.push(recipients: 7, at: .zhenlai)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 7)
      // The city keeps them all: what totals were at any past moment rests on them.
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["7"])
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.snapshots == 0)
    }
  }
}
