/// How often something took how long: counts by upper bounds.
struct Histogram: Hashable, Sendable {
  /// The upper bounds in seconds, ascending.
  let bounds: [Double]
  /// How many fell at or below each bound and above the one before.
  private(set) var counts: [UInt64]
  /// How many there were.
  private(set) var count: UInt64 = 0
  /// What they come to, in seconds.
  private(set) var sum = 0.0

  /// From a millisecond, which is a commit on a fast disk, to half a minute, which is a link that is
  /// down.
  static let latencyBounds = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30,
  ]

  /// Makes an empty histogram.
  init(bounds: [Double] = Histogram.latencyBounds) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count)
  }

  /// Counts what took so many seconds.
  mutating func record(seconds: Double) {
    if let index = bounds.firstIndex(where: { seconds <= $0 }) { counts[index] += 1 }
    count += 1
    sum += seconds
  }
}

/// Since when journal entries have been on their way, until they are durable at the other end.
struct EntryTimes<Key: Hashable & Sendable>: Sendable {
  /// Entries of one journal that are timed at once; those beyond are not. More are under way only
  /// while a journal is replayed, where it is the whole that takes long.
  static var maximumPerKey: Int { 4_096 }

  private struct Entry {
    let sequence: UInt64
    let sinceMs: Int64
  }

  private var entries: [Key: ArraySlice<Entry>] = [:]

  /// An entry is on its way, after those before it.
  mutating func begin(_ sequence: UInt64, of key: Key, nowMs: Int64) {
    guard entries[key]?.count ?? 0 < Self.maximumPerKey else { return }
    entries[key, default: []].append(Entry(sequence: sequence, sinceMs: nowMs))
  }

  /// Entries up to here have arrived.
  ///
  /// - Returns: How long each took, in milliseconds.
  mutating func end(through sequence: UInt64, of key: Key, nowMs: Int64) -> [Int64] {
    guard let pending = entries[key] else { return [] }
    let arrived = pending.prefix { $0.sequence <= sequence }
    guard !arrived.isEmpty else { return [] }
    let rest = pending.dropFirst(arrived.count)
    entries[key] = rest.isEmpty ? nil : ArraySlice(Array(rest))
    return arrived.map { max(0, nowMs - $0.sinceMs) }
  }

  /// A journal begins anew: what was on its way will not arrive.
  mutating func forget(_ key: Key) {
    entries[key] = nil
  }
}
