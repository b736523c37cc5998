internal import Reports
internal import SyncProtocol
internal import Synchronization

/// What an aggregator counts while it works, beside what its status tells.
final class AggregatorMeters: Sendable {
  /// What was counted so far.
  struct Readings: Hashable, Sendable {
    /// How long transactions took.
    var merges = Histogram()
    /// How long entries waited from their arrival until they were durable.
    var acknowledgements = Histogram()
    /// Entries that were merged.
    var entries: UInt64 = 0
    /// Transactions that failed.
    var failures: UInt64 = 0
    /// Snapshots that took the place of entries.
    var snapshots: UInt64 = 0
  }

  private struct State {
    var readings = Readings()
    var times = EntryTimes<AreaCode>()
  }

  private let state = Mutex(State())

  /// What was counted so far.
  var readings: Readings { state.withLock(\.readings) }

  /// Entries of an area have come in and wait to be merged.
  func arrived(_ merges: [OriginInbox.Merge], of area: AreaCode, nowMs: Int64) {
    state.withLock { state in
      for merge in merges {
        state.times.begin(merge.entry.header.sequence, of: area, nowMs: nowMs)
      }
    }
  }

  /// A transaction has made entries durable.
  func merged(
    _ count: Int, cursors: [AreaCode: Position], took duration: Duration, nowMs: Int64
  ) {
    state.withLock { state in
      state.readings.entries += UInt64(count)
      state.readings.merges.record(seconds: duration / .seconds(1))
      for (area, position) in cursors {
        for waitedMs in state.times.end(through: position.sequence, of: area, nowMs: nowMs) {
          state.readings.acknowledgements.record(seconds: Double(waitedMs) / 1000)
        }
      }
    }
  }

  /// A transaction has failed, and what these areas sent must come again.
  func failed(_ areas: [AreaCode]) {
    state.withLock { state in
      state.readings.failures += 1
      for area in areas { state.times.forget(area) }
    }
  }

  /// A snapshot has taken the place of an area's entries.
  func installed(_ area: AreaCode) {
    state.withLock { state in
      state.readings.snapshots += 1
      state.times.forget(area)
    }
  }
}
