internal import Reports
internal import SyncProtocol

/// A connection of one life of a node's process.
struct Route {
  let node: Int
  let life: Int
}

/// A city's machine: its store, and while it is up all areas' inboxes.
struct CityMachine {
  /// One thing that a transaction does.
  enum Operation {
    case merge(OriginInbox.Merge)
    case stage(Snapshot, SnapshotChunk)
    case install(Snapshot)
    case quarantine(ProtocolError, [JournalEntry])
  }

  /// What is durable, by origin.
  var stores: [OriginStore]
  /// The name of the store.
  let incarnation: LogID
  /// The inboxes; nil while it is down.
  var reception: Reception?
  /// What waits for the transaction under way to end.
  var pending: [(origin: Int, operation: Operation)] = []
  var committing: [(origin: Int, operation: Operation)]?
  /// The connection over which each origin was heard last.
  var routes: [Route?]
  /// Counts the lives of its process.
  var life = 0
  /// Counts the restores: nothing of before is in flight after one.
  var epoch = 0
  var clock: SimulatedClock
  var speaksNewer = false
  /// Until when its disk is full.
  var fullUntilMs: Int64 = 0
  var backup: [OriginStore]?

  var isUp: Bool { reception != nil }

  init(origins: Int, incarnation: LogID, clock: SimulatedClock) {
    stores = [OriginStore](repeating: OriginStore(), count: origins)
    self.incarnation = incarnation
    self.clock = clock
    routes = [Route?](repeating: nil, count: origins)
  }

  /// An origin's inbox while the city is up, once it was heard.
  func inbox(of origin: Int) -> OriginInbox? {
    reception?.inboxes[ReportBodies.areas[origin]]
  }
}
