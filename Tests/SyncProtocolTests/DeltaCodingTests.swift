import Reports
import Testing

@testable import SyncProtocol

@Suite("Deltas on the wire")
struct DeltaCodingTests {
  @Test("A delta survives the wire with all its fields")
  func roundTrip() throws {
    let written = Observation(
      key: ObservationKey(
        period: Period(year: 2017, span: .quarter(3)),
        indicator: IndicatorCode(rawValue: "relief.amount"), part: "农民工", unit: .yuan),
      value: FixedDecimal(tenThousandths: .min), qualifier: .near,
      writtenUnit: Unit(rawValue: "万元"), writtenScale: 4, status: .reviewed,
      evidence: Evidence(mention: "近8万元", start: 0, end: 5, sentence: "近8万元", offsetInSentence: 0))
    let original = Delta(
      report: ReportID(
        area: taobei, period: .month(3, of: 2017),
        series: ReportSeries(rawValue: "简报") ?? .annual),
      document: DocumentReference(name: "三月.docx", sha256: "", revision: 7),
      catalogueVersion: "2017.1", puts: [written, observation()],
      retracts: [written.key, observation().key])
    #expect(try Delta(decoding: original.encoded) == original)
    #expect(try Delta(decoding: original.encoded).encoded == original.encoded)
    for qualifier in Qualifier.allCases {
      let delta = delta(puts: [observation("a", qualifier)])
      #expect(try Delta(decoding: delta.encoded).puts[0].qualifier == qualifier)
    }
  }

  @Test("An indicator's needle stands in each body about it, and not in those about longer codes")
  func needle() {
    func holds(_ delta: Delta, _ code: String) -> Bool {
      let needle = Delta.needle(of: IndicatorCode(rawValue: code))
      return delta.encoded.indices.contains { delta.encoded[$0...].starts(with: needle) }
    }
    let longest = String(repeating: "a", count: IndicatorCode.maximumLength)
    for code in ["a", "relief.amount", longest] {
      #expect(holds(delta(puts: [observation(code)]), code))
      #expect(holds(delta(puts: [], retracts: [observation(code).key]), code))
    }
    #expect(!holds(delta(puts: [observation("relief.amount.more")]), "relief.amount"))
    #expect(!holds(delta(puts: [observation("b")]), longest + "a"), "No such code, and no trap.")
  }

  @Test("Unknown fields are no error, unknown qualifiers are")
  func unknownFields() throws {
    let original = delta()
    // Field 1000, a number.
    let extended = original.encoded + [0xC0, 0x3E, 7]
    #expect(try Delta(decoding: extended) == original)
    var wire = try WireDeltaBody(decodingBytes: original.encoded)
    wire.puts[0].status = .UNRECOGNIZED(9)
    #expect(try Delta(decoding: wire.encodedBytes).puts[0].status == .unreviewed)
    wire.puts[0].qualifier = .UNRECOGNIZED(9)
    #expect(throws: ProtocolError.self) { try Delta(decoding: wire.encodedBytes) }
  }

  @Test("A nameless part is not the total")
  func namelessPart() throws {
    let delta = delta(puts: [observation("a", part: ""), observation("a", part: nil)])
    #expect(try Delta(decoding: delta.encoded) == delta)
  }

  @Test("The largest report fits into one body, and one observation more is refused")
  func largest() throws {
    let sentence = String(repeating: "帮", count: Evidence.maximumSentenceLength)
    func puts(_ count: Int) -> [Observation] {
      (0..<count).map { observation("indicator.\($0)", sentence: sentence) }
    }
    let largest = delta(puts: puts(Delta.maximumObservations))
    #expect(largest.encoded.count <= Limits.bodyBytes)
    #expect(try Delta(decoding: largest.encoded) == largest)
    let tooMany = delta(puts: puts(Delta.maximumObservations + 1))
    #expect(throws: ProtocolError.self) { try Delta(decoding: tooMany.encoded) }
    let keys = puts(Delta.maximumObservations + 1).map(\.key)
    #expect(throws: ProtocolError.self) {
      try Delta(decoding: delta(puts: [], retracts: keys).encoded)
    }
  }

  @Test("Texts beyond their limits are refused")
  func textLimits() {
    let base = observation()
    func refused(_ delta: Delta) {
      let error = #expect(throws: ProtocolError.self) { try Delta(decoding: delta.encoded) }
      #expect(error?.code == .malformedBody)
    }
    func with(unit: String = "户", mention: String = "", sentence: String = "") -> Delta {
      delta(puts: [
        Observation(
          key: base.key, value: 1, qualifier: .exact, writtenUnit: Unit(rawValue: unit),
          writtenScale: 0,
          evidence: Evidence(
            mention: mention, start: 0, end: 0, sentence: sentence, offsetInSentence: 0))
      ])
    }
    refused(with(unit: String(repeating: "a", count: Unit.maximumLength + 1)))
    refused(with(mention: String(repeating: "a", count: 481)))
    refused(with(sentence: String(repeating: "a", count: 481)))
    refused(delta(puts: [observation("a", part: String(repeating: "a", count: 97))]))
    refused(delta(puts: [observation("A")]))
    refused(delta(puts: [observation("")]))
    refused(
      Delta(
        report: ReportID(area: zhenlai, period: .year(2017)),
        document: DocumentReference(
          name: String(repeating: "a", count: 256), sha256: "", revision: 1),
        catalogueVersion: "1", puts: [], retracts: []))
    refused(
      Delta(
        report: ReportID(area: zhenlai, period: .year(2017)),
        document: DocumentReference(name: "", sha256: "", revision: 1),
        catalogueVersion: String(repeating: "1", count: 65), puts: [], retracts: []))
  }

  @Test("A body of another message, an empty one and a cut one are refused")
  func notDeltas() {
    let bytes = delta().encoded
    #expect(throws: ProtocolError.self) { try Delta(decoding: []) }
    for count in 1..<bytes.count {
      // Cutting between two fields leaves a shorter message, which lacks what a delta must have
      // or ends early; both are fine as long as nothing traps.
      _ = try? Delta(decoding: Array(bytes.prefix(count)))
    }
    #expect(throws: ProtocolError.self) { try Delta(decoding: Array(bytes.prefix(10))) }
  }

  @Test("Nesting without end is refused before it exhausts the stack")
  func nesting() {
    var body: [UInt8] = []
    // Unknown groups within groups: field 15, wire types 3 and 4.
    for _ in 0..<50_000 { body.append(0x7B) }
    for _ in 0..<50_000 { body.append(0x7C) }
    #expect(throws: ProtocolError.self) { try Delta(decoding: body) }
  }

  @Test("A merge reads the delta, or says why it can't")
  func merges() {
    func content(_ chain: Chain) -> DeltaContent {
      OriginInbox.Merge(reading: chain[1]).content
    }
    #expect(content(Chain(bodies: [delta().encoded])) == .delta(delta()))
    guard case .poison(let garbage) = content(Chain(bodies: [[0xFF]])) else {
      Issue.record("Garbage must be poison.")
      return
    }
    #expect(garbage.code == .malformedBody)
    guard case .poison(let foreign) = content(Chain(bodies: [delta(of: taobei).encoded])) else {
      Issue.record("Rows of another area must be poison.")
      return
    }
    #expect(foreign.code == .unauthorized)
  }
}
