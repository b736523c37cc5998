internal import Reports

/// How an aggregator is reached, as the templates show it.
struct DeliveryView {
  let endpoint: String
  let stateText: String
  let adviceText: String
  let lagText: String
  let errorText: String?
  let look: String

  init(_ delivery: Delivery, _ words: PageWords) {
    endpoint = delivery.endpoint
    stateText = words["delivery.\(delivery.state)"]
    adviceText = words["advice.\(delivery.state)"]
    look =
      switch delivery.state {
      case "live", "sending-snapshot": "good"
      case "key-refused", "failed": "bad"
      default: "warn"
      }
    switch delivery.lag {
    case nil: lagText = words["lag.unknown"]
    case 0: lagText = words["lag.none"]
    case let lag?: lagText = words.fill("lag.unsent", "\(lag)")
    }
    errorText = delivery.lastError
  }
}

/// Whether an aggregator has a report.
struct ArrivalView {
  let text: String
  let look: String
  /// Which aggregator; nil where there is only one.
  let endpoint: String?

  /// What each of the aggregators has of a report.
  static func all(
    _ report: PublishedReport, _ deliveries: [Delivery], _ words: PageWords
  ) -> [ArrivalView] {
    deliveries.map { delivery in
      let (word, look) =
        switch delivery.has(report) {
        case true?: ("arrival.there", "good")
        case false?: ("arrival.underWay", "warn")
        case nil: ("arrival.unknown", "absent")
        }
      return ArrivalView(
        text: words[word], look: look, endpoint: deliveries.count > 1 ? delivery.endpoint : nil)
    }
  }
}
