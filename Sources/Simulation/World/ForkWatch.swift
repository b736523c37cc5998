internal import SyncProtocol

/// What the world remembers of copies and restores: who may be put into quarantine, and who must be.
struct ForkWatch {
  /// Origins that two machines speak for, or did.
  var cloned: Set<Int> = []
  /// Origins whose journal was restored.
  var restoredNodes: Set<Int> = []
  /// Logs that begin with a snapshot: their entries alone do not come to the whole.
  var logsWithBase: Set<LogID> = []
  /// Cities that were restored.
  private var restoredCities: Set<Int> = []
  /// Origins in quarantine, by city, as the store has held it last.
  private var quarantined: [Int: Set<Int>] = [:]

  /// Whether a city may have seen two journals of one origin under one log.
  func mayFork(city: Int, origin: Int) -> Bool {
    cloned.contains(origin)
      || (restoredNodes.contains(origin) && restoredCities.contains(city))
  }

  /// Whether nobody has lifted a quarantine that was durable.
  func isQuarantined(city: Int, origin: Int) -> Bool {
    quarantined[city]?.contains(origin) == true
  }

  mutating func quarantine(city: Int, origin: Int) {
    quarantined[city, default: []].insert(origin)
  }

  mutating func released(city: Int, origin: Int) {
    quarantined[city]?.remove(origin)
  }

  /// A city goes back to what a backup knew.
  mutating func restored(city: Int, quarantined known: [Bool]) {
    restoredCities.insert(city)
    quarantined[city] = Set(known.indices.filter { known[$0] })
  }
}
