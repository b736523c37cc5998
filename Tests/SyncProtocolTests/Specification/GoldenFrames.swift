import Reports

@testable import SyncProtocol

/// One message of `proto-docs/vectors`, and the value that it stands for.
struct GoldenFrames {
  let name: String
  let channel: String
  let frames: [[UInt8]]

  private static let chain = Chain(
    bodies: [
      delta(puts: [
        Observation(
          key: ObservationKey(
            period: .year(2017), indicator: IndicatorCode(rawValue: "relief.winter.amount"),
            part: nil, unit: .yuan),
          value: 82_000, qualifier: .over, writtenUnit: .yuan, writtenScale: 4,
          evidence: Evidence(
            mention: "8.2万多元", start: 4, end: 10, sentence: "发放救助金8.2万多元。",
            offsetInSentence: 5))
      ]).encoded,
      delta(
        puts: [observation("relief.winter.households", value: 300, part: "农民工")],
        retracts: [observation("relief.winter.amount").key]
      ).encoded,
    ])

  /// A figure that a person has corrected, and one that a person took back.
  private static let corrected: Delta = {
    guard
      let note = CorrectionNote(
        author: "统计员", correctedAtMs: 1_525_132_800_000, reason: "原文笔误，以台账为准")
    else { preconditionFailure("The note keeps to the limits.") }
    let read = FigureAsRead(
      period: .year(2017), indicator: IndicatorCode(rawValue: "relief.winter.households"),
      part: nil, value: 300, qualifier: .over, writtenUnit: Unit(rawValue: "户"), writtenScale: 0)
    let figure = observation("relief.winter.households", value: 350)
    let dropped = observation("relief.winter.amount").key
    return delta(
      puts: [
        Observation(
          key: figure.key, value: figure.value, qualifier: .exact, writtenUnit: figure.writtenUnit,
          writtenScale: 0, status: .reviewed, evidence: figure.evidence,
          correction: AppliedCorrection(note: note, read: read))
      ], retracts: [dropped], retractReasons: [.init(key: dropped, note: note)])
  }()

  private static let share = TotalSummary.Share(
    area: zhenlai, value: 300, lower: 300, upper: 400, basis: .stated, hasConflict: false)

  private static let total = TotalSummary(
    id: .init(
      indicator: IndicatorCode(rawValue: "relief.winter.households"), year: 2017,
      unit: Unit(rawValue: "户")),
    nature: .flow, value: 300, lower: 300, upper: 400, shares: [share], missing: [taobei],
    parent: nil)

  private static let rate = TotalSummary(
    id: .init(indicator: IndicatorCode(rawValue: "union.rate"), year: 2017, unit: .percent),
    nature: .rate, value: nil, lower: 80, upper: 90, shares: [], missing: [], parent: share)

  private static let chunk = SnapshotChunk(
    index: 0, body: delta(puts: [observation("relief.winter.households", value: 300)]).encoded)

  private static let secondLog = Snapshot(
    beginning: logID(2), origin: zhenlai, chunkHashes: [chunk.hash])

  static let all: [GoldenFrames] = [
    live("delta-first", .entry(chain[1])),
    live("delta-second", .entry(chain[2])),
    live(
      "delta-after-snapshot",
      .entry(Chain(log: 2, after: [chunk], bodies: [chain[2].body])[1])),
    live("delta-corrected", .entry(Chain(bodies: [corrected.encoded])[1])),
    live("heartbeat-live", .heartbeat(origin: zhenlai, head: chain.head)),
    control(
      "hello", .hello(.init(versions: 1...1, head: chain.head, software: "golden 1"))),
    control("hello-empty-journal", .hello(.init(versions: 1...1, head: chain.start, software: ""))),
    control(
      "welcome",
      .welcome(
        .init(version: 1, incarnation: logID(9), cursor: chain.position(1), credit: .full))),
    control(
      "welcome-nothing-yet",
      .welcome(.init(version: 1, incarnation: logID(9), cursor: nil, credit: .full))),
    control("wait", .wait(retryAfterMs: 1_500, reason: "busy")),
    control("fail", .fail(ProtocolError(.forked, "two"))),
    control("ack", .ack(cursor: chain.head, credit: .init(entries: 255, bytes: 1_000_000))),
    control("ack-nothing-yet", .ack(cursor: nil, credit: .full)),
    control("nack", .nack(logID: logID(1), missing: 1...2)),
    control("replay", .replay(.init(logID: logID(1), head: chain.head, entries: chain[1...2]))),
    control(
      "reject",
      .reject(logID: logID(1), sequence: 2, ProtocolError(.malformedBody, "no delta"))),
    control("heartbeat-control", .heartbeat(head: chain.head)),
    control("bye", .bye(reason: "the node stops")),
    control(
      "welcome-adopts",
      .welcome(
        .init(
          version: 1, incarnation: logID(9), cursor: chain.position(1), credit: .full,
          adopts: true))),
    control(
      "log-reset",
      .logReset(formerLog: logID(1), base: secondLog.position, reason: "restored from a backup")),
    control("replay-gone", .replayGone(logID: logID(1), firstKept: 3)),
    control("snapshot-begin", .snapshotBegin(secondLog)),
    control(
      "snapshot-begin-nothing", .snapshotBegin(.nothing(before: logID(2), origin: zhenlai))),
    control("snapshot-next", .snapshotNext(at: secondLog.position, index: 0)),
    control("snapshot-next-all", .snapshotNext(at: secondLog.position, index: 1)),
    control("snapshot-chunk", .snapshotChunk(at: secondLog.position, chunk)),
    control("snapshot-end", .snapshotEnd(at: secondLog.position)),
    totals(
      "totals-snapshot", .snapshot(sequence: 7, index: 0, count: 1, totals: [total, rate])),
    totals(
      "totals-change",
      .change(.init(sequence: 8, totals: [total], removed: [rate.id], origin: zhenlai))),
  ]

  private static func live(_ name: String, _ message: LiveMessage) -> GoldenFrames {
    GoldenFrames(name: name, channel: "LIVE", frames: message.frames(origin: zhenlai))
  }

  private static func control(_ name: String, _ message: ControlMessage) -> GoldenFrames {
    GoldenFrames(name: name, channel: "CTL", frames: message.frames(origin: zhenlai))
  }

  private static func totals(_ name: String, _ message: TotalsMessage) -> GoldenFrames {
    GoldenFrames(name: name, channel: "TOTALS", frames: message.frames)
  }

  /// Reads frames as their channel does, and writes what was read.
  static func readAndWritten(
    _ frames: [[UInt8]], channel: String
  ) throws(ProtocolError) -> [[UInt8]] {
    switch channel {
    case "LIVE":
      let (origin, message) = try LiveMessage.decode(frames: frames)
      return message.frames(origin: origin)
    case "CTL":
      let (origin, message) = try ControlMessage.decode(frames: frames)
      return message.frames(origin: origin)
    case "TOTALS":
      return try TotalsMessage(decoding: frames).frames
    default:
      preconditionFailure("There is no channel '\(channel)'.")
    }
  }
}
