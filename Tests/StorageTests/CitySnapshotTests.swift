import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("Snapshots in the city's store")
struct CitySnapshotTests: CityTests {
  private func deltas(_ values: [FixedDecimal]) -> [Delta] {
    values.enumerated().map { index, value in
      delta(of: zhenlai, puts: [observation("base.\(index)", value)])
    }
  }

  private func snapshot(
    _ values: [FixedDecimal], log: UInt8 = 2
  ) -> (whole: Snapshot, chunks: [SnapshotChunk]) {
    snapshot(beginning: log, bodies: deltas(values).map(\.encoded))
  }

  private func values(_ store: CityStore, _ area: AreaCode) throws -> [FixedDecimal] {
    try store.fold().dataset.rows(of: area).map(\.observation.value)
  }

  @Test("A snapshot takes the place of all that its area stated before, of no other's")
  func install() throws {
    try withStore { store, path in
      _ = try store.append(try chain(zhenlai, count: 4), wallClockMs: 0)
      _ = try store.append(try chain(taobei, count: 3), wallClockMs: 0)
      let others = try values(store, taobei)
      let snapshot = snapshot([7, 8])
      for chunk in snapshot.chunks {
        try store.stage(chunk, of: snapshot.whole, origin: zhenlai)
      }
      #expect(try values(store, zhenlai).count == 3, "What is staged counts for nothing yet.")
      let contents = try store.install(snapshot.whole, origin: zhenlai, wallClockMs: 1)
      #expect(contents == deltas([7, 8]).map(DeltaContent.delta))
      #expect(try values(store, zhenlai) == [7, 8])
      #expect(try values(store, taobei) == others)
      #expect(try store.cursors()[zhenlai] == snapshot.whole.position)
      let state = try CityStore(path: path, newIncarnation: logID(8)).origins()[zhenlai]
      #expect(state == OriginState(cursor: snapshot.whole.position, formerLogs: [logID(1)]))
    }
  }

  @Test("Room of a snapshot that another has overtaken is given back step by step")
  func room() throws {
    try withStore { store, path in
      _ = try store.append(try chain(zhenlai, count: 4), wallClockMs: 0)
      let before = try store.fold().dataset.allRows
      let large = snapshot(
        bodies: (0..<48).map { [UInt8](repeating: UInt8($0), count: 64 * 1024) })
      for chunk in large.chunks { try store.stage(chunk, of: large.whole, origin: zhenlai) }
      let other = snapshot([1], log: 3)
      try store.stage(other.chunks[0], of: other.whole, origin: zhenlai)
      var steps = 1
      while try store.giveBackRoom() { steps += 1 }
      #expect(steps > 1)
      #expect(try store.fold().dataset.allRows == before)
      try store.close()
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      #expect(size < 1_000_000)
    }
  }

  @Test("Staging survives a restart")
  func resume() throws {
    try withStore { store, path in
      let snapshot = snapshot([1, 2, 3])
      for chunk in snapshot.chunks.prefix(2) {
        try store.stage(chunk, of: snapshot.whole, origin: zhenlai)
      }
      let again = try CityStore(path: path, newIncarnation: logID(8))
      let staged = try #require(try again.origins()[zhenlai]?.staged)
      #expect(staged.snapshot == snapshot.whole)
      #expect(staged.chunkHashes == snapshot.chunks.prefix(2).map(\.hash))
      #expect(staged.byteCount == snapshot.chunks.prefix(2).reduce(0) { $0 + $1.body.count })
      try again.stage(snapshot.chunks[2], of: snapshot.whole, origin: zhenlai)
      _ = try again.install(snapshot.whole, origin: zhenlai, wallClockMs: 0)
      #expect(try values(again, zhenlai) == [1, 2, 3])
      #expect(try again.origins()[zhenlai]?.staged == nil)
    }
  }

  @Test("An incomplete snapshot is refused, and nothing changes")
  func incomplete() throws {
    try withStore { store, _ in
      _ = try store.append(try chain(zhenlai, count: 4), wallClockMs: 0)
      let before = try values(store, zhenlai)
      let cursors = try store.cursors()
      let snapshot = snapshot([1, 2])
      func refuses(_ whole: Snapshot) throws {
        let error = #expect(throws: StorageError.self) {
          try store.install(whole, origin: zhenlai, wallClockMs: 0)
        }
        #expect(error?.code == .outOfOrder)
        #expect(try values(store, zhenlai) == before)
        #expect(try store.cursors() == cursors)
      }
      try refuses(snapshot.whole)
      try store.stage(snapshot.chunks[0], of: snapshot.whole, origin: zhenlai)
      try refuses(snapshot.whole)
      try store.stage(snapshot.chunks[1], of: snapshot.whole, origin: zhenlai)
      try refuses(
        Snapshot(
          position: snapshot.whole.position,
          chunkHashes: snapshot.chunks.map(\.hash).reversed()))
      _ = try store.install(snapshot.whole, origin: zhenlai, wallClockMs: 0)
    }
  }

  @Test("A chunk that was kept already can be kept again")
  func again() throws {
    try withStore { store, _ in
      let snapshot = snapshot([1, 2])
      for index in [0, 1, 1] {
        try store.stage(snapshot.chunks[index], of: snapshot.whole, origin: zhenlai)
      }
      _ = try store.install(snapshot.whole, origin: zhenlai, wallClockMs: 0)
      #expect(try values(store, zhenlai) == [1, 2])
    }
  }

  @Test("The first chunk of another snapshot takes the place of what was staged")
  func replaced() throws {
    try withStore { store, _ in
      let first = snapshot([1, 2, 3])
      let second = snapshot([5])
      for chunk in first.chunks { try store.stage(chunk, of: first.whole, origin: zhenlai) }
      try store.stage(second.chunks[0], of: second.whole, origin: zhenlai)
      #expect(try store.origins()[zhenlai]?.staged?.chunkHashes == second.chunks.map(\.hash))
      _ = try store.install(second.whole, origin: zhenlai, wallClockMs: 0)
      #expect(try values(store, zhenlai) == [5])
    }
  }

  @Test("A snapshot without chunks leaves nothing that its area states")
  func nothing() throws {
    try withStore { store, _ in
      _ = try store.append(try chain(zhenlai, count: 4), wallClockMs: 0)
      let earlier = snapshot([1, 2], log: 3)
      try store.stage(earlier.chunks[0], of: earlier.whole, origin: zhenlai)
      let empty = Snapshot.nothing(before: logID(2), origin: zhenlai)
      #expect(try store.install(empty, origin: zhenlai, wallClockMs: 0).isEmpty)
      #expect(try store.fold().dataset.count == 0)
      #expect(try store.origins()[zhenlai]?.cursor == empty.position)
      #expect(try store.origins()[zhenlai]?.staged == nil, "What was staged before is gone.")
    }
  }

  @Test("A poison chunk is kept with its bytes and changes nothing")
  func poison() throws {
    try withStore { store, _ in
      let bodies = [[0xFF], delta(of: taobei, puts: [observation("a", 1)]).encoded]
      let snapshot = snapshot(bodies: bodies)
      try take(snapshot, of: zhenlai, into: store)
      #expect(try store.fold().dataset.count == 0)
      #expect(try store.cursors()[zhenlai] == snapshot.whole.position)
    }
  }

  @Test("The fold is the same however snapshots and entries of other areas interleave")
  func interleaved() throws {
    let base = snapshot([10, 20])
    let later = try chain(zhenlai, after: base.whole.position, count: 5)
    let other = try chain(taobei, count: 9)
    var expected = Dataset()
    for delta in deltas([10, 20]) { expected.apply(delta) }
    for merge in later + other {
      if case .delta(let delta) = merge.content { expected.apply(delta) }
    }
    for split in [0, 1, 4, 9] {
      try withStore { store, path in
        _ = try store.append(try chain(zhenlai, count: 3), wallClockMs: 0)
        if split > 0 { _ = try store.append(Array(other.prefix(split)), wallClockMs: 0) }
        try take(base, of: zhenlai, into: store)
        _ = try store.append(
          Array(later.prefix(2)) + other.dropFirst(split) + later.dropFirst(2), wallClockMs: 0)
        let fold = try CityStore(path: path, mode: .readOnly, newIncarnation: logID(8)).fold()
        #expect(fold.dataset.allRows == expected.allRows)
        #expect(fold.cursors[zhenlai] == later[4].entry.position)
        #expect(fold.cursors[taobei] == other[8].entry.position)
      }
    }
  }

  @Test("Snapshots of two areas one after the other, and of one area twice, fold to the last")
  func severalSnapshots() throws {
    try withStore { store, _ in
      let theirs = delta(of: taobei, puts: [observation("a", 9)])
      try take(snapshot([1]), of: zhenlai, into: store)
      try take(
        snapshot(beginning: 4, of: taobei, bodies: [theirs.encoded]), of: taobei, into: store)
      try take(snapshot([4, 5], log: 3), of: zhenlai, into: store)
      #expect(try values(store, zhenlai) == [4, 5])
      #expect(try values(store, taobei) == [9])
      #expect(try store.origins()[zhenlai]?.formerLogs == [logID(2)])
    }
  }
}
