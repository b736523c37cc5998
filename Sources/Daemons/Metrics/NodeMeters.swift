internal import SyncProtocol
internal import Synchronization

/// What a node counts while it works, beside what its status tells.
final class NodeMeters: Sendable {
  /// What became of documents that were handed in.
  enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The report has a new revision.
    case committed
    /// The report states what it stated before.
    case unchanged
    /// The document can't be read, or states nothing.
    case rejected
    /// It could not be taken, such as on a full disk, and waits.
    case failed
  }

  /// What was counted so far.
  struct Readings: Hashable, Sendable {
    /// Documents by what became of them.
    var documents: [Outcome: UInt64] = [:]
    /// Warnings about what was read.
    var warnings: UInt64 = 0
    /// How long entries took from their commit until an aggregator had made them durable.
    var acknowledgements = Histogram()
  }

  private struct State {
    var readings = Readings()
    var times = EntryTimes<String>()
  }

  private let state = Mutex(State())

  /// What was counted so far.
  var readings: Readings { state.withLock(\.readings) }

  /// A document was handed in.
  func took(_ outcome: Outcome, warnings: Int = 0) {
    state.withLock { state in
      state.readings.documents[outcome, default: 0] += 1
      state.readings.warnings += UInt64(warnings)
    }
  }

  /// An entry is on its way to an aggregator.
  func committed(_ sequence: UInt64, to aggregator: String, nowMs: Int64) {
    state.withLock { $0.times.begin(sequence, of: aggregator, nowMs: nowMs) }
  }

  /// An aggregator has entries up to here.
  func acknowledged(_ sequence: UInt64, by aggregator: String, nowMs: Int64) {
    state.withLock { state in
      for tookMs in state.times.end(through: sequence, of: aggregator, nowMs: nowMs) {
        state.readings.acknowledgements.record(seconds: Double(tookMs) / 1000)
      }
    }
  }

  /// The journal goes on in another log.
  func begin(anewTo aggregator: String) {
    state.withLock { $0.times.forget(aggregator) }
  }
}
