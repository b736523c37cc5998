/// How a total stood at one moment and at a later one, where it has moved.
public struct TotalMove: Hashable, Sendable {
  /// Which total.
  public let id: TotalSummary.ID
  /// How it stood; nil where nobody stated it.
  public let before: TotalSummary?
  /// How it stands; nil where nobody states it any more.
  public let after: TotalSummary?

  /// By how much it has become more, or less where it is negative; nil where either moment has no
  /// sum.
  public var difference: FixedDecimal? {
    guard let before = before?.value, let after = after?.value else { return nil }
    return after - before
  }

  /// What has moved between two moments: the number, what it may be, or the areas that it rests on.
  ///
  /// - Parameters:
  ///   - before: The totals of the earlier moment.
  ///   - after: Those of the later one.
  /// - Returns: The moves in the order of the later totals; what is gone comes last, in its own.
  public static func all(from before: [TotalSummary], to after: [TotalSummary]) -> [TotalMove] {
    let earlier = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let later = Set(after.map(\.id))
    let moved = after.compactMap { total -> TotalMove? in
      let old = earlier[total.id]
      guard old.map(Shown.init) != Shown(total) else { return nil }
      return TotalMove(id: total.id, before: old, after: total)
    }
    let gone = before.filter { !later.contains($0.id) }
      .map { TotalMove(id: $0.id, before: $0, after: nil) }
    return moved + gone
  }

  /// What people see of a total.
  private struct Shown: Equatable {
    let value: FixedDecimal?
    let bounds: [FixedDecimal?]
    let areas: [AreaCode]

    init(_ total: TotalSummary) {
      value = total.value
      bounds = [total.lower, total.upper]
      areas = total.shares.map(\.area)
    }
  }
}
