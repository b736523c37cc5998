internal import Reports
internal import SyncProtocol

/// What hostile messages speak of: the logs of one area, and another of its own.
struct FuzzMaterial: Sendable {
  let area: AreaCode
  let log: PreparedLog
  /// Entries of the same log that contradict the prepared ones from the third on.
  let fork: [JournalEntry]
  let otherLog: LogID

  static let shared = FuzzMaterial()

  private init() {
    area = ReportBodies.areas[0]
    log = PreparedLog.light[0]
    var records = Array(log.records.prefix(2))
    let start = log.start
    for number in 3...90 {
      let body = ReportBodies.body(of: area, number: 10_000 + number)
      records.append(
        Record(body, after: records.last?.entry.position ?? start, area: area, clock: 0))
    }
    fork = records.map(\.entry)
    var generator = SeededGenerator(seed: 1)
    otherLog = .random(using: &generator)
  }

  var entries: [JournalEntry] { log.records.prefix(90).map(\.entry) }

  /// The place after so many entries.
  func position(_ sequence: Int) -> Position {
    sequence == 0 ? log.start : log.records[sequence - 1].entry.position
  }
}

extension SeededGenerator {
  /// A place that may be sound, contradict a journal, be of another log, or lie beyond all numbers.
  mutating func position(_ material: FuzzMaterial) -> Position {
    switch number(0...5) {
    case 0, 1: material.position(number(0...90))
    case 2: material.fork[number(0...87)].position
    case 3:
      Position(
        logID: material.otherLog, sequence: hostileNumber(), hash: .sha256(of: [1]))
    default:
      Position(
        logID: material.log.start.logID, sequence: hostileNumber(), hash: .sha256(of: bytes(1)))
    }
  }

  mutating func credit() -> ControlMessage.Credit {
    .init(
      entries: UInt32(truncatingIfNeeded: hostileNumber()),
      bytes: UInt32(truncatingIfNeeded: hostileNumber()))
  }

  mutating func protocolError() -> ProtocolError {
    ProtocolError(
      .init(rawValue: UInt32(number(0...12))), pick(["", "没有", String(repeating: "长", count: 600)]))
  }

  mutating func snapshot(_ material: FuzzMaterial) -> Snapshot {
    let count =
      pick([0, 1, 1, 2, 3, Limits.snapshotChunks, Int(UInt32.max)])
    let hashes = (0..<min(count, 3)).map { chunk($0).hash }
    return chance(70) && count <= 3
      ? Snapshot(position: position(material), chunkHashes: hashes)
      : Snapshot(position: position(material), chunkCount: count, digest: .sha256(of: bytes(1)))
  }

  /// The chunk that the digests of ``snapshot(_:)`` speak of.
  private func chunk(_ index: Int) -> SnapshotChunk {
    SnapshotChunk(
      index: index, body: ReportBodies.body(of: ReportBodies.areas[0], number: 30 + index).bytes)
  }

  /// A few entries in order, from one journal or its double.
  mutating func run(of entries: [JournalEntry]) -> [JournalEntry] {
    let first = number(0...(entries.count - 1))
    return Array(entries[first...min(first + number(0...9), entries.count - 1)])
  }

  /// Any message of CTL, often with numbers at their edges.
  mutating func controlMessage(_ material: FuzzMaterial) -> ControlMessage {
    switch number(0...15) {
    case 0:
      let ends = [UInt32(truncatingIfNeeded: hostileNumber()), 1].sorted()
      return .hello(
        .init(
          versions: ends[0]...ends[1], features: pick([[], ["a", "b"], ["zstd"]]),
          head: position(material), software: pick(["", "模拟", "fuzz"])))
    case 1:
      return .welcome(
        .init(
          version: pick([0, 1, 1, 1, 2, .max]), features: pick([[], ["a"]]),
          incarnation: .random(using: &self), cursor: chance(70) ? position(material) : nil,
          credit: credit(), adopts: chance(20)))
    case 2:
      return .wait(
        retryAfterMs: Int64(UInt32(truncatingIfNeeded: hostileNumber())), reason: "busy")
    case 3: return .fail(protocolError())
    case 4: return .ack(cursor: position(material), credit: credit())
    case 5:
      let ends = [max(hostileNumber(), 1), max(hostileNumber(), 1)].sorted()
      return .nack(
        logID: chance(80) ? material.log.start.logID : material.otherLog, missing: ends[0]...ends[1]
      )
    case 6, 7:
      let entries = run(of: chance(80) ? material.entries : material.fork)
      return .replay(
        .init(logID: material.log.start.logID, head: position(material), entries: entries))
    case 8:
      return .reject(
        logID: material.otherLog, sequence: hostileNumber(), protocolError())
    case 9: return .heartbeat(head: position(material))
    case 10: return .bye(reason: pick(["", "stop"]))
    case 11:
      return .logReset(
        formerLog: chance(50) ? material.log.start.logID : material.otherLog,
        base: position(material), reason: pick(["", "恢复"]))
    case 12: return .replayGone(logID: material.otherLog, firstKept: hostileNumber())
    case 13: return .snapshotBegin(snapshot(material))
    case 14:
      return chance(50)
        ? .snapshotNext(
          at: position(material), index: Int(UInt32(truncatingIfNeeded: hostileNumber())))
        : .snapshotEnd(at: position(material))
    default:
      let index = pick([0, 1, 2, 3, Int(UInt32.max)])
      return .snapshotChunk(
        at: position(material),
        SnapshotChunk(index: index, body: chance(80) ? chunk(index % 3).body : bytes(3)))
    }
  }

  /// A message of LIVE.
  mutating func liveMessage(_ material: FuzzMaterial) -> LiveMessage {
    switch number(0...4) {
    case 0: .heartbeat(origin: material.area, head: position(material))
    case 1: .entry(pick(material.fork))
    default: .entry(pick(material.entries))
    }
  }

  /// A message of TOTALS.
  mutating func totalsMessage(_ material: FuzzMaterial) -> TotalsMessage {
    let share = TotalSummary.Share(
      area: material.area, value: 3, lower: 3, upper: 4, basis: pick([.stated, .periods, .parts]),
      coveredMonths: Months(bits: UInt16(number(0...0xFFF))), hasConflict: chance(50))
    let total = TotalSummary(
      id: .init(
        indicator: IndicatorCode(rawValue: "members"), year: number(1_900...2_199), unit: .persons),
      nature: pick([.flow, .stock, .rate]), value: chance(50) ? 3 : nil, lower: 3, upper: nil,
      shares: [share], missing: [material.area],
      neverReported: chance(50) ? [material.area] : [], parent: chance(50) ? share : nil)
    guard chance(50) else {
      return .snapshot(sequence: hostileNumber(), index: 0, count: number(1...3), totals: [total])
    }
    return .change(
      .init(
        sequence: hostileNumber(), totals: [total], removed: [total.id],
        origin: chance(50) ? material.area : nil))
  }
}
