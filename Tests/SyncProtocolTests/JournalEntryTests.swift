import Testing

@testable import SyncProtocol

@Suite("The chain of a journal")
struct JournalEntryTests {
  @Test("Entries follow one another by log, sequence and hash")
  func chain() throws {
    let chain = Chain(count: 3)
    #expect(chain[1].follows(chain.start))
    #expect(chain[2].follows(chain[1].position))
    #expect(!chain[3].follows(chain[1].position))
    #expect(!chain[1].follows(chain[1].position))
    #expect(!chain[2].follows(Position(logID: logID(2), sequence: 1, hash: chain[1].position.hash)))
    #expect(!chain[2].follows(Position(logID: logID(1), sequence: 1, hash: entryHash(0))))
    #expect(chain[3].position.sequence == 3)
    #expect(chain[1].header.flags == .lastInBatch)
  }

  @Test("The hash of an entry is SHA-256 of a zero byte and the header")
  func hashes() {
    let entry = Chain(count: 1)[1]
    #expect(entry.position.hash == .sha256(of: [0] + entry.headerBytes))
    let start = Position.start(of: logID(1), origin: zhenlai)
    #expect(start.hash == .sha256(of: [1, 0, 0x03, 0x5E, 0x95] + logID(1).bytes))
    #expect(start.hash != Position.start(of: logID(1), origin: taobei).hash)
  }

  @Test("The first hash of a log that begins with a snapshot covers what it comes to")
  func coveringHash() throws {
    let pieces = chunks(2)
    let begun = Chain(after: pieces, count: 1)
    let plain = Position.start(of: logID(1), origin: zhenlai)
    let digest = Snapshot.digest(of: pieces.map(\.hash))
    #expect(begun.start.sequence == 0)
    #expect(begun.start.hash == .sha256(of: [2] + plain.hash.bytes + digest.bytes))
    #expect(begun[1].header.previousHash == begun.start.hash)
    #expect(!begun[1].follows(plain))
    #expect(Chain(count: 0).start == plain)
  }

  @Test("An entry is read back from its own bytes, reserved bytes and all")
  func roundTrip() throws {
    let entry = Chain(count: 2)[2]
    #expect(try JournalEntry(headerBytes: entry.headerBytes, body: entry.body) == entry)
    let marked = resealed(entry.headerBytes) { $0[120] = 1 }
    let other = try JournalEntry(headerBytes: marked, body: entry.body)
    #expect(other.header == entry.header)
    #expect(other.position.hash != entry.position.hash)
  }

  @Test("What is no entry is refused")
  func refused() throws {
    let entry = Chain(count: 1)[1]
    func code(_ header: [UInt8], _ body: [UInt8]) -> ProtocolError.Code? {
      #expect(throws: ProtocolError.self) { try JournalEntry(headerBytes: header, body: body) }?
        .code
    }
    #expect(code(entry.headerBytes, entry.body + [0]) == .damagedBody)
    #expect(code(resealed(entry.headerBytes) { $0[39] = 0 }, entry.body) == .unexpectedMessage)
    #expect(code(resealed(entry.headerBytes) { $0[4] = 2 }, entry.body) == .unexpectedMessage)
    #expect(code(Array(entry.headerBytes.dropLast()), entry.body) == .malformedFrame)
  }

  @Test("A body that no message may carry makes no entry")
  func oversized() throws {
    let start = Position.start(of: logID(1), origin: zhenlai)
    let body = [UInt8](repeating: 0, count: Limits.bodyBytes)
    #expect(try JournalEntry(after: start, origin: zhenlai, clock: 0, body: body).body == body)
    let error = #expect(throws: ProtocolError.self) {
      try JournalEntry(after: start, origin: zhenlai, clock: 0, body: body + [0])
    }
    #expect(error?.code == .oversized)
  }

  @Test("The end of all sequences does not trap")
  func lastSequence() throws {
    let last = Position(logID: logID(1), sequence: .max, hash: entryHash(1))
    let entry = try JournalEntry(after: last, origin: zhenlai, clock: .max, body: [])
    #expect(entry.header.sequence == 0)
    #expect(entry.follows(last))
  }
}
