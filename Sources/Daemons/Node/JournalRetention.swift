internal import Logging
internal import Storage
internal import SyncProtocol

/// Lets go of journal entries that every aggregator has had for long enough.
struct JournalRetention {
  let journal: NodeJournal
  let links: [AggregatorLink]
  let days: Int
  let clock: Clock
  let log: Logger

  /// How often it is looked whether every aggregator has told its cursor.
  private static let lookEvery = Duration.seconds(5)
  /// How often the cursors are noted; a week makes 168 notes.
  private static let notedEveryMs: Int64 = 3_600_000
  /// How many steps entries are folded in at a time; what is left waits for an hour.
  private static let maximumSteps = 64
  private static let dayMs: Int64 = 86_400_000

  /// Runs until it is cancelled.
  func run() async {
    var notedAtMs: Int64?
    while (try? await Task.sleep(for: Self.lookEvery)) != nil {
      let nowMs = clock.monotonicMs()
      if let notedAtMs, nowMs - notedAtMs < Self.notedEveryMs { continue }
      do throws(StorageError) {
        guard let acknowledged = try await acknowledged() else { continue }
        notedAtMs = nowMs
        try await retain(acknowledged)
      } catch {
        log.error("old entries can't be folded", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// The last entry that every aggregator has; nil while one has not told.
  private func acknowledged() async throws(StorageError) -> UInt64? {
    let log = try journal.head().logID
    var least = UInt64.max
    for link in links {
      guard let (own, sequence) = await link.acknowledged, own == log else { return nil }
      least = min(least, sequence)
    }
    return least
  }

  private func retain(_ acknowledged: UInt64) async throws(StorageError) {
    for _ in 0..<Self.maximumSteps {
      let base = try journal.retain(
        acknowledged: acknowledged, wallClockMs: clock.wallMs(),
        retentionMs: Int64(days) * Self.dayMs)
      guard let base else { break }
      log.info("old entries were folded", metadata: ["base": "\(base.position.sequence)"])
      for link in links { await link.compacted(base) }
    }
    try await StoreRoom(journal.giveBackRoom).giveBack()
  }
}
