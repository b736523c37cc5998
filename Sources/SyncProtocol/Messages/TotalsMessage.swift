internal import FoundationEssentials
public import Reports
internal import SwiftProtobuf

/// What an aggregator publishes on TOTALS: `topic · header · body`.
///
/// A watcher subscribes, gets a snapshot in one or more messages of the same sequence, then changes
/// with growing sequences. A hole in the sequences means that the watcher must subscribe again.
public enum TotalsMessage: Hashable, Sendable {
  /// A piece of all totals: `index` counts from 0 to `count` - 1.
  case snapshot(sequence: UInt64, index: Int, count: Int, totals: [TotalSummary])
  /// Totals that have changed since the sequence before.
  case change(TotalsUpdate)

  /// The topic of all messages.
  public static let topic = Array("tot1/".utf8)
  /// How many totals go into one message of a snapshot, so that it stays far below
  /// ``Limits/bodyBytes`` with a dozen areas each; with many areas the bytes end it sooner.
  public static let totalsInMessage = 128

  /// The snapshot of all totals, in as many messages as it takes.
  public static func snapshot(of totals: [TotalSummary], sequence: UInt64) -> [TotalsMessage] {
    let pieces = pieces(of: totals)
    return pieces.enumerated().map { index, piece in
      .snapshot(sequence: sequence, index: index, count: pieces.count, totals: piece)
    }
  }

  /// What has changed after a sequence, in as many changes as it takes, each with the next one.
  ///
  /// What is gone travels with the first.
  public static func changes(
    of totals: [TotalSummary], removed: [TotalSummary.ID], origin: AreaCode?,
    after sequence: UInt64
  ) -> [TotalsUpdate] {
    pieces(of: totals).enumerated().map { index, piece in
      TotalsUpdate(
        sequence: sequence + 1 + UInt64(index), totals: piece, removed: index == 0 ? removed : [],
        origin: origin)
    }
  }

  /// The totals in runs that each fit into one body. One total with all areas that a list may
  /// hold takes about two thirds of it.
  private static func pieces(of totals: [TotalSummary]) -> [[TotalSummary]] {
    // The body's own fields, and the tag and length before each total.
    let (bodyOverhead, totalOverhead) = (64, 8)
    var pieces: [[TotalSummary]] = [[]]
    var bytes = bodyOverhead
    for total in totals {
      let size = WireTotal(total).encodedBytes.count + totalOverhead
      let last = pieces.count - 1
      if pieces[last].count == totalsInMessage || bytes + size > Limits.bodyBytes {
        pieces.append([total])
        bytes = bodyOverhead + size
      } else {
        pieces[last].append(total)
        bytes += size
      }
    }
    return pieces
  }

  /// The three frames.
  public var frames: [[UInt8]] {
    let type: MessageType
    let body: [UInt8]
    switch self {
    case .snapshot(let sequence, let index, let count, let totals):
      type = .totalsSnapshot
      body =
        WireTotalsSnapshot.with {
          $0.sequence = sequence
          $0.index = UInt32(clamping: index)
          $0.count = UInt32(clamping: count)
          $0.totals = totals.map(WireTotal.init)
        }.encodedBytes
    case .change(let change):
      type = .totalsChange
      body =
        WireTotalsChange.with {
          $0.sequence = change.sequence
          $0.totals = change.totals.map(WireTotal.init)
          $0.removed = change.removed.map(WireTopic.init)
          $0.origin = change.origin?.number ?? 0
        }.encodedBytes
    }
    return [Self.topic, FrameHeader(type: type, origin: 0, body: body).encoded, body]
  }

  /// Reads a message out of its frames.
  ///
  /// - Throws: ``ProtocolError`` where the frames are no message of this channel.
  public init(decoding frames: [[UInt8]]) throws(ProtocolError) {
    guard frames.count == 3, frames[0] == Self.topic else {
      throw ProtocolError(.malformedFrame, "a message of totals has three frames and its topic")
    }
    let header = try FrameHeader(decoding: frames[1])
    try header.check(body: frames[2])
    switch header.type {
    case .totalsSnapshot:
      let body = try WireTotalsSnapshot(decodingBytes: frames[2])
      guard body.index < body.count else {
        throw ProtocolError(.malformedBody, "the snapshot has no piece \(body.index)")
      }
      self = .snapshot(
        sequence: body.sequence, index: Int(body.index), count: Int(body.count),
        totals: try body.totals.map { (total) throws(ProtocolError) in try total.decoded() })
    case .totalsChange:
      let body = try WireTotalsChange(decodingBytes: frames[2])
      self = .change(
        TotalsUpdate(
          sequence: body.sequence,
          totals: try body.totals.map { (total) throws(ProtocolError) in try total.decoded() },
          removed: try body.removed.map { (topic) throws(ProtocolError) in try topic.decoded() },
          origin: AreaCode(number: body.origin)))
    default:
      throw ProtocolError(
        .unexpectedMessage, "type \(header.type.rawValue) is not published with totals")
    }
  }
}

extension WireTopic {
  init(_ id: TotalSummary.ID) {
    indicator = id.indicator.rawValue
    year = UInt32(clamping: id.year)
    unit = id.unit.rawValue
  }

  func decoded() throws(ProtocolError) -> TotalSummary.ID {
    TotalSummary.ID(
      indicator: IndicatorCode(
        rawValue: try checked(indicator, atMost: IndicatorCode.maximumLength, "indicator")),
      year: Int(year), unit: Unit(rawValue: try checked(unit, atMost: Unit.maximumLength, "unit")))
  }
}

extension WireTotal {
  init(_ total: TotalSummary) {
    topic = .init(total.id)
    switch total.nature {
    case .flow: nature = .flow
    case .stock: nature = .stock
    case .rate: nature = .rate
    }
    if let value = total.value { self.value = value.tenThousandths }
    if let lower = total.lower { self.lower = lower.tenThousandths }
    if let upper = total.upper { self.upper = upper.tenThousandths }
    shares = total.shares.map(WireShare.init)
    missing = total.missing.map(\.number)
    neverReported = total.neverReported.map(\.number)
    if let parent = total.parent { self.parent = .init(parent) }
  }

  func decoded() throws(ProtocolError) -> TotalSummary {
    let nature: IndicatorNature
    switch self.nature {
    case .flow: nature = .flow
    case .stock: nature = .stock
    case .rate: nature = .rate
    case .UNRECOGNIZED: throw ProtocolError(.malformedBody, "a total's nature is not known")
    }
    return TotalSummary(
      id: try topic.decoded(), nature: nature,
      value: hasValue ? FixedDecimal(tenThousandths: value) : nil,
      lower: hasLower ? FixedDecimal(tenThousandths: lower) : nil,
      upper: hasUpper ? FixedDecimal(tenThousandths: upper) : nil,
      shares: try shares.map { (share) throws(ProtocolError) in try share.decoded() },
      missing: missing.compactMap(AreaCode.init(number:)),
      neverReported: neverReported.compactMap(AreaCode.init(number:)),
      parent: hasParent ? try parent.decoded() : nil)
  }
}

extension WireShare {
  init(_ share: TotalSummary.Share) {
    area = share.area.number
    value = share.value.tenThousandths
    lower = share.lower.tenThousandths
    upper = share.upper.tenThousandths
    switch share.basis {
    case .stated: basis = .stated
    case .periods: basis = .periods
    case .parts: basis = .parts
    }
    if !share.coveredMonths.isWholeYear { coveredMonths = UInt32(share.coveredMonths.bits) }
    conflict = share.hasConflict
  }

  func decoded() throws(ProtocolError) -> TotalSummary.Share {
    let basis: EffectiveValue.Basis
    switch self.basis {
    case .stated: basis = .stated
    case .periods: basis = .periods
    case .parts: basis = .parts
    case .UNRECOGNIZED: throw ProtocolError(.malformedBody, "a share's basis is not known")
    }
    guard let area = AreaCode(number: area) else {
      throw ProtocolError(.malformedBody, "a share's area is no area")
    }
    return TotalSummary.Share(
      area: area, value: FixedDecimal(tenThousandths: value),
      lower: FixedDecimal(tenThousandths: lower), upper: FixedDecimal(tenThousandths: upper),
      basis: basis,
      coveredMonths: hasCoveredMonths
        ? Months(bits: UInt16(truncatingIfNeeded: coveredMonths)) : .wholeYear,
      hasConflict: conflict)
  }
}
