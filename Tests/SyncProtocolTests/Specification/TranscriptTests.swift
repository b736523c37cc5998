import Reports
import Testing

@testable import SyncProtocol

/// The exchanges of `proto-docs/transcripts.md`, played by both state machines.
@Suite("Transcripts")
struct TranscriptTests {
  private static let chain = Chain(count: 20)

  /// Both sides know entries 1 to 5.
  private func level() -> Conversation {
    Conversation(chain: Self.chain, head: 5, state: OriginState(cursor: Self.chain.position(5)))
  }

  private func firstContact() -> Conversation {
    var talk = Conversation(chain: Self.chain, head: 2, state: nil)
    talk.connect()
    talk.commit(1)
    talk.wait(ms: 5_000)
    return talk
  }

  private func lostEntry() -> Conversation {
    var talk = level()
    talk.connect()
    talk.wait(ms: 2_000)
    talk.commit(1, losing: true)
    talk.commit(1)
    talk.wait(ms: 350)
    return talk
  }

  private func lostEnd() -> Conversation {
    var talk = level()
    talk.connect()
    talk.wait(ms: 2_000)
    talk.commit(2, losing: true)
    talk.wait(ms: 350)
    return talk
  }

  private func restored() -> Conversation {
    var talk = Conversation(
      chain: Self.chain, head: 5, state: OriginState(cursor: Self.chain.position(8)))
    talk.connect()
    talk.commit(1)
    return talk
  }

  private func compacted() -> Conversation {
    var talk = Conversation(
      chain: Self.chain, head: 8, base: 6, pieces: chunks(2),
      state: OriginState(cursor: Self.chain.position(3)))
    talk.lose("SNAP_CHUNK")
    talk.connect()
    talk.wait(ms: 2_000)
    return talk
  }

  private func forked() throws -> Conversation {
    let double = try JournalEntry(
      after: Self.chain.position(5), origin: zhenlai, clock: 0,
      body: delta(puts: [observation(value: 999)]).encoded)
    var talk = level()
    talk.connect()
    talk.hear(double)
    talk.commit(1)
    talk.release()
    talk.wait(ms: 1_000)
    return talk
  }

  private func waits() -> Conversation {
    var talk = Conversation(chain: Self.chain, head: 2, state: nil)
    talk.occupy(true)
    talk.connect()
    talk.occupy(false)
    talk.wait(ms: 1_000)
    return talk
  }

  @Test("Each transcript is what both state machines say to each other")
  func transcripts() throws {
    let page = try Documents.page("transcripts.md")
    let played = [
      ("First contact", firstContact()), ("A lost entry", lostEntry()), ("A lost end", lostEnd()),
      ("A restored node", restored()), ("A compacted journal", compacted()),
      ("A fork", try forked()), ("WAIT", waits()),
    ]
    for (title, talk) in played {
      let section = page.split(separator: "\n## ").first { $0.hasPrefix(title + "\n") }
      let written = Documents.table("who", in: String(section ?? "")).map { Array($0.prefix(3)) }
      #expect(written == talk.lines, "\(title)")
    }
    let titles = page.matches(of: /(?m)^## (.+)$/).map { String($0.1) }
    #expect(titles == played.map(\.0))
  }
}
