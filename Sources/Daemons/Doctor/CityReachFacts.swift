/// How an office's node reaches its cities.
struct CityReachFacts: Facts {
  static let topic = Diagnosis.Topic.peers

  /// What trying one address came to.
  enum Reach: Hashable {
    /// The city takes the node's key there.
    case welcome
    /// Somebody listens there; more was not tried, as there is no key to try it with.
    case open
    /// The name leads nowhere.
    case unknownName(String)
    /// Nobody answers, and why.
    case unreachable(String)
    /// The city does not know the node's key.
    case keyRefused
    /// The city has another key than the node thinks, or something else listens there.
    case foreign
    /// Nothing came of it in time.
    case silent
  }

  /// One city.
  struct City: Hashable {
    /// Where it listens for acknowledgements, as the settings have it.
    let control: String
    /// Where it listens for deltas.
    let live: String
    /// What trying them came to; nil where the daemon's conversation says enough.
    let reach: [Reach]?
    /// What the daemon says; nil where it does not answer.
    let peer: NodeStatus.Peer?
  }

  let cities: [City]
  /// The node's enrolment code, for the city to authorize; nil where there is no key.
  let code: String?
  /// What the daemon says of itself; nil where it does not answer.
  let status: NodeStatus?

  var findings: [Diagnosis.Finding] { cities.flatMap(findings) + inbox }

  private func findings(of city: City) -> [Diagnosis.Finding] {
    let tried = zip([city.control, city.live], city.reach ?? []).compactMap { endpoint, reach in
      finding(of: reach, at: endpoint)
    }
    // A city that is not there is so at both addresses; one finding is enough.
    if let first = tried.first { return [first] }
    guard let peer = city.peer else { return [] }
    return conversation(peer)
  }

  private func conversation(_ peer: NodeStatus.Peer) -> [Diagnosis.Finding] {
    switch peer.state {
    case "live":
      guard let lagMs = peer.lagMs, lagMs > Self.lagMs else { return [] }
      return [
        hint(
          zh: "\(peer.endpoint) 还差 \(peer.lag ?? 0) 条，最早的已等 \(lagMs / 60_000) 分钟；请问市里磁盘是否已满。",
          en: "\(peer.endpoint) lacks \(peer.lag ?? 0) entries, the first for \(lagMs / 60_000)"
            + " minutes; ask the city whether its disk is full.")
      ]
    case "key-refused": return [refused(peer.endpoint)]
    case "failed":
      return [
        wrong(
          zh:
            "市里 \(peer.endpoint) 不接收本单位的日志（\(peer.lastError ?? "原因未知")）；请市里用 aggregator status"
            + " 查看，需要时执行 aggregator accept。",
          en: "The city at \(peer.endpoint) does not take this office's journal"
            + " (\(peer.lastError ?? "why is not known")); have the city look at 'aggregator"
            + " status',"
            + " and run 'aggregator accept' where that fits.")
      ]
    case "sending-snapshot", "waiting": return []
    default:
      return [
        hint(
          zh: "与 \(peer.endpoint) 的会话还没有建立，节点会自动重试；请过一分钟再看 unionsync node status。",
          en:
            "The conversation with \(peer.endpoint) has not begun, and the node goes on"
            + " trying; look"
            + " again in a minute with: unionsync node status")
      ]
    }
  }

  /// Entries that lie longer than this are told, as the alerts have it.
  static let lagMs: Int64 = 600_000

  private func finding(of reach: Reach, at endpoint: String) -> Diagnosis.Finding? {
    switch reach {
    case .welcome, .open: return nil
    case .unknownName(let host):
      return wrong(
        zh: "找不到主机 \(host)；请核对配置里的 \(endpoint)，或检查 DNS（/etc/resolv.conf）。",
        en: "There is no host \(host); compare \(endpoint) in the settings, or look at DNS"
          + " (/etc/resolv.conf).")
    case .unreachable(let reason):
      return wrong(
        zh:
          "连不上 \(endpoint)（\(reason)）；请检查网络、两边的防火墙，以及市里的 unionsync-aggregator 是否在运行。报告先存在本机，"
          + "连上后自动补发。",
        en: "\(endpoint) can't be reached (\(reason)); check the network, the firewalls on the way,"
          + " and whether unionsync-aggregator runs at the city. Reports are kept here and"
          + " sent later."
      )
    case .keyRefused: return refused(endpoint)
    case .foreign:
      return wrong(
        zh: "\(endpoint) 上的密钥与本机保存的市里公钥不符；请向市里核对指纹，移走旧公钥后用新的登记码（UC1/…）再执行 node init。",
        en: "\(endpoint) has another key than the city's that is kept here; compare the fingerprint"
          + " with the city, move the old key away, and run 'node init' with the new code (UC1/…).")
    case .silent:
      return wrong(
        zh: "\(endpoint) 能连上但没有应答；请核对端口，并请市里检查 unionsync-aggregator。",
        en: "\(endpoint) takes connections and does not answer; compare the port, and have the city"
          + " look at its unionsync-aggregator.")
    }
  }

  private func refused(_ endpoint: String) -> Diagnosis.Finding {
    let code = code ?? "UN1/…"
    return wrong(
      zh: "市里 \(endpoint) 还没有授权本单位的密钥；请市里执行 unionsync keys authorize \(code)。",
      en: "The city at \(endpoint) does not let this office's key in; have the city run: unionsync"
        + " keys authorize \(code)")
  }

  private var inbox: [Diagnosis.Finding] {
    guard let status else { return [] }
    var findings: [Diagnosis.Finding] = []
    if status.waitingFiles > 0 {
      findings.append(
        hint(
          zh: "收件箱里有 \(status.waitingFiles) 份报告在等；原因见守护进程的日志。",
          en: "\(status.waitingFiles) reports wait in the inbox; the daemon's log says why."))
    }
    if let rejected = status.lastRejected {
      findings.append(
        hint(
          zh: "最近退回了一份报告：\(rejected)；说明在 rejected 目录里它的旁边。",
          en: "A report was put aside: \(rejected); a note beside it in 'rejected' says why."))
    }
    return findings
  }
}
