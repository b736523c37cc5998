import Foundation
import Reports
import SyncProtocol
import TestSupport

@testable import Storage

/// A city's store that is filled at random, and beside it the plain list of what went in.
struct RandomCity: CityTests {
  let store: CityStore
  let indicators = IndicatorList([])
  var generator: SeededGenerator
  private(set) var events: [DatasetEvent] = []
  private var positions: [AreaCode: Position] = [:]
  private var logs: [AreaCode: UInt8] = [:]
  private var entryCount: Int64 = 0
  private var snapshotCount: Int64 = 0
  private var nowMs: Int64 = 1_000

  init(store: CityStore, seed: UInt64) {
    self.store = store
    generator = SeededGenerator(seed: seed)
  }

  /// The dataset after the events that a moment had seen.
  func dataset(asOfMs: Int64) -> Dataset {
    var dataset = Dataset()
    for event in events.prefix(while: { $0.atMs <= asOfMs }) { dataset.apply(event) }
    return dataset
  }

  mutating func step() throws {
    nowMs += Int64(generator.number(0...10))
    switch generator.number(0...9) {
    case 0: try install()
    case 1, 2: try decide()
    default: try merge()
    }
  }

  private mutating func randomDelta(of area: AreaCode, revision: Int) -> Delta {
    let codes = ["a", "b", "c"].shuffled(using: &generator)
    let puts = (0..<generator.number(0...2)).map { index in
      observation(codes[index], FixedDecimal(generator.number(0...3)))
    }
    return Delta(
      report: report(area, series: generator.pick(["annual", "brief"])),
      document: DocumentReference(name: "报告.txt", sha256: "", revision: revision),
      catalogueVersion: "1", puts: puts, retracts: [observation(codes[2], 0).key])
  }

  private mutating func merge() throws {
    let area = generator.pick([zhenlai, taobei])
    let delta = randomDelta(of: area, revision: events.count + 1)
    // Now and then a body that nobody can read: it is kept, and changes nothing.
    let isPoison = generator.chance(5)
    let chain = try chain(
      area, log: logs[area] ?? 1, after: positions[area],
      bodies: [isPoison ? [0xFF] : delta.encoded])
    _ = try store.append(chain, wallClockMs: nowMs)
    positions[area] = chain[0].entry.position
    entryCount += 1
    if !isPoison {
      note(area, .delta(delta), HistoryCursor(entry: entryCount, snapshot: 0, review: 0))
    }
  }

  private mutating func install() throws {
    let area = generator.pick([zhenlai, taobei])
    let log = (logs[area] ?? 1) + 2
    let deltas = (0..<generator.number(0...2)).map { randomDelta(of: area, revision: $0 + 1) }
      .map { delta in
        Delta(
          report: delta.report, document: delta.document, catalogueVersion: "1",
          puts: delta.puts, retracts: [])
      }
    let snapshot = snapshot(beginning: log, of: area, bodies: deltas.map(\.encoded))
    for chunk in snapshot.chunks { try store.stage(chunk, of: snapshot.whole, origin: area) }
    _ = try store.install(snapshot.whole, origin: area, wallClockMs: nowMs)
    (logs[area], positions[area]) = (log, snapshot.whole.position)
    snapshotCount += 1
    note(
      area, .snapshot(deltas),
      HistoryCursor(entry: entryCount, snapshot: snapshotCount, review: 0))
  }

  private mutating func decide() throws {
    guard let row = dataset(asOfMs: .max).allRows.randomElement(using: &generator) else { return }
    let request = ReviewRequest(
      report: row.report, key: row.observation.key,
      decision: generator.pick(Review.Decision.allCases), person: "李", reason: "核对原件")
    guard let review = try? dataset(asOfMs: .max).review(request, atMs: nowMs) else { return }
    note(row.report.area, .review(review), try store.append(review))
  }

  private mutating func note(
    _ area: AreaCode, _ content: DatasetEvent.Content, _ cursor: HistoryCursor
  ) {
    events.append(DatasetEvent(cursor: cursor, atMs: nowMs, area: area, content: content))
  }
}
