internal import Reports
internal import SyncProtocol
internal import Synchronization

/// The aggregator's sockets for those who were made before them; there are none while the daemon
/// starts and stops.
final class OpenSockets: Sendable {
  private struct Sockets {
    let links: AggregatorLinks
    let totals: TotalsPublisher
  }

  private let sockets = Mutex<Sockets?>(nil)

  func open(_ links: AggregatorLinks, _ totals: TotalsPublisher) {
    sockets.withLock { $0 = Sockets(links: links, totals: totals) }
  }

  func close() {
    sockets.withLock { $0 = nil }
  }

  /// How the offices' nodes are connected; nothing while there are no sockets.
  func origins() async -> [AggregatorStatus.Origin] {
    guard let links = sockets.withLock({ $0?.links }) else { return [] }
    return await links.status().origins
  }

  /// Whether there are sockets.
  var areOpen: Bool { sockets.withLock { $0 != nil } }

  /// How the areas stand and what was counted; nil while there are no sockets.
  func facts() async -> (AggregatorStatus, AggregatorMeters.Readings)? {
    guard let links = sockets.withLock({ $0?.links }) else { return nil }
    return (await links.status(), links.meters.readings)
  }

  /// Tells watchers of other processes what has changed.
  func publish(_ changes: [TotalsUpdate]) async {
    guard let totals = sockets.withLock({ $0?.totals }) else { return }
    for change in changes { await totals.publish(change) }
  }
}
