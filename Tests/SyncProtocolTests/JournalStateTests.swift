import Testing

@testable import SyncProtocol

@Suite("A cursor against a journal")
struct JournalStateTests {
  private let chain = longChain
  private var whole: JournalState { JournalState(chain, head: 10, formerLogs: [logID(7)]) }
  private var compacted: JournalState {
    JournalState(chain, head: 10, base: 5, chunks: chunks(2))
  }

  @Test("The head is level, what lies between base and head is behind")
  func between() {
    #expect(whole.relation(to: chain.position(10)) == .level)
    #expect(whole.relation(to: chain.position(9)) == .behind)
    #expect(whole.relation(to: chain.start) == .behind)
    #expect(compacted.relation(to: chain.position(10)) == .level)
    #expect(compacted.relation(to: chain.position(6)) == .behind)
    #expect(compacted.relation(to: chain.position(5)) == .behind, "At the base nothing is gone.")
    #expect(JournalState(chain, head: 0).relation(to: chain.start) == .level)
  }

  @Test("Below the base entries are gone")
  func below() {
    for sequence in 0...4 {
      #expect(compacted.relation(to: chain.position(sequence)) == .beforeBase)
    }
  }

  @Test("Without a cursor a journal is sent from its first entry, or by its base")
  func nothing() {
    #expect(whole.relation(to: nil) == .behind)
    #expect(JournalState(chain, head: 0).relation(to: nil) == .level)
    #expect(compacted.relation(to: nil) == .nothing)
    let opened = JournalState(chain, head: 0, base: 0, chunks: chunks(1))
    #expect(opened.relation(to: nil) == .nothing, "A new log can begin with figures.")
  }

  @Test("Logs that were kept before are told from logs that never were")
  func otherLogs() {
    let former = Position(logID: logID(7), sequence: 99, hash: entryHash(1))
    #expect(whole.relation(to: former) == .formerLog(logID(7)))
    #expect(compacted.relation(to: former) == .foreignLog(logID(7)))
  }

  @Test("Beyond the head, or with another hash at head or base, a cursor contradicts the journal")
  func contradictions() {
    let cursors = [
      chain.position(11), Position(logID: logID(1), sequence: .max, hash: entryHash(1)),
      Position(logID: logID(1), sequence: 10, hash: entryHash(1)),
      Position(logID: logID(1), sequence: 5, hash: entryHash(1)),
    ]
    for cursor in cursors {
      guard case .contradiction(let reason) = compacted.relation(to: cursor) else {
        Issue.record("\(cursor) contradicts the journal")
        continue
      }
      #expect(reason.contains("\(cursor.sequence)"))
    }
  }

  @Test("Between base and head another hash shows only in the entry after it")
  func unverified() {
    let cursor = Position(logID: logID(1), sequence: 7, hash: entryHash(1))
    #expect(whole.relation(to: cursor) == .behind)
    #expect(!chain[8].follows(cursor))
  }
}
