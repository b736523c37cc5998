internal import Reports

extension AggregatorStatus {
  /// How the city stands, in one line for `systemctl status`: `7/7 areas live, lag 0, 812
  /// observations`, and what a person must look at.
  var line: String {
    let behind = origins.compactMap(\.lag).reduce(0, +)
    var parts = [
      "\(origins.count { $0.state == "live" })/\(origins.count) areas live", "lag \(behind)",
      "\(observationCount) observations",
    ]
    for state in ["quarantined", "refused", "silent", "catching-up"] {
      let areas = origins.filter { $0.state == state }.map(\.area.description)
      if !areas.isEmpty { parts.append("\(state): \(areas.joined(separator: " "))") }
    }
    if let access {
      if access.isMissing { parts.append("the access list is missing, nobody is let in") }
      if access.problem != nil {
        parts.append("the access list is broken, the last good one holds")
      }
    }
    if poisonedEntries > 0 { parts.append("\(poisonedEntries) entries unreadable") }
    return parts.joined(separator: ", ")
  }
}

extension NodeStatus {
  /// How the node stands, in one line for `systemctl status`: `220821 镇赉县总工会: 1/1 cities live,
  /// lag 0`, and what a person must look at.
  var line: String {
    let lag = peers.compactMap(\.lag).max().map(String.init) ?? "unknown"
    var parts = [
      "\(area) \(areaName): \(peers.count { $0.state == "live" })/\(peers.count) cities live",
      "lag \(lag)",
    ]
    for peer in peers where peer.state != "live" {
      parts.append("\(peer.endpoint) \(peer.state)")
    }
    if waitingFiles > 0 { parts.append("\(waitingFiles) reports wait in the inbox") }
    if let lastRejected { parts.append("last rejected: \(lastRejected)") }
    return parts.joined(separator: ", ")
  }
}
