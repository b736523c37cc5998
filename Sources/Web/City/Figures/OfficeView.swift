internal import Reports

/// A report as the templates show it.
struct ReportView {
  let titleText: String
  let path: String
  let documentName: String
  let revisionText: String
  let receivedText: String
  /// When the first revision came; nil where this is it.
  let firstText: String?
  let countText: String

  init(_ standing: ReportStanding, _ words: PageWords) {
    titleText = words.fill(
      "reportTitle", words.name(of: standing.report.period),
      words.name(of: standing.report.series))
    path = Link.report(standing.report)
    documentName = standing.document.name
    revisionText = words.fill("revision", "\(standing.document.revision)")
    receivedText = words.moment(standing.receivedAtMs)
    firstText =
      standing.firstReceivedAtMs == standing.receivedAtMs
      ? nil : words.fill("firstReceived", words.moment(standing.firstReceivedAtMs))
    countText = words.fill("figureCount", "\(standing.observationCount)")
  }
}

/// How an office's node is followed, as the templates show it.
struct LinkView {
  let stateText: String
  let lagText: String
  let isGood: Bool
  let isBehind: Bool
  let isUnknown: Bool
  let isRefused: Bool
  let heardText: String
  let errorText: String?

  init(_ link: OfficeStanding.Link?, _ words: PageWords) {
    let state = link?.state ?? "unknown"
    stateText = words["link.\(state)"]
    isGood = state == "live"
    isRefused = state == "refused" || state == "quarantined"
    isBehind = (link?.lag ?? 0) > 0 && state != "silent"
    isUnknown = !isGood && !isRefused && !isBehind
    // What a silent node has that the city has not is not known, whatever was known before.
    let knowsLag = state == "live" || state == "catching-up" || state == "adopting"
    switch knowsLag ? link?.lag : nil {
    case nil: lagText = words["lag.unknown"]
    case 0: lagText = words["lag.none"]
    case let lag?: lagText = words.fill("lag.behind", "\(lag)")
    }
    heardText =
      link?.silentMs.map { words.fill("heardAgo", words.duration($0)) } ?? words["neverHeard"]
    errorText = link?.lastError
  }
}
