import Reports
import TestSupport

@testable import SyncProtocol

extension SeededGenerator {
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// Mostly small, often an edge: what an attacker would send.
  mutating func hostileNumber() -> UInt64 {
    pick([0, 1, 2, 3, 5, 63, 64, 65, 256, 257, next(), .max / 2, .max - 1, .max])
  }
}

func area(_ number: UInt32) -> AreaCode {
  guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
  return code
}

let zhenlai = area(220_821)
let taobei = area(220_802)

/// A log id whose bytes are all the same.
func logID(_ byte: UInt8) -> LogID {
  guard let logID = LogID(Array(repeating: byte, count: LogID.length)) else {
    preconditionFailure("A log id has \(LogID.length) bytes")
  }
  return logID
}

/// A hash whose bytes are all the same.
func entryHash(_ byte: UInt8) -> EntryHash {
  guard let hash = EntryHash(Array(repeating: byte, count: EntryHash.length)) else {
    preconditionFailure("A hash has \(EntryHash.length) bytes")
  }
  return hash
}

func observation(
  _ indicator: String = "relief.winter.households", value: FixedDecimal = 300,
  _ qualifier: Qualifier = .over, part: String? = nil, sentence: String = "救助300余户。"
) -> Observation {
  Observation(
    key: ObservationKey(
      period: .year(2017), indicator: IndicatorCode(rawValue: indicator), part: part,
      unit: Unit(rawValue: "户")),
    value: value, qualifier: qualifier, writtenUnit: Unit(rawValue: "户"), writtenScale: 0,
    evidence: Evidence(
      mention: "300余户", start: 12, end: 17, sentence: sentence, offsetInSentence: 2))
}

func delta(
  of origin: AreaCode = zhenlai, puts: [Observation] = [observation()],
  retracts: [ObservationKey] = [], retractReasons: [Delta.RetractReason] = []
) -> Delta {
  Delta(
    report: ReportID(area: origin, period: .year(2017)),
    document: DocumentReference(
      name: "report.txt", sha256: String(repeating: "ab", count: 32), revision: 1),
    catalogueVersion: "1", puts: puts, retracts: retracts, retractReasons: retractReasons)
}

/// A journal in memory: entries 1 to `count` of one log, after the chunks that it begins with.
struct Chain {
  let origin: AreaCode
  let start: Position
  let entries: [JournalEntry]

  init(
    _ origin: AreaCode = zhenlai, log: UInt8 = 1, after chunks: [SnapshotChunk] = [], count: Int,
    seed: Int = 0
  ) {
    self.init(
      origin, log: log, after: chunks,
      bodies: (0..<count).map { number in
        delta(of: origin, puts: [observation(value: FixedDecimal(number + seed))]).encoded
      })
  }

  init(
    _ origin: AreaCode = zhenlai, log: UInt8 = 1, after chunks: [SnapshotChunk] = [],
    bodies: [[UInt8]]
  ) {
    self.origin = origin
    start =
      Snapshot(beginning: logID(log), origin: origin, chunkHashes: chunks.map(\.hash)).position
    var entries: [JournalEntry] = []
    for body in bodies {
      do throws(ProtocolError) {
        entries.append(
          try JournalEntry(
            after: entries.last?.position ?? start, origin: origin, clock: 0, body: body))
      } catch {
        preconditionFailure("A body of a test fits: \(error)")
      }
    }
    self.entries = entries
  }

  /// The place after so many entries.
  func position(_ sequence: Int) -> Position {
    sequence == 0 ? start : entries[sequence - 1].position
  }

  var head: Position { position(entries.count) }

  /// Entries by their sequences.
  subscript(range: ClosedRange<Int>) -> [JournalEntry] {
    Array(entries[(range.lowerBound - 1)...(range.upperBound - 1)])
  }

  subscript(sequence: Int) -> JournalEntry { entries[sequence - 1] }
}
