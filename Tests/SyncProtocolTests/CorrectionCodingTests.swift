import Reports
import TestSupport
import Testing

@testable import SyncProtocol

@Suite("Corrections on the wire")
struct CorrectionCodingTests {
  private func note() throws -> CorrectionNote {
    try #require(CorrectionNote(author: "统计员", correctedAtMs: -1, reason: "笔误"))
  }

  private func corrected(indicator: IndicatorCode?, part: String?) throws -> Delta {
    let base = observation()
    let read = FigureAsRead(
      period: .month(3, of: 2017), indicator: indicator, part: part,
      value: FixedDecimal(tenThousandths: .max), qualifier: .about, writtenUnit: .yuan,
      writtenScale: 8)
    return Delta(
      report: ReportID(area: zhenlai, period: .year(2017)),
      document: DocumentReference(name: "a", sha256: "", revision: 1), catalogueVersion: "1",
      puts: [
        Observation(
          key: base.key, value: 1, qualifier: .exact, writtenUnit: base.writtenUnit,
          writtenScale: 0, status: .reviewed, evidence: base.evidence,
          correction: AppliedCorrection(note: try note(), read: read))
      ],
      retracts: [base.key], retractReasons: [.init(key: base.key, note: try note())])
  }

  @Test("Who, when, why and what was read survive the wire")
  func roundTrip() throws {
    for indicator in [nil, IndicatorCode(rawValue: "members")] {
      for part in [nil, "", "女"] {
        let delta = try corrected(indicator: indicator, part: part)
        #expect(try Delta(decoding: delta.encoded) == delta)
      }
    }
  }

  @Test("A reader that does not know corrections reads the figures as they stand")
  func olderReader() throws {
    let delta = try corrected(indicator: nil, part: nil)
    var wire = try WireDeltaBody(decodingBytes: delta.encoded)
    wire.puts[0].clearCorrection()
    wire.retractReasons = []
    let older = try Delta(decoding: wire.encodedBytes)
    #expect(older.puts[0].value == delta.puts[0].value)
    #expect(older.puts[0].correction == nil)
    #expect(older.retracts == delta.retracts)
  }

  @Test("Names, reasons and figures beyond their limits are refused")
  func hostile() throws {
    let body = try WireDeltaBody(
      decodingBytes: corrected(indicator: IndicatorCode(rawValue: "members"), part: "女").encoded)
    func refused(_ change: (inout WireDeltaBody) -> Void, _ line: Int = #line) {
      var hostile = body
      change(&hostile)
      let error = #expect(throws: ProtocolError.self, "line \(line)") {
        try Delta(decoding: hostile.encodedBytes)
      }
      #expect(error?.code == .malformedBody)
    }
    let long = String(repeating: "a", count: 301)
    refused { $0.puts[0].correction.note.author = "" }
    refused { $0.puts[0].correction.note.author = String(long.prefix(97)) }
    refused { $0.puts[0].correction.note.reason = long }
    refused { $0.puts[0].correction.note.reason = "a\nb" }
    refused { $0.puts[0].correction.clearNote() }
    refused { $0.puts[0].correction.clearRead() }
    refused { $0.puts[0].correction.read.period = "2017-13" }
    refused { $0.puts[0].correction.read.indicator = "" }
    refused { $0.puts[0].correction.read.part = String(long.prefix(97)) }
    refused { $0.puts[0].correction.read.writtenUnit = String(long.prefix(33)) }
    refused { $0.puts[0].correction.read.qualifier = .UNRECOGNIZED(9) }
    refused { $0.retractReasons[0].clearKey() }
    refused { $0.retractReasons[0].note.reason = "" }
    refused { body in
      body.retractReasons = Array(
        repeating: body.retractReasons[0], count: Delta.maximumObservations + 1)
    }
  }

  @Test("Damaged corrections are read or refused, and never trap")
  func damaged() throws {
    var generator = SeededGenerator(seed: 11)
    let bytes = try corrected(indicator: nil, part: "女").encoded
    var readCount = 0
    for _ in 0..<5_000 {
      var damaged = bytes
      for _ in 0...generator.number(0...3) {
        damaged[generator.number(0...(damaged.count - 1))] = UInt8(generator.number(0...255))
      }
      if let delta = try? Delta(decoding: damaged) {
        readCount += 1
        #expect(try Delta(decoding: delta.encoded) == delta)
      }
    }
    #expect((1..<5_000).contains(readCount))
  }
}
