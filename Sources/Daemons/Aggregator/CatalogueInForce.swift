internal import ReportParsing
internal import Reports
internal import Synchronization

/// The catalogue that a reload has put in force last, for all that answer by it.
final class CatalogueInForce: Sendable {
  /// What the city needs of it.
  struct Current: Sendable {
    let indicators: IndicatorList
    let version: String
  }

  private let state: Mutex<Current>

  init(_ catalogue: Catalogue) {
    state = Mutex(Current(indicators: catalogue.indicators, version: catalogue.version))
  }

  /// What is in force now.
  var current: Current { state.withLock { $0 } }

  /// Puts another one in force.
  func replace(by catalogue: Catalogue) {
    let next = Current(indicators: catalogue.indicators, version: catalogue.version)
    state.withLock { $0 = next }
  }
}
