internal import Reports
internal import SyncProtocol

/// Answers what an aggregator's control socket is asked.
struct AggregatorDesk: Sendable {
  let queries: CityQueries
  let links: AggregatorLinks

  func answer(_ request: [UInt8]) async -> ControlReply {
    do throws(DaemonError) {
      switch try AggregatorRequest(decoding: request) {
      case .totals(let year, let asOfMs):
        return ControlReply(try await totals(year: year, asOfMs: asOfMs))
      case .evidence(let topic):
        return ControlReply(await evidence(of: topic))
      case .totalHistory(let topic, let limit):
        return ControlReply(try await queries.history(of: topic, limit: limit))
      case .figureHistory(let area, let place, let limit):
        let key = try place.key(queries.indicators)
        return ControlReply(try await queries.history(of: key, area: area, limit: limit))
      case .findings(let year):
        return ControlReply(await queries.findings(year: year))
      case .review(let place, let report, let decision, let person, let reason):
        let request = ReviewRequest(
          report: report, key: try place.key(queries.indicators), decision: decision,
          person: person, reason: reason)
        return ControlReply(try await queries.add(request))
      case .status:
        return ControlReply(await links.status())
      case .accept(let area):
        return ControlReply(try await links.accept(area))
      }
    } catch {
      return .failure(error)
    }
  }

  private func totals(year: Int?, asOfMs: Int64?) async throws(DaemonError) -> TotalsAnswer {
    let totals: [TotalSummary]
    if let asOfMs {
      totals = try await queries.totals(asOfMs: asOfMs, year: year)
    } else {
      totals = await queries.totals(year: year).totals
    }
    let names = Set(totals.map(\.id.indicator)).compactMap { code in
      queries.indicators[code].map { (code.rawValue, $0.nameZh) }
    }
    return TotalsAnswer(
      totals: totals,
      areas: queries.areas.reporting.map { AreaName(code: $0.code, nameZh: $0.nameZh) },
      indicatorNames: Dictionary(uniqueKeysWithValues: names))
  }

  private func evidence(of topic: Dataset.Topic) async -> EvidenceAnswer {
    EvidenceAnswer(
      totals: await queries.totals(year: topic.year).totals.filter {
        $0.id.indicator == topic.indicator
      },
      rows: await queries.figures(of: topic).map(EvidenceRow.init))
  }
}
