internal import SyncProtocol

/// What waits to be merged: live entries, and those of areas that catch up, which must not keep the
/// live ones waiting.
struct MergeQueue {
  /// How many entries go into one transaction: beyond it, a sync costs nothing any more.
  static let entriesPerBatch = 512

  private var live: [OriginInbox.Merge] = []
  private var history: [OriginInbox.Merge] = []
  /// How many entries of each origin wait as history.
  private var historyCounts: [UInt32: Int] = [:]

  var isEmpty: Bool { live.isEmpty && history.isEmpty }

  /// The origins that have entries here.
  var origins: Set<UInt32> {
    Set(live.map(\.entry.header.origin)).union(historyCounts.keys)
  }

  /// Takes what an inbox has handed out; an origin's entries keep their order.
  mutating func append(_ merges: [OriginInbox.Merge], isHistory: Bool) {
    for merge in merges {
      let origin = merge.entry.header.origin
      if isHistory || historyCounts[origin] != nil {
        history.append(merge)
        historyCounts[origin, default: 0] += 1
      } else {
        live.append(merge)
      }
    }
  }

  /// The entries of the next transaction: at least half of it are live ones, where there are so
  /// many.
  mutating func nextBatch() -> [OriginInbox.Merge] {
    let ofHistory = history.prefix(
      Self.entriesPerBatch - min(live.count, Self.entriesPerBatch / 2))
    let ofLive = live.prefix(Self.entriesPerBatch - ofHistory.count)
    live.removeFirst(ofLive.count)
    history.removeFirst(ofHistory.count)
    for merge in ofHistory {
      let origin = merge.entry.header.origin
      let left = (historyCounts[origin] ?? 0) - 1
      historyCounts[origin] = left > 0 ? left : nil
    }
    // An origin that has left history may have live entries that come after those.
    return Array(ofHistory) + Array(ofLive)
  }

  /// Forgets all, since it rests on what could not be merged.
  mutating func removeAll() {
    self = MergeQueue()
  }
}
