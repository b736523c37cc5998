internal import Reports
internal import Web

/// What the aggregator shows on its pages.
struct CityWeb: CityData {
  let merger: CityMerger
  let areas: AreaList
  let indicators: IndicatorList

  func totals(year: Int?) async -> [TotalSummary] {
    await merger.totals(year: year).totals
  }
}
