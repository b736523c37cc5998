import Reports

/// What a report states for one area, sorted by key: quantities by their numbers in the text.
///
/// Sorting moves one number for each quantity. Keys hold strings, and hashing, comparing and moving
/// them took a third of all the time that reading a report takes.
struct StatementList {
  private struct Statement {
    let number: Int
    let indicator: IndicatorCode
    let unit: Unit
  }

  private let quantities: [Quantity]
  private var statements: [Statement] = []
  /// For each statement its order and, in the last bits, its number in ``statements``.
  private var order: [UInt64] = []

  /// How many bits the parts of the order have: a text has fewer figures, and a catalogue fewer
  /// indicators.
  private static let bits = (number: 24, part: 1, period: 23, rank: 16)

  /// The quantities of an area for which the indicators have an address.
  init(_ quantities: [Quantity], of area: AreaCode, in indicators: IndicatorList) {
    self.quantities = quantities
    for (number, quantity) in quantities.enumerated() where quantity.area == area {
      guard let code = quantity.indicator, let (indicator, rank) = indicators.ranked(code) else {
        continue
      }
      var bits = UInt64(clamping: rank)
      bits = bits << Self.bits.period | UInt64(clamping: quantity.period.ordinal)
      bits = bits << Self.bits.part | (quantity.part == nil ? 0 : 1)
      order.append(bits << Self.bits.number | UInt64(statements.count))
      statements.append(
        Statement(
          number: number, indicator: code, unit: indicator.countingUnit(for: quantity.unit)))
    }
    order.sort()
  }

  /// How many quantities there are.
  var count: Int { statements.count }

  /// The keys in their order, each with the number of its first quantity and those of the others, in
  /// the order of the text.
  func forEachKey(_ body: (ObservationKey, Int, [Int]) -> Void) {
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, order[end] >> Self.bits.number == order[start] >> Self.bits.number {
        end += 1
      }
      if end == start + 1 {
        let statement = statement(at: start)
        body(key(of: statement), statement.number, [])
      } else {
        forEachKey(among: (start..<end).map(statement), body)
      }
      start = end
    }
  }

  /// The same for statements that differ at most in part and unit.
  private func forEachKey(
    among statements: [Statement], _ body: (ObservationKey, Int, [Int]) -> Void
  ) {
    var keyed = statements.map { (key: key(of: $0), number: $0.number) }
    keyed.sort { ($0.key, $0.number) < ($1.key, $1.number) }
    var place = 0
    while place < keyed.count {
      var last = place + 1
      while last < keyed.count, keyed[last].key == keyed[place].key { last += 1 }
      body(keyed[place].key, keyed[place].number, keyed[(place + 1)..<last].map(\.number))
      place = last
    }
  }

  private func statement(at place: Int) -> Statement {
    statements[Int(order[place] & (1 << UInt64(Self.bits.number) - 1))]
  }

  private func key(of statement: Statement) -> ObservationKey {
    let quantity = quantities[statement.number]
    return ObservationKey(
      period: quantity.period, indicator: statement.indicator, part: quantity.part,
      unit: statement.unit)
  }
}
