/// How a city's offices stand, as its daemon tells.
struct OfficeFacts: Facts {
  static let topic = Diagnosis.Topic.peers

  /// What the daemon says; nil where it does not answer.
  let status: AggregatorStatus?
  /// The fingerprints of the keys that are let in by now.
  var letIn: Set<String> = []

  /// The most refusals that are told; `aggregator status` has them all.
  static let shownRefusals = 3
  /// An office that was not heard for longer is told, as the alerts have it.
  static let silentMs: Int64 = 86_400_000

  var findings: [Diagnosis.Finding] {
    guard let status else {
      return [
        unknown(
          zh: "各县区的状况要守护进程运行时才知道；启动后再执行一次。",
          en: "How the offices stand only the running daemon tells; run this again once it runs.")
      ]
    }
    return list(status) + status.origins.compactMap(finding) + refusals(status)
      + unreadable(status)
  }

  private func list(_ status: AggregatorStatus) -> [Diagnosis.Finding] {
    guard let access = status.access else { return [] }
    if access.isMissing {
      return [
        wrong(
          zh: "授权名单 \(access.path) 不存在，谁也连不进来；请执行 unionsync keys authorize，或从备份取回名单。",
          en: "The access list \(access.path) is missing and nobody is let in; run 'unionsync keys"
            + " authorize', or get the list back from a backup.")
      ]
    }
    guard let problem = access.problem else { return [] }
    return [
      wrong(
        zh: "授权名单不能用，仍按上一份执行：\(problem)",
        en: "The access list can't be used, and the last good one holds: \(problem)")
    ]
  }

  private func finding(of origin: AggregatorStatus.Origin) -> Diagnosis.Finding? {
    let (zh, en) = ("\(origin.name)（\(origin.area)）", "\(origin.area)")
    switch origin.state {
    case "quarantined":
      return wrong(
        zh: "\(zh)被隔离：两台机器用了同一把密钥；请停用其中一台，再执行 unionsync aggregator accept \(origin.area)。",
        en: "\(en) is quarantined, as two machines use its key; shut one of them down, then run:"
          + " unionsync aggregator accept \(origin.area)")
    case "refused":
      return wrong(
        zh:
          "\(zh)的日志被拒绝（\(origin.lastError ?? "原因未知")）；如果那台节点是重装的，请执行 unionsync aggregator"
          + " accept \(origin.area)。",
        en:
          "The journal of \(en) is refused (\(origin.lastError ?? "why is not known")); if its node"
          + " was installed anew, run: unionsync aggregator accept \(origin.area)")
    case "silent":
      guard let silentMs = origin.silentMs, silentMs > Self.silentMs else { return nil }
      return hint(
        zh: "\(zh)已有 \(silentMs / 3_600_000) 小时没有消息；请问那里的机器和网络，在那里执行 unionsync doctor。",
        en:
          "\(en) was not heard for \(silentMs / 3_600_000) hours; ask about its machine and"
          + " network,"
          + " and run 'unionsync doctor' there.")
    default:
      return nil
    }
  }

  private func refusals(_ status: AggregatorStatus) -> [Diagnosis.Finding] {
    status.refusals.filter { $0.reason == .unknownKey && !letIn.contains($0.identity) }.prefix(
      Self.shownRefusals
    ).map { refusal in
      hint(
        zh:
          "\(refusal.address) 用没有授权的密钥（指纹 \(refusal.identity)）连过 \(refusal.count) 次；若是县区，"
          + "核对指纹后用它的登记码执行 unionsync keys authorize。",
        en: "\(refusal.address) has tried a key that is not authorized (fingerprint"
          + " \(refusal.identity)) \(refusal.count) times; if it is an office, compare the"
          + " fingerprint"
          + " and run 'unionsync keys authorize' with its code.")
    }
  }

  private func unreadable(_ status: AggregatorStatus) -> [Diagnosis.Finding] {
    guard status.poisonedEntries > 0 else { return [] }
    return [
      hint(
        zh: "有 \(status.poisonedEntries) 个条目读不了，已放在一边；多半是县区的程序更新，请升级市里的软件包。",
        en:
          "\(status.poisonedEntries) entries can't be read and were put aside; an office's"
          + " program is"
          + " probably newer, so upgrade the city's package.")
    ]
  }
}
