import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("Quarantines in the city's store")
struct CityQuarantineTests: CityTests {
  private let error = ProtocolError(.forked, "there are two entries 3 of this log")

  @Test("A quarantine is kept with its reason and its evidence, and touches no other area")
  func kept() throws {
    try withStore { store, path in
      let ours = try chain(zhenlai, count: 3)
      _ = try store.append(ours, wallClockMs: 0)
      _ = try store.append(try chain(taobei, count: 1), wallClockMs: 0)
      let fork = try chain(zhenlai, count: 5).map(\.entry)
      try store.quarantine(zhenlai, because: error, evidence: [fork[3]], wallClockMs: 1)
      let again = try CityStore(path: path, newIncarnation: logID(8))
      let states = try again.origins()
      #expect(
        states[zhenlai] == OriginState(cursor: ours[2].entry.position, quarantine: error))
      #expect(states[taobei]?.quarantine == nil)
      #expect(try again.evidence(of: zhenlai) == [fork[3]])
      #expect(try again.evidence(of: taobei).isEmpty)
      #expect(try again.fold().dataset.count == 4, "Its figures stay as they were.")
    }
  }

  @Test("An area can be quarantined before anything of it was merged")
  func first() throws {
    try withStore { store, _ in
      try store.quarantine(zhenlai, because: error, evidence: [], wallClockMs: 0)
      #expect(try store.origins() == [zhenlai: OriginState(quarantine: error)])
    }
  }

  @Test("Evidence is bounded for each area: the newest is kept")
  func bounded() throws {
    try withStore { store, _ in
      let entries = try chain(zhenlai, count: 40).map(\.entry)
      let other = try chain(taobei, count: 1).map(\.entry)
      try store.quarantine(taobei, because: error, evidence: other, wallClockMs: 0)
      for entry in entries.prefix(20) {
        try store.quarantine(zhenlai, because: error, evidence: [entry], wallClockMs: 0)
      }
      #expect(
        try store.evidence(of: zhenlai) == Array(entries[(20 - Limits.evidenceEntries)..<20]))
      try store.quarantine(
        zhenlai, because: error, evidence: Array(entries[20...]), wallClockMs: 0)
      #expect(try store.evidence(of: zhenlai) == Array(entries.suffix(Limits.evidenceEntries)))
      #expect(try store.evidence(of: taobei) == other)
    }
  }

  @Test("A release lets the area's journal be taken over, once, and the evidence stays")
  func released() throws {
    try withStore { store, path in
      let merges = try chain(zhenlai, count: 4)
      _ = try store.append([merges[0]], wallClockMs: 0)
      try store.quarantine(zhenlai, because: error, evidence: [merges[3].entry], wallClockMs: 0)
      try store.release(zhenlai)
      try store.release(zhenlai)
      let again = try CityStore(path: path, newIncarnation: logID(8))
      #expect(
        try again.origins()[zhenlai]
          == OriginState(cursor: merges[0].entry.position, adopts: true))
      #expect(try again.evidence(of: zhenlai) == [merges[3].entry])
      _ = try again.append([merges[1]], wallClockMs: 0)
      #expect(try again.origins()[zhenlai]?.adopts == false)
    }
  }

  @Test("A snapshot ends the taking over as well")
  func takenOver() throws {
    try withStore { store, _ in
      try store.quarantine(zhenlai, because: error, evidence: [], wallClockMs: 0)
      try store.release(zhenlai)
      let snapshot = snapshot(
        bodies: [delta(of: zhenlai, puts: [observation("a", 1)]).encoded])
      try take(snapshot, of: zhenlai, into: store)
      #expect(try store.origins()[zhenlai] == OriginState(cursor: snapshot.whole.position))
    }
  }
}
