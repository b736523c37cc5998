import Reports
import SyncProtocol
import Testing

@testable import Daemons

@Suite("What waits to be merged")
struct MergeQueueTests {
  /// Entries of an area's log, whose bodies no one reads here.
  private func merges(of area: AreaCode, _ count: Int) throws -> [OriginInbox.Merge] {
    var generator = SystemRandomNumberGenerator()
    var position = Position.start(of: .random(using: &generator), origin: area)
    return try (0..<count).map { _ in
      let entry = try JournalEntry(after: position, origin: area, clock: 0, body: [])
      position = entry.position
      return OriginInbox.Merge(reading: entry)
    }
  }

  @Test("Live entries get at least half of each batch, however much history waits")
  func liveGetsHalf() throws {
    var queue = MergeQueue()
    queue.append(try merges(of: .tongyu, 2_000), isHistory: true)
    queue.append(try merges(of: .zhenlai, 300), isHistory: false)
    let batch = queue.nextBatch()
    #expect(batch.count == MergeQueue.entriesPerBatch)
    #expect(
      batch.count { $0.entry.header.origin == AreaCode.zhenlai.number }
        == MergeQueue.entriesPerBatch / 2)
  }

  @Test("History takes what live entries leave")
  func historyTakesTheRest() throws {
    var queue = MergeQueue()
    queue.append(try merges(of: .tongyu, 1_000), isHistory: true)
    queue.append(try merges(of: .zhenlai, 12), isHistory: false)
    let batch = queue.nextBatch()
    #expect(batch.count == MergeQueue.entriesPerBatch)
    #expect(batch.count { $0.entry.header.origin == AreaCode.zhenlai.number } == 12)
  }

  @Test("An area's entries keep their order when it turns from history to live")
  func order() throws {
    var queue = MergeQueue()
    let all = try merges(of: .tongyu, 1_200)
    queue.append(Array(all[..<1_000]), isHistory: true)
    queue.append(Array(all[1_000...]), isHistory: false)
    var taken: [UInt64] = []
    while !queue.isEmpty { taken += queue.nextBatch().map(\.entry.header.sequence) }
    #expect(taken == Array(1...1_200))
  }

  @Test("The areas are known whose entries wait, until they are taken or forgotten")
  func origins() throws {
    var queue = MergeQueue()
    queue.append(try merges(of: .tongyu, 3), isHistory: true)
    queue.append(try merges(of: .zhenlai, 2), isHistory: false)
    #expect(queue.origins == [AreaCode.tongyu.number, AreaCode.zhenlai.number])
    _ = queue.nextBatch()
    #expect(queue.origins.isEmpty)
    queue.append(try merges(of: .tongyu, 3), isHistory: true)
    queue.removeAll()
    #expect(queue.isEmpty)
  }
}
