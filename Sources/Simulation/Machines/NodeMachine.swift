internal import Reports
internal import SyncProtocol

/// One machine of an office: its disk, and while it is up a session for each city.
struct NodeMachine {
  /// What waits for the disk, one after the other.
  enum Work {
    /// Commit so many reports.
    case write(Int)
    /// Fold entries up to here into the base.
    case compact(UInt64)
    /// Begin another log.
    case open(leaving: LogID, superseding: LogID)
  }

  /// Which area it speaks for, as an index of ``ReportBodies/areas``.
  let origin: Int
  /// What is durable.
  var journal: SimulatedJournal
  /// The transaction under way: at a crash it is there as a whole or not at all.
  var underWay: SimulatedJournal.Change?
  var work: [Work] = []
  /// One for each city; none while it is down.
  var sessions: [NodeSession] = []
  /// Counts the lives of its process: what was meant for an earlier one does not reach the next.
  var life = 0
  /// Counts the restores: nothing of before is in flight after one.
  var epoch = 0
  var clock: SimulatedClock
  var speaksNewer = false
  /// Whether it stays down for good.
  var isGone = false
  /// Until when its disk is full.
  var fullUntilMs: Int64 = 0
  /// 0 where it writes what ``PreparedLog`` holds; another number makes it write other entries.
  var branch = 0
  var backup: SimulatedJournal?

  var isUp: Bool { !sessions.isEmpty }
  var area: AreaCode { ReportBodies.areas[origin] }

  init(origin: Int, journal: SimulatedJournal, clock: SimulatedClock) {
    self.origin = origin
    self.journal = journal
    self.clock = clock
  }

  /// The entries that it writes next.
  func records(_ count: Int, prepared: PreparedLog, atMs worldMs: Int64) -> [Record] {
    var records: [Record] = []
    var head = journal.head
    for _ in 0..<count {
      let record: Record
      if branch == 0, let next = prepared.record(after: head) {
        record = next
      } else {
        let number = Int(head.sequence) + 1_000 * (branch + 1)
        record = Record(
          ReportBodies.body(of: area, number: number), after: head, area: area,
          clock: clock.wallClock(at: worldMs))
      }
      records.append(record)
      head = record.entry.position
    }
    return records
  }
}
