import Testing

@testable import SyncProtocol

@Suite("What may be in flight on LIVE")
struct LiveWindowTests {
  private let chain = longChain

  private func window(entries: UInt32 = 256, bytes: UInt32 = .max) -> LiveWindow {
    var window = LiveWindow()
    window.update(.init(entries: entries, bytes: bytes), acknowledged: 0)
    return window
  }

  @Test("As many entries are admitted as the credit has, and the next is held back")
  func entries() {
    var window = window(entries: 3)
    let admitted = chain[1...5].map { window.admits($0) }
    #expect(admitted == [true, true, true, false, false])
    #expect(window.count == 3)
    #expect(window.bytes == chain[1...3].reduce(0) { $0 + $1.byteCount })
    #expect(window.firstHeldBack == 4)
  }

  @Test("As many bytes are admitted as the credit has")
  func bytes() {
    let size = chain[2].byteCount
    #expect(chain[2...4].allSatisfy { $0.byteCount == size })
    var exact = window(bytes: UInt32(2 * size))
    let inExact = chain[2...4].map { exact.admits($0) }
    #expect(inExact == [true, true, false])
    var short = window(bytes: UInt32(2 * size - 1))
    let inShort = chain[2...3].map { short.admits($0) }
    #expect(inShort == [true, false])
  }

  @Test("A single entry larger than the credit is admitted where nothing is in flight")
  func single() {
    for credit in [(0, 0), (1, 1), (0, UInt32.max)] as [(UInt32, UInt32)] {
      var window = window(entries: credit.0, bytes: credit.1)
      let admitted = chain[1...2].map { window.admits($0) }
      #expect(admitted == [true, false])
      window.update(.init(entries: credit.0, bytes: credit.1), acknowledged: 2)
      window.release()
      let isAdmitted = window.admits(chain[3])
      #expect(isAdmitted)
    }
  }

  @Test("A credit beyond the limits admits no more than they do")
  func promises() {
    var window = window(entries: .max)
    let admitted = chain[1...300].filter { window.admits($0) }
    #expect(admitted.count == Limits.creditEntries)
    let large = Chain(bodies: Array(repeating: [UInt8](repeating: 0, count: 200_000), count: 8))
    var bytes = self.window(entries: .max)
    let largeAdmitted = large.entries.filter { bytes.admits($0) }
    #expect(largeAdmitted.count == 5)
    #expect(bytes.bytes <= Limits.creditBytes)
  }

  @Test("What is acknowledged makes room, but nothing passes what was held back before it")
  func order() {
    var window = window(entries: 2)
    _ = chain[1...3].map { window.admits($0) }
    window.update(.init(entries: 2, bytes: .max), acknowledged: 2)
    #expect(window.count == 0)
    #expect(window.bytes == 0)
    let passes = window.admits(chain[4])
    #expect(!passes, "Entry 3 was not published.")
    #expect(window.firstHeldBack == 3)
    window.update(.init(entries: 2, bytes: .max), acknowledged: 3)
    #expect(window.firstHeldBack == 4, "Replay has brought entry 3 alone.")
    window.release()
    let isAdmitted = window.admits(chain[5])
    #expect(isAdmitted)
  }

  @Test("A conversation that begins anew has nothing in flight and the whole window")
  func clearing() {
    var window = window(entries: 1)
    _ = chain[1...2].map { window.admits($0) }
    window.clear()
    #expect(window.count == 0)
    #expect(window.bytes == 0)
    #expect(window.firstHeldBack == nil)
    let admitted = chain[1...2].map { window.admits($0) }
    #expect(admitted == [true, true])
  }
}
