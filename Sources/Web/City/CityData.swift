public import Reports

/// What the city's pages and programs' interface show: the dataset, as the aggregator answers it.
public protocol CityData: Sendable {
  /// The offices that report, and those above them.
  var areas: AreaList { get }
  /// The indicators of the aggregator's catalogue.
  var indicators: IndicatorList { get }
  /// The totals of all years or of one, in the order of the catalogue.
  func totals(year: Int?) async -> [TotalSummary]
}
