import Foundation
import Reports
import SyncProtocol

@testable import Storage

/// What the tests of the city's store have in common.
protocol CityTests {}

extension CityTests {
  func withStore<Value>(_ body: (CityStore, String) throws -> Value) throws -> Value {
    try withFolder { folder in
      let path = folder.appending(path: "city.sqlite").path
      return try body(try CityStore(path: path, newIncarnation: logID(9)), path)
    }
  }

  func withStore(_ body: (CityStore, String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "unionsync-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "city.sqlite").path
    try await body(try CityStore(path: path, newIncarnation: logID(9)), path)
  }

  func delta(
    of origin: AreaCode, puts: [Observation], retracts: [ObservationKey] = []
  ) -> Delta {
    Delta(
      report: report(origin), document: DocumentReference(name: "a", sha256: "", revision: 1),
      catalogueVersion: "1", puts: puts, retracts: retracts)
  }

  /// A chain of an area with the bodies given.
  func chain(
    _ origin: AreaCode, log: UInt8 = 1, after start: Position? = nil, bodies: [[UInt8]]
  ) throws -> [OriginInbox.Merge] {
    var position = start ?? .start(of: logID(log), origin: origin)
    return try bodies.map { body in
      let entry = try JournalEntry(after: position, origin: origin, clock: 0, body: body)
      position = entry.position
      return OriginInbox.Merge(reading: entry)
    }
  }

  func chain(
    _ origin: AreaCode, log: UInt8 = 1, after start: Position? = nil, count: Int
  ) throws -> [OriginInbox.Merge] {
    try chain(
      origin, log: log, after: start,
      bodies: (1...count).map { number in
        delta(of: origin, puts: [observation("indicator.\(number % 3)", FixedDecimal(number))])
          .encoded
      })
  }

  /// The snapshot that a log of an area begins with.
  func snapshot(
    beginning log: UInt8 = 2, of origin: AreaCode = zhenlai, bodies: [[UInt8]]
  ) -> (whole: Snapshot, chunks: [SnapshotChunk]) {
    let chunks = bodies.enumerated().map { SnapshotChunk(index: $0, body: $1) }
    return (
      Snapshot(beginning: logID(log), origin: origin, chunkHashes: chunks.map(\.hash)), chunks
    )
  }

  /// Stages a snapshot whole and installs it.
  func take(
    _ snapshot: (whole: Snapshot, chunks: [SnapshotChunk]), of origin: AreaCode,
    into store: CityStore
  ) throws {
    for chunk in snapshot.chunks {
      try store.stage(chunk, of: snapshot.whole, origin: origin)
    }
    _ = try store.install(snapshot.whole, origin: origin, wallClockMs: 0)
  }
}
