import Reports
import Testing

@testable import Daemons

@Suite("Live totals within the process")
struct TotalsFeedTests {
  private func update(_ sequence: Int) -> TotalsUpdate {
    TotalsUpdate(sequence: UInt64(sequence), totals: [], removed: [], origin: nil)
  }

  private func feed(upTo last: Int) -> TotalsFeed {
    let feed = TotalsFeed(run: "r")
    for sequence in stride(from: 1, through: last, by: 1) { feed.publish(update(sequence)) }
    return feed
  }

  private func first(
    _ count: Int, of stream: AsyncStream<TotalsEvent>
  ) async -> [TotalsEvent] {
    var events: [TotalsEvent] = []
    guard count > 0 else { return events }
    for await event in stream {
      events.append(event)
      if events.count == count { break }
    }
    return events
  }

  @Test("A reader gets what is published from then on, each of several readers all of it")
  func live() async {
    let feed = feed(upTo: 3)
    let streams = [feed.updates(after: nil), feed.updates(after: nil)]
    for sequence in 4...6 { feed.publish(update(sequence)) }
    for stream in streams {
      #expect(await first(3, of: stream) == (4...6).map { .change(update($0)) })
    }
  }

  @Test("A reader that waits is woken by what comes")
  func waiting() async {
    let feed = feed(upTo: 0)
    let stream = feed.updates(after: nil)
    async let events = first(2, of: stream)
    feed.publish(update(1))
    feed.publish(update(2))
    #expect(await events == [.change(update(1)), .change(update(2))])
  }

  @Test("A reader that comes back gets what it missed, or is told of a gap")
  func resuming() async {
    let feed = feed(upTo: 10)
    func mark(_ sequence: UInt64, run: String = "r") -> TotalsMark {
      TotalsMark(run: run, sequence: sequence)
    }
    #expect(
      await first(3, of: feed.updates(after: mark(7))) == (8...10).map { .change(update($0)) })
    let upToDate = feed.updates(after: mark(10))
    feed.publish(update(11))
    #expect(await first(1, of: upToDate) == [.change(update(11))])
    #expect(await first(1, of: feed.updates(after: mark(12))) == [.gap], "From the future.")
    #expect(await first(1, of: feed.updates(after: mark(7, run: "s"))) == [.gap])
  }

  @Test("What is older than is kept is a gap")
  func tooOld() async {
    let kept = TotalsFeed.changesPerReader
    let feed = feed(upTo: 3 * TotalsFeed.changesKept)
    let last = UInt64(3 * TotalsFeed.changesKept)
    func after(_ back: Int) -> TotalsMark { TotalsMark(run: "r", sequence: last - UInt64(back)) }
    #expect(await first(kept, of: feed.updates(after: after(kept))).count == kept)
    #expect(await first(1, of: feed.updates(after: after(kept + 1))) == [.gap])
    #expect(await first(1, of: feed.updates(after: TotalsMark(run: "r", sequence: 0))) == [.gap])
  }

  @Test("A reader that does not keep up is told of one gap, then goes on with what comes after it")
  func overflow() async {
    let feed = feed(upTo: 0)
    let slow = feed.updates(after: nil)
    let last = 2 * TotalsFeed.changesPerReader
    for sequence in 1...last { feed.publish(update(sequence)) }
    var iterator = slow.makeAsyncIterator()
    #expect(await iterator.next() == .gap)
    feed.publish(update(last + 1))
    #expect(await iterator.next() == .change(update(last + 1)))
  }

  @Test("Readers that are gone make room; beyond the bound a reader gets nothing")
  func bounded() async {
    let feed = feed(upTo: 0)
    var streams = (0..<TotalsFeed.maximumReaders).map { _ in feed.updates(after: nil) }
    #expect(await first(1, of: feed.updates(after: nil)).isEmpty)
    streams.removeFirst()
    let admitted = feed.updates(after: nil)
    feed.publish(update(1))
    #expect(await first(1, of: admitted) == [.change(update(1))])
    #expect(await first(1, of: streams[0]) == [.change(update(1))])
  }

  @Test("A reader whose task is cancelled ends")
  func cancelled() async {
    let feed = feed(upTo: 0)
    let stream = feed.updates(after: nil)
    let task = Task { await first(1, of: stream) }
    task.cancel()
    #expect(await task.value.isEmpty)
  }

  @Test("A mark survives its text")
  func marks() {
    let mark = TotalsMark(run: "1a2b", sequence: 17)
    #expect(TotalsMark(mark.description) == mark)
    for text in ["", "17", "-17", "a-", "a-b", "a-1-2", "a--1"] {
      #expect(TotalsMark(text) == nil, "\(text)")
    }
  }
}
