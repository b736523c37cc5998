internal import Reports
internal import Synchronization

/// Hands changes of totals to readers within the process, such as open pages.
///
/// Each reader has a buffer of its own: one that does not keep up is told of a gap, and holds up
/// nobody.
final class TotalsFeed: Sendable {
  /// How many changes wait for one reader: some seconds of the busiest hour.
  static let changesPerReader = 256
  /// How many past changes are kept for readers that come back after a moment.
  static let changesKept = 1_024
  /// How many readers there may be: more than a city has screens.
  static let maximumReaders = 512

  /// Names this run of the aggregator.
  let run: String
  private let state = Mutex(State())

  private struct State {
    var recent: [TotalsUpdate] = []
    var readers: [WeakReader] = []
  }

  private struct WeakReader {
    weak var reader: Reader?
  }

  init(run: String) {
    self.run = run
  }

  /// Tells a change to all readers.
  func publish(_ update: TotalsUpdate) {
    let readers = state.withLock { state in
      state.recent.append(update)
      if state.recent.count > 2 * Self.changesKept {
        state.recent.removeFirst(state.recent.count - Self.changesKept)
      }
      state.readers.removeAll { $0.reader == nil }
      return state.readers.compactMap(\.reader)
    }
    for reader in readers { reader.take(update) }
  }

  /// The changes after a mark, or from now on; a gap first where what came after the mark is no
  /// longer known. The stream ends at once where there are too many readers.
  func updates(after mark: TotalsMark?) -> AsyncStream<TotalsEvent> {
    let reader = Reader()
    let isAdmitted = state.withLock { state in
      state.readers.removeAll { $0.reader == nil }
      guard state.readers.count < Self.maximumReaders else { return false }
      if let mark {
        if let missed = missed(after: mark, in: state.recent) {
          missed.forEach(reader.take)
        } else {
          reader.fallBehind()
        }
      }
      state.readers.append(WeakReader(reader: reader))
      return true
    }
    guard isAdmitted else { return AsyncStream { $0.finish() } }
    return AsyncStream(
      unfolding: { await reader.next() }, onCancel: { reader.end() })
  }

  /// What came after a mark; nil where that is not known in full.
  private func missed(after mark: TotalsMark, in recent: [TotalsUpdate]) -> [TotalsUpdate]? {
    let last = recent.last?.sequence ?? 0
    guard mark.run == run, mark.sequence <= last else { return nil }
    guard mark.sequence < last else { return [] }
    guard let first = recent.first?.sequence, mark.sequence + 1 >= first,
      last - mark.sequence <= UInt64(Self.changesPerReader)
    else { return nil }
    return recent.filter { $0.sequence > mark.sequence }
  }

  /// What waits for one reader.
  private final class Reader: Sendable {
    private struct State {
      var waiting: [TotalsUpdate] = []
      var isBehind = false
      var isEnded = false
      var continuation: CheckedContinuation<TotalsEvent?, Never>?
    }

    private let state = Mutex(State())

    func take(_ update: TotalsUpdate) {
      let continuation = state.withLock { state -> CheckedContinuation<TotalsEvent?, Never>? in
        if let continuation = state.continuation {
          state.continuation = nil
          return continuation
        }
        // Who is behind takes all totals anew, and what follows from then on.
        guard !state.isBehind, !state.isEnded else { return nil }
        state.waiting.append(update)
        if state.waiting.count > TotalsFeed.changesPerReader {
          state.waiting.removeAll()
          state.isBehind = true
        }
        return nil
      }
      continuation?.resume(returning: .change(update))
    }

    func fallBehind() {
      state.withLock { $0.isBehind = true }
    }

    func end() {
      let continuation = state.withLock { state in
        state.isEnded = true
        state.waiting.removeAll()
        defer { state.continuation = nil }
        return state.continuation
      }
      continuation?.resume(returning: nil)
    }

    func next() async -> TotalsEvent? {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let event = state.withLock { state -> TotalsEvent?? in
            if state.isEnded { return .some(nil) }
            if state.isBehind {
              state.isBehind = false
              return .gap
            }
            if !state.waiting.isEmpty { return .change(state.waiting.removeFirst()) }
            state.continuation = continuation
            return .none
          }
          if let event { continuation.resume(returning: event) }
        }
      } onCancel: {
        end()
      }
    }
  }
}
