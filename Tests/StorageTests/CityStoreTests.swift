import Foundation
import Reports
import SyncProtocol
import Synchronization
import Testing

@testable import Storage

@Suite("The city's store")
struct CityStoreTests: CityTests {
  @Test("Each commit is synced before it returns")
  func synced() throws {
    try withFolder { folder in
      let path = folder.appending(path: "city.sqlite").path
      _ = try CityStore(path: path, newIncarnation: logID(9))
      let file = try StoreFile(
        path: path, kind: .cityStore, mode: .readWrite, versions: CityStore.schemaVersions)
      #expect(try file.synchronousLevel() == 2)
    }
  }

  @Test("A store keeps its name")
  func incarnation() throws {
    try withStore { store, path in
      #expect(store.incarnation == logID(9))
      #expect(try CityStore(path: path, newIncarnation: logID(8)).incarnation == logID(9))
      let reader = try CityStore(path: path, mode: .readOnly, newIncarnation: logID(8))
      #expect(reader.incarnation == logID(9))
    }
  }

  @Test("Who reads the whole store hears how far it has come, now and as of a moment")
  func progress() async throws {
    try await withStore { store, _ in
      let count = Int(2 * CityStore.reportedEvery) + 1
      _ = try store.append(try chain(zhenlai, count: count), wallClockMs: 7)
      let expected = [1, 2].map {
        ReplayProgress(done: $0 * CityStore.reportedEvery, count: Int64(count))
      }
      var heard: [ReplayProgress] = []
      _ = try store.fold { heard.append($0) }
      #expect(heard == expected)
      let past = Mutex<[ReplayProgress]>([])
      _ = try await store.fold(asOfMs: 7) { progress in past.withLock { $0.append(progress) } }
      #expect(past.withLock { $0 } == expected)
    }
  }

  @Test("Entries of several areas go in with their cursors, and are there after opening again")
  func appends() throws {
    try withStore { store, path in
      let (first, second) = (try chain(zhenlai, count: 4), try chain(taobei, count: 2))
      #expect(try store.append([], wallClockMs: 0).isEmpty)
      #expect(try store.cursors().isEmpty)
      let moved = try store.append([first[0], second[0], first[1]], wallClockMs: 1)
      #expect(moved == [zhenlai: first[1].entry.position, taobei: second[0].entry.position])
      #expect(try store.cursors() == moved)
      let more = try store.append([first[2], first[3]], wallClockMs: 2)
      #expect(more == [zhenlai: first[3].entry.position])
      let again = try CityStore(path: path, newIncarnation: logID(8))
      #expect(
        try again.cursors()
          == [zhenlai: first[3].entry.position, taobei: second[0].entry.position])
      _ = try again.append([second[1]], wallClockMs: 3)
      let dataset = try again.fold().dataset
      #expect(dataset.count == 5)
      #expect(dataset.rows(of: zhenlai).map(\.observation.value) == [3, 4, 2])
    }
  }

  @Test("What does not follow its area's cursor is refused, and nothing of the batch written")
  func outOfOrder() throws {
    try withStore { store, _ in
      let (first, second) = (try chain(zhenlai, count: 4), try chain(taobei, count: 2))
      _ = try store.append([first[0]], wallClockMs: 0)
      let cursors = try store.cursors()
      let forked = try chain(
        zhenlai, bodies: [delta(of: zhenlai, puts: []).encoded, first[1].entry.body])
      let batches = [
        [second[0], first[0]], [second[0], first[2]], [second[0], first[1], first[1]],
        [second[1]], [second[0], forked[1]], [try chain(zhenlai, log: 2, count: 1)[0]],
      ]
      for batch in batches {
        let error = #expect(throws: StorageError.self) {
          try store.append(batch, wallClockMs: 0)
        }
        #expect(error?.code == .outOfOrder)
        #expect(try store.cursors() == cursors)
        #expect(try store.fold().dataset.count == 1)
      }
      #expect(try store.append([first[1]], wallClockMs: 0).count == 1)
    }
  }

  @Test("A poison entry is kept with its bytes, counted, and changes nothing")
  func poison() throws {
    try withStore { store, _ in
      let merges = try chain(
        zhenlai,
        bodies: [
          delta(of: zhenlai, puts: [observation("a", 1)]).encoded, [0xFF],
          delta(of: taobei, puts: [observation("b", 2)]).encoded,
          delta(of: zhenlai, puts: [observation("c", 3)]).encoded,
        ])
      let cursors = try store.append(merges, wallClockMs: 0)
      #expect(cursors[zhenlai] == merges[3].entry.position)
      #expect(try store.poisonedCount() == 2)
      #expect(try store.fold().dataset.rows(of: zhenlai).map(\.observation.value) == [1, 3])
    }
  }

  @Test("The fold is that of the deltas, whatever the batches and areas they came in")
  func foldIsFold() throws {
    let logs = try [zhenlai, taobei].map { try chain($0, count: 30) }
    var expected = Dataset()
    for merge in logs.joined() {
      if case .delta(let delta) = merge.content { expected.apply(delta) }
    }
    try withStore { store, _ in
      var rest = logs.map { $0[...] }
      var turn = 0
      while !rest.allSatisfy(\.isEmpty) {
        turn += 1
        var batch: [OriginInbox.Merge] = []
        for index in rest.indices {
          let count = min((turn * (index + 3)) % 7, rest[index].count)
          batch += rest[index].prefix(count)
          rest[index].removeFirst(count)
        }
        _ = try store.append(batch, wallClockMs: 0)
      }
      #expect(try store.fold().dataset.allRows == expected.allRows)
    }
  }

  @Test(
    "A full disk is told, nothing of the batch is written, and it goes on once there is room",
    .enabled(if: SmallDisk.isAvailable, "Mounting a small file system takes root."))
  func fullDisk() throws {
    try SmallDisk.with { folder in
      let store = try CityStore(
        path: folder.appending(path: "city.sqlite").path, newIncarnation: logID(9))
      let bodies = (0..<200).map { number in
        let sentence = String(repeating: "长", count: 120)
        return delta(
          of: zhenlai,
          puts: (0..<40).map { observation("i\($0)", FixedDecimal(number), sentence: sentence) }
        ).encoded
      }
      let merges = try chain(zhenlai, bodies: bodies)
      let ballast = folder.appending(path: "ballast")
      try Data(count: 1_000_000).write(to: ballast)
      var written = 0
      var full: StorageError?
      while full == nil, written < merges.count {
        do throws(StorageError) {
          _ = try store.append([merges[written]], wallClockMs: 0)
          written += 1
        } catch {
          full = error
        }
      }
      #expect(full?.code == .diskFull)
      #expect(written > 0)
      #expect(try store.cursors()[zhenlai] == merges[written - 1].entry.position)
      try FileManager.default.removeItem(at: ballast)
      _ = try store.append([merges[written]], wallClockMs: 0)
      #expect(try store.cursors()[zhenlai] == merges[written].entry.position)
      #expect(try store.fold().dataset.count == 40)
    }
  }
}
