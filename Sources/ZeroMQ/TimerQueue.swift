/// Timers by deadline, on a clock that the caller reads.
package struct TimerQueue {
  package struct Timer {
    let handler: @Sendable () -> Void
    /// Nanoseconds between firings; nil for a timer that fires once.
    let period: Int64?

    package init(period: Int64?, handler: @escaping @Sendable () -> Void) {
      self.period = period
      self.handler = handler
    }
  }

  private struct Entry {
    let deadline: Int64
    let id: UInt64
  }

  // A binary heap; entries of cancelled timers stay until they surface or outnumber the live ones.
  private var heap: [Entry] = []
  private var timers: [UInt64: Timer] = [:]

  package init() {}

  package var count: Int { timers.count }

  /// The deadline of the next timer, in nanoseconds.
  package var nextDeadline: Int64? {
    mutating get {
      dropCancelled()
      return heap.first?.deadline
    }
  }

  package mutating func add(_ id: UInt64, at deadline: Int64, _ timer: Timer) {
    timers[id] = timer
    push(Entry(deadline: deadline, id: id))
  }

  package mutating func cancel(_ id: UInt64) {
    timers[id] = nil
    if heap.count > 2 * timers.count + 64 { removeCancelled() }
  }

  /// Takes the timers that are due at `now`, in order; each is fired by ``fire(_:)``.
  package mutating func takeDue(at now: Int64) -> [UInt64] {
    var due: [UInt64] = []
    while let entry = heap.first, entry.deadline <= now {
      pop()
      guard let timer = timers[entry.id] else { continue }
      due.append(entry.id)
      if let period = timer.period {
        // Firings that were missed are skipped, not made up for.
        let missed = (now - entry.deadline) / period
        push(Entry(deadline: entry.deadline + (missed + 1) * period, id: entry.id))
      }
    }
    return due
  }

  /// The handler of a due timer, unless it was cancelled since.
  package mutating func fire(_ id: UInt64) -> (@Sendable () -> Void)? {
    guard let timer = timers[id] else { return nil }
    if timer.period == nil { timers[id] = nil }
    return timer.handler
  }

  package mutating func removeAll() {
    heap.removeAll()
    timers.removeAll()
  }
}

extension TimerQueue {
  private mutating func dropCancelled() {
    while let entry = heap.first, timers[entry.id] == nil { pop() }
  }

  private mutating func removeCancelled() {
    let live = heap.filter { timers[$0.id] != nil }
    heap.removeAll(keepingCapacity: true)
    for entry in live { push(entry) }
  }

  /// Equal deadlines keep the order in which they were set: ids only grow.
  private func precedes(_ left: Int, _ right: Int) -> Bool {
    (heap[left].deadline, heap[left].id) < (heap[right].deadline, heap[right].id)
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && precedes(child, least) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
