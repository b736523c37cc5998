import TestSupport
import Testing
import ZeroMQ

struct TimerQueueTests {
  private let once = TimerQueue.Timer(period: nil) {}

  @Test func `Timers come due by deadline, and equal deadlines in the order they were set`() {
    var generator = SeededGenerator(seed: 7)
    var queue = TimerQueue()
    var expected: [(deadline: Int64, id: UInt64)] = []
    for id in 1...1000 as ClosedRange<UInt64> {
      let deadline = Int64.random(in: 0..<100, using: &generator)
      queue.add(id, at: deadline, once)
      expected.append((deadline, id))
    }
    for id in 1...1000 as ClosedRange<UInt64> where Int.random(in: 0..<10, using: &generator) > 0 {
      queue.cancel(id)
      expected.removeAll { $0.id == id }
    }
    expected.sort { $0 < $1 }
    #expect(queue.count == expected.count)
    var fired: [UInt64] = []
    for now in 0..<100 as Range<Int64> {
      #expect(queue.nextDeadline.map { $0 >= now } ?? true)
      for id in queue.takeDue(at: now) where queue.fire(id) != nil { fired.append(id) }
    }
    #expect(fired == expected.map(\.id))
    #expect(queue.count == 0)
    #expect(queue.nextDeadline == nil)
  }

  @Test func `A timer fires once and its period again, skipping what was missed`() {
    var queue = TimerQueue()
    queue.add(1, at: 10, once)
    queue.add(2, at: 10, TimerQueue.Timer(period: 10) {})
    #expect(queue.takeDue(at: 9).isEmpty)
    #expect(queue.takeDue(at: 10) == [1, 2])
    #expect(queue.fire(1) != nil)
    #expect(queue.fire(1) == nil)
    #expect(queue.fire(2) != nil)
    #expect(queue.nextDeadline == 20)
    #expect(queue.takeDue(at: 45) == [2])
    #expect(queue.nextDeadline == 50)
  }

  @Test func `A timer that is cancelled after it came due does not fire`() {
    var queue = TimerQueue()
    queue.add(1, at: 10, once)
    #expect(queue.takeDue(at: 10) == [1])
    queue.cancel(1)
    #expect(queue.fire(1) == nil)
    queue.cancel(99)
    #expect(queue.count == 0)
  }

  @Test func `Removing all leaves nothing due`() {
    var queue = TimerQueue()
    queue.add(1, at: 10, once)
    queue.removeAll()
    #expect(queue.nextDeadline == nil)
    #expect(queue.takeDue(at: .max).isEmpty)
  }
}
