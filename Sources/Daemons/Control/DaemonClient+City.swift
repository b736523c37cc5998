public import Reports

// What the city's dataset is asked.
extension DaemonClient {
  /// Asks an aggregator for its totals, of all years or of one, now or as they were at a past
  /// moment.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func totals(
    year: Int?, asOfMs: Int64? = nil, controlPath: String
  ) async throws(DaemonError) -> TotalsAnswer {
    try await ask(.totals(year: year, asOfMs: asOfMs), controlPath)
  }

  /// Asks an aggregator for the figures behind an indicator's totals in a year.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func evidence(
    of topic: Dataset.Topic, controlPath: String
  ) async throws(DaemonError) -> EvidenceAnswer {
    try await ask(.evidence(topic: topic), controlPath)
  }

  /// Asks an aggregator how an indicator's totals in a year came to be what they are.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func history(
    of topic: Dataset.Topic, limit: Int, controlPath: String
  ) async throws(DaemonError) -> History<TotalVersion> {
    try await ask(.totalHistory(topic: topic, limit: limit), controlPath)
  }

  /// Asks an aggregator how a figure of an area came to be what it is.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func history(
    of place: FigurePlace, area: AreaCode, limit: Int, controlPath: String
  ) async throws(DaemonError) -> History<ObservationVersion> {
    try await ask(.figureHistory(area: area, place: place, limit: limit), controlPath)
  }

  /// Asks an aggregator what a person should look at, in all years or in one.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func findings(
    year: Int?, controlPath: String
  ) async throws(DaemonError) -> Findings {
    try await ask(.findings(year: year), controlPath)
  }

  /// Has an aggregator keep a person's decision about a report's figure.
  ///
  /// - Throws: ``DaemonError`` where it does not answer or the decision can't be taken.
  public static func review(
    _ place: FigurePlace, of report: ReportID, _ decision: Review.Decision, person: String,
    reason: String, controlPath: String
  ) async throws(DaemonError) -> Review {
    try await ask(
      .review(place, report, decision, person: person, reason: reason), controlPath)
  }

  private static func ask<Answer: Decodable & Sendable>(
    _ request: AggregatorRequest, _ controlPath: String
  ) async throws(DaemonError) -> Answer {
    try await ControlClient.ask(
      controlPath, request, timeoutMs: timeoutMs, as: Answer.self)
  }
}
