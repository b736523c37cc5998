import Reports
import Testing

@testable import SyncProtocol

@Suite("Messages on TOTALS")
struct TotalsMessageTests {
  private func share(_ area: AreaCode, _ basis: EffectiveValue.Basis) -> TotalSummary.Share {
    .init(
      area: area, value: 300, lower: FixedDecimal(tenThousandths: .min),
      upper: FixedDecimal(tenThousandths: .max), basis: basis,
      coveredMonths: basis == .stated ? .wholeYear : basis == .parts ? .none : Months(1...6),
      hasConflict: basis == .parts)
  }

  private func total(
    _ number: Int, nature: IndicatorNature = .flow, areas: [AreaCode] = [zhenlai]
  ) -> TotalSummary {
    TotalSummary(
      id: .init(
        indicator: IndicatorCode(rawValue: "indicator.\(number)"), year: 2017, unit: .persons),
      nature: nature, value: 300, lower: 300, upper: 400, shares: areas.map { share($0, .stated) },
      missing: [taobei], neverReported: number == 1 ? [taobei] : [], parent: nil)
  }

  @Test("Snapshots and changes survive the wire")
  func roundTrip() throws {
    let rate = TotalSummary(
      id: .init(indicator: IndicatorCode(rawValue: "a"), year: 2017, unit: .percent), nature: .rate,
      value: nil, lower: nil, upper: nil,
      shares: [share(zhenlai, .stated), share(taobei, .periods), share(area(220_822), .parts)],
      missing: [], parent: share(area(220_800), .stated))
    let messages: [TotalsMessage] = [
      .snapshot(sequence: .max, index: 0, count: 1, totals: [rate, total(1, nature: .stock)]),
      .snapshot(sequence: 0, index: 2, count: 3, totals: []),
      .change(.init(sequence: 5, totals: [total(1)], removed: [rate.id], origin: zhenlai)),
      .change(.init(sequence: 6, totals: [], removed: [], origin: nil)),
    ]
    for message in messages {
      #expect(message.frames.count == 3)
      #expect(message.frames[0] == Array("tot1/".utf8))
      #expect(try TotalsMessage(decoding: message.frames) == message)
    }
  }

  @Test("A snapshot comes in pieces that count themselves and leave nothing out")
  func pieces() throws {
    for count in [0, 1, 127, 128, 129, 300] {
      let totals = (0..<count).map { total($0) }
      let messages = TotalsMessage.snapshot(of: totals, sequence: 9)
      var together: [TotalSummary] = []
      for (position, message) in messages.enumerated() {
        guard case .snapshot(9, position, messages.count, let piece) = message else {
          Issue.record("piece \(position) of \(count) totals is another")
          continue
        }
        #expect(piece.count <= TotalsMessage.totalsInMessage)
        together += piece
      }
      #expect(together == totals)
      #expect(messages.count == max(1, (count + 127) / 128))
    }
  }

  @Test("A large change comes as several with consecutive sequences, removals with the first")
  func changes() throws {
    let totals = (0..<300).map { total($0) }
    let gone = [total(400).id]
    let changes = TotalsMessage.changes(of: totals, removed: gone, origin: nil, after: 6)
    #expect(changes.map(\.sequence) == [7, 8, 9])
    #expect(changes.flatMap(\.totals) == totals)
    #expect(changes.map(\.removed) == [gone, [], []])
    let removal = TotalsMessage.changes(of: [], removed: gone, origin: nil, after: 0)
    #expect(removal.map(\.sequence) == [1])
  }

  @Test("With many areas the bytes end a piece, and every piece can be read")
  func manyAreas() throws {
    let areas = (0..<UInt32(1_000)).map { area(220_000 + $0) }
    let totals = (0..<20).map { total($0, areas: areas) }
    let messages = TotalsMessage.snapshot(of: totals, sequence: 1)
    #expect(messages.count > 1)
    for message in messages {
      #expect(try TotalsMessage(decoding: message.frames) == message)
    }
  }

  @Test("One total with all areas that a list may hold fits into a message")
  func widestTotal() throws {
    let areas = (0..<UInt32(AreaList.maximumCount)).map { area(220_000 + $0) }
    let messages = TotalsMessage.snapshot(of: [total(1, areas: areas)], sequence: 1)
    #expect(messages.count == 1)
    #expect(try TotalsMessage(decoding: messages[0].frames) == messages[0])
  }

  @Test("What is no message of this channel has an error each")
  func refused() {
    let frames = TotalsMessage.change(.init(sequence: 1, totals: [], removed: [], origin: nil))
      .frames
    func code(_ frames: [[UInt8]]) -> ProtocolError.Code? {
      #expect(throws: ProtocolError.self) { try TotalsMessage(decoding: frames) }?.code
    }
    #expect(code([]) == .malformedFrame)
    #expect(code(Array(frames.dropLast())) == .malformedFrame)
    #expect(code(frames + [[]]) == .malformedFrame)
    #expect(code([Array("tot2/".utf8)] + frames.dropFirst()) == .malformedFrame)
    #expect(code([frames[0], frames[1], [1]]) == .damagedBody)
    let bye = ControlMessage.bye(reason: "").frames(origin: zhenlai)
    #expect(code([frames[0]] + bye) == .unexpectedMessage)
    let pieceless = TotalsMessage.snapshot(sequence: 1, index: 1, count: 1, totals: [])
    #expect(code(pieceless.frames) == .malformedBody)
  }
}
