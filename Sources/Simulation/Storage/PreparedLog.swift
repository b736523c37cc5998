internal import Reports
internal import SyncProtocol

/// An entry of a journal together with what it changes; nil where nobody can read it.
struct Record {
  let entry: JournalEntry
  let delta: Delta?
}

/// A log written in advance and shared by all worlds: hashing takes longer than all else.
struct PreparedLog {
  let start: Position
  let records: [Record]

  /// How many entries each log has; enough for bursts beyond every buffer.
  static let length = 500

  /// How many entries the logs of those areas have that only crowds need.
  private static let shortLength = 50

  /// The logs of all areas with light entries.
  static let light = ReportBodies.areas.enumerated().map { index, area in
    PreparedLog(
      of: area, logByte: 1, length: index < 5 ? length : shortLength,
      wallOffsetMs: 1_500_000_000_000
    ) { number in ReportBodies.body(of: area, number: number) }
  }

  /// The same as ``light``, written by machines whose wall clocks jump to and fro.
  static let lightByOtherClocks = ReportBodies.areas.enumerated().map { index, area in
    PreparedLog(
      of: area, logByte: 1, length: index < 5 ? length : shortLength, wallOffsetMs: -77,
      wallStepMs: -86_400_000
    ) { number in ReportBodies.body(of: area, number: number) }
  }

  /// The logs of all areas with an entry of 200 KiB among each four.
  static let heavy = ReportBodies.areas.prefix(5).map { area in
    PreparedLog(of: area, logByte: 2, length: 100) { number in
      number % 4 == 0
        ? ReportBodies.heavyBody(number: number) : ReportBodies.body(of: area, number: number)
    }
  }

  private init(
    of area: AreaCode, logByte: UInt8, length: Int = Self.length, wallOffsetMs: Int64 = 0,
    wallStepMs: Int64 = 60_000, body: (Int) -> ReportBodies.Body
  ) {
    guard let logID = LogID(Array(repeating: logByte, count: LogID.length)) else {
      preconditionFailure("a log id has \(LogID.length) bytes")
    }
    start = .start(of: logID, origin: area)
    var records: [Record] = []
    records.reserveCapacity(length)
    for number in 1...length {
      records.append(
        Record(
          body(number), after: records.last?.entry.position ?? start, area: area,
          clock: UInt64(bitPattern: wallOffsetMs + Int64(number) * wallStepMs)))
    }
    self.records = records
  }

  /// The entry after a place; nil where the place is not in this log or at its end.
  func record(after position: Position) -> Record? {
    guard position.logID == start.logID, position.sequence < UInt64(records.count) else {
      return nil
    }
    let next = records[Int(position.sequence)]
    return next.entry.header.previousHash == position.hash ? next : nil
  }
}

extension Record {
  /// Writes an entry; one in nine carries a mark of a version to come.
  init(_ body: ReportBodies.Body, after previous: Position, area: AreaCode, clock: UInt64) {
    delta = body.delta
    let sequence = previous.sequence + 1
    do throws(ProtocolError) {
      guard sequence.isMultiple(of: 9) else {
        entry = try JournalEntry(
          after: previous, origin: area, clock: clock << 16, body: body.bytes)
        return
      }
      let header = FrameHeader(
        type: .delta, flags: [.lastInBatch, FrameFlags(rawValue: 0x80)], origin: area.number,
        logID: previous.logID, sequence: sequence, previousHash: previous.hash,
        clock: clock << 16, body: body.bytes)
      entry = try JournalEntry(headerBytes: header.encoded, body: body.bytes)
    } catch {
      preconditionFailure("the body of a simulated report fits: \(error)")
    }
  }
}
