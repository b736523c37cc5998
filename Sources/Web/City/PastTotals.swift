internal import Reports

/// The totals of past moments that pages have asked for, as a page that is live asks again with each
/// change.
///
/// A moment's totals never change once something has come after it, as all that comes is kept in its
/// order.
actor PastTotals {
  /// How many moments are kept: the days that the statisticians of one city look back to at a time.
  private static let maximumMoments = 8

  private let data: any CityData
  private var kept: [(atMs: Int64, totals: [TotalSummary])] = []

  init(_ data: any CityData) {
    self.data = data
  }

  /// The totals as they were at a moment that something has come after, in milliseconds since 1970.
  func totals(asOfMs: Int64) async throws -> [TotalSummary] {
    if let found = kept.first(where: { $0.atMs == asOfMs }) { return found.totals }
    let totals = try await data.totals(asOfMs: asOfMs, year: nil)
    if !kept.contains(where: { $0.atMs == asOfMs }) {
      if kept.count >= Self.maximumMoments { kept.removeFirst() }
      kept.append((asOfMs, totals))
    }
    return totals
  }
}
