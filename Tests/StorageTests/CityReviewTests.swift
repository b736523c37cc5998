import Reports
import Testing

@testable import Storage

@Suite("Decisions in the city's store")
struct CityReviewTests: CityTests {
  private func review(_ indicator: String, atMs: Int64) -> Review {
    let figure = observation(indicator, 3)
    return Review(
      report: report(), key: figure.key, decision: .confirm,
      figures: [
        Dataset.Row(
          report: report(), observation: figure,
          document: DocumentReference(name: "a", sha256: "", revision: 1))
      ], person: "李", reason: "核对原件", atMs: atMs)
  }

  @Test("Decisions are listed by topic, the newest first, and are there after opening again")
  func list() async throws {
    try await withStore { store, path in
      let reviews = [review("a", atMs: 1), review("b", atMs: 2), review("a", atMs: 3)]
      let cursors = try reviews.map { try store.append($0) }
      #expect(cursors.map(\.review) == [1, 2, 3])
      let again = try CityStore(path: path, newIncarnation: logID(8))
      #expect(try await again.reviews(of: nil, limit: 10).reviews == reviews.reversed())
      #expect(try await again.reviews(of: nil, limit: 1).reviews == [reviews[2]])
      let ofTopic = try await again.reviews(of: reviews[0].topic, limit: 10)
      #expect(ofTopic.reviews == [reviews[2], reviews[0]])
      #expect(try store.fold().last == cursors[2])
    }
  }

  @Test("Pages of decisions hold each once, also where some come meanwhile")
  func pages() async throws {
    try await withStore { store, _ in
      for number in 1...5 { try store.append(review(number < 4 ? "a" : "b", atMs: Int64(number))) }
      var seen: [Int64] = []
      var page = try await store.reviews(of: nil, limit: 2)
      while let next = page.next {
        seen += page.reviews.map(\.atMs)
        if seen.count == 2 { try store.append(review("c", atMs: 6)) }
        page = try await store.reviews(of: nil, before: next, limit: 2)
      }
      #expect(seen + page.reviews.map(\.atMs) == [5, 4, 3, 2, 1])
      let topic = review("a", atMs: 0).topic
      let first = try await store.reviews(of: topic, limit: 2)
      #expect(first.reviews.map(\.atMs) == [3, 2])
      let last = try await store.reviews(of: topic, before: first.next, limit: 2)
      #expect(last.reviews.map(\.atMs) == [1] && last.next == nil)
    }
  }

  @Test("No decision is ever changed or deleted, by no statement")
  func appendOnly() async throws {
    try await withStore { store, path in
      try store.append(review("a", atMs: 1))
      for statement in ["UPDATE review SET at_ms = 0", "DELETE FROM review"] {
        let error = #expect(throws: StorageError.self, "\(statement)") {
          try run(statement, on: path)
        }
        #expect(error?.message.contains("a decision is never") == true)
      }
      #expect(try await store.reviews(of: nil, limit: 10).reviews.map(\.atMs) == [1])
    }
  }

  /// Runs SQL as a step of the schema that follows ours.
  private func run(_ sql: String, on path: String) throws {
    _ = try StoreFile(
      path: path, kind: .cityStore, mode: .readWrite,
      versions: CityStore.schemaVersions + [sql])
  }

  @Test("A decision that can't be read is damage, not a decision that is passed over")
  func damaged() throws {
    try withStore { store, path in
      try run(
        """
        INSERT INTO review (origin, indicator, year, at_ms, after_entry, after_snapshot, body)
        VALUES (220821, 'a', 2017, 0, 0, 0, x'00')
        """, on: path)
      let error = #expect(throws: StorageError.self) { try store.fold() }
      #expect(error?.code == .damaged)
    }
  }
}
